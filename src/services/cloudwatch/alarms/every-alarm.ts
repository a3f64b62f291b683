// Alarms of both kinds together: what is done by name, whichever kind an alarm is of.

import { isJson } from "../../../aws/json-text.ts";
import { ServiceError } from "../../../aws/service-error.ts";
import { type Alarms, checkState } from "./alarms.ts";
import type { CompositeAlarms } from "./composite-alarms.ts";

export interface EveryAlarm {
  readonly alarms: Alarms;
  readonly composites: CompositeAlarms;
}

/**
 * Names that do not exist are passed over. Throws ValidationException, and deletes nothing, where other alarms depend on one of
 * them, or where it is more than one composite alarm.
 */
export function deleteAlarms({ alarms, composites }: EveryAlarm, names: readonly string[]): void {
  const composite = names.filter((name) => composites.get(name) !== undefined);
  if (composite.length > 1)
    throw new ServiceError(
      "ValidationException",
      `Cannot delete ${composite.join(",")}: no more than one composite alarm can be deleted at a time.`,
    );
  const needed = names.filter((name) =>
    composites.parentsOf(name).some(({ configuration }) => !names.includes(configuration.alarmName)),
  );
  if (needed.length > 0)
    throw new ServiceError(
      "ValidationException",
      `Cannot delete ${needed.join(",")} as there are composite alarm(s) depending on ${needed.length === 1 ? "it" : "them"}.`,
    );
  for (const name of composite) {
    const arn = composites.get(name)?.alarmArn;
    composites.delete(name);
    if (arn !== undefined) alarms.tags.remove(arn);
  }
  alarms.deleteAlarms(names);
}

/** Whether the actions of these alarms are done. Names that do not exist are passed over. */
export function switchActions(
  { alarms, composites }: EveryAlarm,
  names: readonly string[],
  isOn: boolean,
): void {
  alarms.switchActions(names, isOn);
  for (const name of names) composites.switchActions(name, isOn);
}

/** Throws ValidationException, InvalidFormatFault for reason data that is no JSON, and ResourceNotFound. */
export function setAlarmState(
  { alarms, composites }: EveryAlarm,
  alarmName: string,
  change: { readonly state: string; readonly reason: string; readonly reasonData?: string },
): void {
  const { state, reason, reasonData } = change;
  checkState(state);
  if (reasonData !== undefined && !isJson(reasonData)) {
    throw new ServiceError("InvalidFormatFault", "StateReasonData was not syntactically valid JSON.");
  }
  if (composites.get(alarmName) === undefined) alarms.setAlarmState(alarmName, change);
  else composites.setState(alarmName, { state, stateReason: reason, stateReasonData: reasonData });
}
