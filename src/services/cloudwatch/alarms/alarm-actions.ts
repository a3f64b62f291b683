// What an alarm does when its state changes: it tells the things whose ARNs are its actions, each in the form that CloudWatch has
// for it.

import { parseArn, type RegionIdentity } from "../../../aws/arn.ts";
import type { Deliver, DeliveryError } from "../../../aws/delivery.ts";
import { serviceEventRequest } from "../../../aws/service-event.ts";
import { alarmEvent, alarmInvocation, alarmMessage } from "./alarm-notification.ts";
import type { AlarmStateChange } from "./alarms.ts";

export interface AlarmActionSeams {
  readonly identity: RegionIdentity;
  readonly deliver: Deliver;
  /** CloudWatch tells nobody but the alarm's history of an action that could not be done. */
  readonly onUndelivered: (change: AlarmStateChange, action: string, error: DeliveryError) => void;
  readonly onFault: (fault: unknown, alarmName: string) => void;
}

/** Begins every action of the new state. */
export function doActions(change: AlarmStateChange, seams: AlarmActionSeams): void {
  const { configuration } = change.alarm;
  for (const action of change.actions)
    act(change, action, seams).catch((fault: unknown) => seams.onFault(fault, configuration.alarmName));
}

/** Every change is an event on the default bus, whether or not actions are enabled. */
export function tellDefaultBus(
  change: AlarmStateChange,
  { identity, deliver, onFault }: AlarmActionSeams,
): void {
  const event = { ...alarmEvent(change), time: change.alarm.stateUpdatedAt };
  const tell = async () => deliver(serviceEventRequest(event, identity));
  tell().catch((fault: unknown) => onFault(fault, change.alarm.configuration.alarmName));
}

async function act(change: AlarmStateChange, action: string, seams: AlarmActionSeams): Promise<void> {
  const { identity, deliver, onUndelivered } = seams;
  const { subject, message } = alarmMessage(change, identity);
  const isFunction = parseArn(action)?.service === "lambda";
  const text = isFunction ? alarmInvocation(change, identity) : message;
  const caller = { arn: change.alarm.alarmArn };
  const outcome = await deliver({ arn: action, caller, payload: { text }, subject });
  if (outcome.status !== "DELIVERED") onUndelivered(change, action, outcome.error);
}
