// Alarms of both kinds as the region has them: a change of one is an event on the default bus, is acted on unless a rule mutes it, and is
// looked at by the alarms on alarms.

import type { RegionIdentity } from "../../../aws/arn.ts";
import type { Deliver } from "../../../aws/delivery.ts";
import type { LogSink } from "../../../aws/log-sink.ts";
import type { RecordBook } from "../../../storage/record-book.ts";
import type { Clock } from "../../../time/clock.ts";
import { MuteRules } from "../mute-rules/mute-rules.ts";
import { type AlarmActionSeams, type Announcement, doActions, tellDefaultBus } from "./alarm-actions.ts";
import type { HistoryOf } from "./alarm-history.ts";
import { alarmEvent, alarmMessage } from "./alarm-notification.ts";
import { Alarms, type AlarmsOptions } from "./alarms.ts";
import { type AlarmInState, CompositeAlarms } from "./composite-alarms.ts";
import { compositeEvent, compositeMessage } from "./composite-notification.ts";

export interface AnnouncedAlarmsParts extends Required<Pick<AlarmsOptions, "metrics" | "learn">> {
  readonly clock: Clock;
  readonly identity: RegionIdentity;
  readonly book: RecordBook;
  readonly deliver: Deliver;
  /** Where it is told that an action could not be done. */
  readonly logs: LogSink;
  readonly onFault: (fault: unknown, alarmName: string) => void;
}

export interface AnnouncedAlarms {
  readonly alarms: Alarms;
  readonly composites: CompositeAlarms;
  readonly mutes: MuteRules;
}

export function announcedAlarms(parts: AnnouncedAlarmsParts): AnnouncedAlarms {
  const { clock, identity, book, metrics, learn, deliver, logs, onFault } = parts;
  const seams: AlarmActionSeams = {
    ...{ identity, deliver, onFault },
    onActed(of, action, error) {
      alarms.history.acted(of, action, error?.message);
      if (error === undefined) return;
      logs.append("/millrace/alarms", of.alarmName, [
        { timestamp: clock.now(), message: `${action}: ${error.message}` },
      ]);
    },
  };
  const announce = (
    alarmType: HistoryOf["alarmType"],
    { alarm, actions }: AnnouncedChange,
    told: Pick<Announcement, "message" | "event">,
  ) => {
    const { configuration, alarmArn, state, stateUpdatedAt: at } = alarm;
    const of = { alarmName: configuration.alarmName, alarmType };
    const announcement: Announcement = { of, alarmArn, at, actions, ...told };
    mutes.act(announcement, state);
    tellDefaultBus(announcement, seams);
  };
  const alarms: Alarms = new Alarms({
    ...{ clock, identity, metrics, book, learn, onFault },
    isTaken: (name) => composites.get(name) !== undefined,
    onStateChange(change) {
      announce("MetricAlarm", change, {
        message: alarmMessage(change, identity),
        event: alarmEvent(change),
      });
      composites.changed(change.alarm);
    },
  });
  const composites: CompositeAlarms = new CompositeAlarms({
    ...{ clock, identity, book, history: alarms.history },
    metricAlarm: (name) => alarms.get(name),
    onStateChange: (change) =>
      announce("CompositeAlarm", change, {
        message: compositeMessage(change, identity),
        event: compositeEvent(change),
      }),
  });
  const mutes: MuteRules = new MuteRules({
    ...{ clock, identity, book },
    act: (announcement) => doActions(announcement, seams),
    stateOf(alarmName) {
      const alarm = alarms.get(alarmName) ?? composites.get(alarmName);
      return alarm?.configuration.actionsEnabled === false ? undefined : alarm?.state;
    },
  });
  return { alarms, composites, mutes };
}

interface AnnouncedChange {
  readonly alarm: AlarmInState & { readonly configuration: { readonly alarmName: string } };
  readonly actions: readonly string[];
}
