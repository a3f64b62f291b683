// The history of alarms: their configurations, states and actions, for 30 days and within a bound for each.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarmHistory.html

import type { RecordBook, Records } from "../../../storage/record-book.ts";
import type { Clock } from "../../../time/clock.ts";

export type AlarmType = "MetricAlarm" | "CompositeAlarm";
export type HistoryItemType = "ConfigurationUpdate" | "StateUpdate" | "Action";

export interface HistoryOf {
  readonly alarmName: string;
  readonly alarmType: AlarmType;
}

export interface HistoryItem extends HistoryOf {
  readonly at: number;
  readonly type: HistoryItemType;
  readonly summary: string;
  /** JSON text. */
  readonly data: string;
}

/** What of an alarm's state is told. */
export interface ToldState {
  readonly state: string;
  readonly stateReason: string;
  readonly stateReasonData: string | undefined;
}

export interface HistoryQuery {
  readonly alarmName?: string;
  readonly type?: string;
  readonly alarmTypes: readonly string[];
  readonly from?: number;
  readonly until?: number;
  readonly isAscending: boolean;
}

const keptMs = 30 * 86_400_000;
const mostItems = 100;

export class AlarmHistory {
  readonly #clock: Clock;
  readonly #items: Records<readonly HistoryItem[]>;

  constructor(book: RecordBook, clock: Clock) {
    this.#clock = clock;
    this.#items = book.records<readonly HistoryItem[]>("history");
  }

  configured(
    alarmName: string,
    what: "created" | "updated" | "deleted",
    alarmType: AlarmType = "MetricAlarm",
  ): void {
    const type = { created: "Create", updated: "Update", deleted: "Delete" }[what];
    const of = { alarmName, alarmType };
    this.#add(of, "ConfigurationUpdate", `Alarm "${alarmName}" ${what}`, { version: "1.0", type });
  }

  changed(
    alarm: ToldState & { readonly configuration: { readonly alarmName: string } },
    before: ToldState,
    alarmType: AlarmType = "MetricAlarm",
  ): void {
    const of = { alarmName: alarm.configuration.alarmName, alarmType };
    this.#add(of, "StateUpdate", `Alarm updated from ${before.state} to ${alarm.state}`, {
      version: "1.0",
      oldState: told(before),
      newState: told(alarm),
    });
  }

  acted(of: HistoryOf, action: string, problem: string | undefined): void {
    const outcome = problem === undefined ? "Successfully executed" : "Failed to execute";
    this.#add(of, "Action", `${outcome} action ${action}`, {
      actionState: problem === undefined ? "Succeeded" : "Failed",
      notificationResource: action,
      ...(problem === undefined ? {} : { error: problem }),
    });
  }

  /** The newest first, unless it is asked for otherwise. */
  find({
    alarmName,
    type,
    alarmTypes,
    from = 0,
    until = Number.POSITIVE_INFINITY,
    isAscending,
  }: HistoryQuery): readonly HistoryItem[] {
    const oldest = Math.max(from, this.#clock.now() - keptMs);
    const all = alarmName === undefined ? this.#items.values().flat() : (this.#items.get(alarmName) ?? []);
    const found = all
      .filter(
        (item) =>
          item.at >= oldest &&
          item.at <= until &&
          alarmTypes.includes(item.alarmType) &&
          (type === undefined || item.type === type),
      )
      .toSorted((one, other) => one.at - other.at);
    return isAscending ? found : found.reverse();
  }

  #add({ alarmName, alarmType }: HistoryOf, type: HistoryItemType, summary: string, data: object): void {
    const at = this.#clock.now();
    const kept = (this.#items.get(alarmName) ?? []).filter((item) => item.at >= at - keptMs);
    const item: HistoryItem = {
      ...{ alarmName, alarmType, at, type, summary },
      data: JSON.stringify(data),
    };
    this.#items.keep(alarmName, [...kept.slice(1 - mostItems), item]);
  }
}

function told({ state, stateReason, stateReasonData }: ToldState): object {
  return {
    stateValue: state,
    stateReason,
    ...(stateReasonData === undefined ? {} : { stateReasonData: JSON.parse(stateReasonData) as unknown }),
  };
}
