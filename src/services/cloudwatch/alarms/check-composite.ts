// What a composite alarm is put with, and what is refused of it.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html

import { refused } from "../refusals.ts";
import { checkAlarmBounds } from "./alarm-bounds.ts";

export interface CompositeConfiguration {
  readonly alarmName: string;
  readonly alarmRule: string;
  readonly alarmDescription?: string;
  readonly actionsEnabled?: boolean;
  readonly okActions?: readonly string[];
  readonly alarmActions?: readonly string[];
  readonly insufficientDataActions?: readonly string[];
  /** The name or ARN of an alarm that, while it sounds, keeps this one from acting. */
  readonly actionsSuppressor?: string;
  readonly suppressorWaitSeconds?: number;
  readonly suppressorExtensionSeconds?: number;
}

const alarmArn = /^arn:[^:]+:cloudwatch:[^:]*:[^:]*:alarm:./;

/** Throws ValidationException. What the rule says is checked by `parseCompositeRule`. */
export function checkComposite(configuration: CompositeConfiguration): void {
  const { actionsSuppressor, suppressorWaitSeconds, suppressorExtensionSeconds } = configuration;
  checkAlarmBounds(configuration);
  if (actionsSuppressor?.startsWith("arn:") === true && !alarmArn.test(actionsSuppressor))
    throw refused("ActionsSuppressor must be a valid CloudWatch Alarm ARN or an Alarm name");
  const periods = [
    ["ActionsSuppressorWaitPeriod", suppressorWaitSeconds],
    ["ActionsSuppressorExtensionPeriod", suppressorExtensionSeconds],
  ] as const;
  for (const [name, seconds] of periods) {
    if ((seconds === undefined) !== (actionsSuppressor === undefined))
      throw refused(
        actionsSuppressor === undefined ? `${name} requires an ActionSuppressor` : `${name} must not be null`,
      );
    if (seconds !== undefined && (!Number.isInteger(seconds) || seconds < 0))
      throw refused(`The value ${seconds} for parameter ${name} is invalid. Expected seconds, 0 or more.`);
  }
}
