// What keeps a composite alarm from acting: its suppressor while that sounds, and a while before and after that.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-suppression.html

import type { AlarmState } from "./alarm-rule.ts";
import type { CompositeConfiguration } from "./check-composite.ts";

export interface Suppression {
  readonly by: "Alarm" | "WaitPeriod" | "ExtensionPeriod";
  /** When it is over, unless the suppressor sounds by then. */
  readonly until?: number;
}

interface Suppressible {
  readonly configuration: CompositeConfiguration;
  readonly suppression?: Suppression;
}

/** For an alarm that has come to another state. Undefined where it may act. */
export function suppressionOf(
  { configuration, suppression }: Suppressible,
  suppressor: AlarmState | undefined,
  now: number,
): Suppression | undefined {
  if (configuration.actionsSuppressor === undefined) return undefined;
  if (suppressor === "ALARM") return { by: "Alarm" };
  if (suppression?.by === "ExtensionPeriod") return suppression;
  return lasting("WaitPeriod", configuration.suppressorWaitSeconds, now);
}

/** For an alarm that is kept from acting and whose suppressor has come to another state. */
export function afterSuppressor(
  { configuration, suppression }: Suppressible,
  suppressor: AlarmState,
  now: number,
): Suppression | undefined {
  if (suppressor === "ALARM") return { by: "Alarm" };
  if (suppression?.by !== "Alarm") return suppression;
  return lasting("ExtensionPeriod", configuration.suppressorExtensionSeconds, now);
}

function lasting(by: Suppression["by"], seconds = 0, now: number): Suppression | undefined {
  return seconds === 0 ? undefined : { by, until: now + seconds * 1000 };
}

export function suppressedReason({ by }: Suppression): string {
  return `Actions suppressed by ${by}`;
}
