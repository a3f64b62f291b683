// What an alarm does when its state changes: it tells the things whose ARNs are its actions, each in the form that CloudWatch has
// for it.

import { parseArn, type RegionIdentity } from "../../../aws/arn.ts";
import type { Deliver, DeliveryError } from "../../../aws/delivery.ts";
import { serviceEventRequest } from "../../../aws/service-event.ts";
import type { HistoryOf } from "./alarm-history.ts";
import { type AlarmEvent, type AlarmMessage, alarmInvocation } from "./alarm-notification.ts";

/** What is to be told of a change. */
export interface Announcement {
  readonly of: HistoryOf;
  readonly alarmArn: string;
  /** When it came to its state. */
  readonly at: number;
  /** The ARNs to act on. */
  readonly actions: readonly string[];
  readonly message: AlarmMessage;
  readonly event: AlarmEvent;
}

export interface AlarmActionSeams {
  readonly identity: RegionIdentity;
  readonly deliver: Deliver;
  /** Told of each action, with what was wrong if it could not be done. */
  readonly onActed: (of: HistoryOf, action: string, error: DeliveryError | undefined) => void;
  readonly onFault: (fault: unknown, alarmName: string) => void;
}

/** Begins every action of the new state. */
export function doActions(announcement: Announcement, seams: AlarmActionSeams): void {
  const { actions, of } = announcement;
  for (const action of actions)
    act(announcement, action, seams).catch((fault: unknown) => seams.onFault(fault, of.alarmName));
}

/** Every change is an event on the default bus, whether or not actions are enabled. */
export function tellDefaultBus(
  { of, event, at }: Announcement,
  { identity, deliver, onFault }: AlarmActionSeams,
): void {
  const tell = async () => deliver(serviceEventRequest({ ...event, time: at }, identity));
  tell().catch((fault: unknown) => onFault(fault, of.alarmName));
}

async function act(announcement: Announcement, action: string, seams: AlarmActionSeams): Promise<void> {
  const { identity, deliver, onActed } = seams;
  const { of, alarmArn, message } = announcement;
  const isFunction = parseArn(action)?.service === "lambda";
  const text = isFunction ? alarmInvocation(announcement, identity) : message.message;
  const payload = { arn: action, caller: { arn: alarmArn }, payload: { text }, subject: message.subject };
  const outcome = await deliver(payload);
  onActed(of, action, outcome.status === "DELIVERED" ? undefined : outcome.error);
}
