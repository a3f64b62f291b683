// One alarm: its metric with the threshold across it, its state and why, and how it came to it.

import { useState } from "preact/hooks";
import { MetricChart } from "../charts/metric-chart.tsx";
import { FilteredList } from "../parts/filtered-list.tsx";
import { JsonText } from "../parts/json.tsx";
import { LastFailure } from "../parts/last-failure.tsx";
import { Status } from "../parts/status.tsx";
import { ThingPage } from "../parts/thing-page.tsx";
import { Arns } from "../parts/things.tsx";
import { TimeRange } from "../parts/time-range.tsx";
import { Trouble } from "../parts/trouble.tsx";
import { When } from "../parts/when.tsx";
import { call, NotThere } from "../region/call.ts";
import { useLive } from "../region/live.ts";
import type { Route } from "../route.ts";

interface Metric {
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Dimensions?: readonly { readonly Name: string; readonly Value: string }[];
}

interface Alarm {
  readonly AlarmName: string;
  readonly AlarmArn: string;
  readonly AlarmDescription?: string;
  readonly StateValue: string;
  readonly StateReason?: string;
  readonly StateUpdatedTimestamp: number;
  readonly AlarmActions?: readonly string[];
  readonly OKActions?: readonly string[];
  readonly Namespace?: string;
  readonly MetricName?: string;
  readonly Dimensions?: Metric["Dimensions"];
  readonly Statistic?: string;
  readonly ExtendedStatistic?: string;
  readonly Period?: number;
  readonly Threshold?: number;
  readonly ComparisonOperator?: string;
  readonly Metrics?: readonly {
    readonly Id: string;
    readonly Label?: string;
    readonly Expression?: string;
    readonly ReturnData?: boolean;
    readonly Period?: number;
    readonly MetricStat?: { readonly Metric: Metric; readonly Period: number; readonly Stat: string };
  }[];
  readonly AlarmRule?: string;
}

/** Rejects with RegionProblem, and with NotThere. */
async function readAlarm(name: string): Promise<Alarm> {
  const { MetricAlarms, CompositeAlarms = [] } = await call<{
    MetricAlarms: Alarm[];
    CompositeAlarms?: Alarm[];
  }>("cloudwatch", "DescribeAlarms", {
    ...{ AlarmNames: [name], AlarmTypes: ["MetricAlarm", "CompositeAlarm"] },
  });
  const [alarm] = [...MetricAlarms, ...CompositeAlarms];
  if (alarm === undefined) throw new NotThere(`There is no alarm ${name}`);
  return alarm;
}

const ranges = [15, 60, 180, 720, 1440];

export function AlarmPage({ route }: { readonly route: Route }) {
  const name = route.parts[1] ?? "";
  const [minutes, setMinutes] = useState(60);
  const { value: alarm, problem } = useLive(name, () => readAlarm(name), 5000);
  return (
    <ThingPage
      {...{ section: "metrics", sectionTitle: "Metrics and alarms", kind: "alarm", name, problem }}
      heading={
        <>
          {name} {alarm && <Status of={alarm.StateValue} />}
        </>
      }
    >
      {alarm && (
        <>
          <p>
            {alarm.AlarmDescription} Since <When at={alarm.StateUpdatedTimestamp} isWhole />
            {alarm.StateReason ? `: ${alarm.StateReason}` : "."}
          </p>
          {alarm.AlarmRule === undefined ? (
            <>
              <label class="filter">
                <TimeRange ranges={ranges} minutes={minutes} onChange={setMinutes} />
              </label>
              <Drawn alarm={alarm} title={name} minutes={minutes} />
            </>
          ) : (
            <JsonText title="Rule" text={alarm.AlarmRule} />
          )}
          <Actions title="In alarm it tells" arns={alarm.AlarmActions ?? []} />
          <Actions title="When it is over it tells" arns={alarm.OKActions ?? []} />
          <LastFailure arn={alarm.AlarmArn} />
          <History name={name} />
          <JsonText title="As AWS describes it" text={JSON.stringify(alarm)} />
        </>
      )}
    </ThingPage>
  );
}

/** Of a dashboard. */
export function AlarmChart({
  name,
  ...shown
}: {
  readonly name: string;
  readonly title: string;
  readonly minutes: number;
}) {
  const { value: alarm, problem } = useLive(name, () => readAlarm(name), 0);
  if (alarm === undefined) return <Trouble problem={problem} />;
  return <Drawn alarm={alarm} {...shown} title={shown.title || name} />;
}

interface DrawnProps {
  readonly alarm: Alarm;
  readonly title: string;
  readonly minutes: number;
}

function Drawn({ alarm, title, minutes }: DrawnProps) {
  const { Threshold: value, ComparisonOperator = "" } = alarm;
  const horizontal =
    value === undefined
      ? []
      : [{ value, label: `${ComparisonOperator.replace(/([a-z])([A-Z])/g, "$1 $2")} ${value}` }];
  return (
    <div class="alarm-chart">
      <MetricChart
        properties={{ title, metrics: rowsOf(alarm), annotations: { horizontal } }}
        minutes={minutes}
      />
    </div>
  );
}

/** As a widget has them. */
function rowsOf(alarm: Alarm): readonly (readonly unknown[])[] {
  const row = ({ Namespace, MetricName, Dimensions = [] }: Metric, options: object) => [
    ...[Namespace, MetricName, ...Dimensions.flatMap(({ Name, Value }) => [Name, Value])],
    options,
  ];
  const { Namespace = "", MetricName = "", Dimensions = [], Metrics, Period = 60 } = alarm;
  if (Metrics === undefined || Metrics.length === 0) {
    const stat = alarm.Statistic ?? alarm.ExtendedStatistic ?? "Average";
    return [row({ Namespace, MetricName, Dimensions }, { stat, period: Period, label: MetricName })];
  }
  return Metrics.map(({ Id: id, Label, Expression: expression, ReturnData, MetricStat, Period: own }) => {
    const shown = { id, visible: ReturnData !== false, ...(Label === undefined ? {} : { label: Label }) };
    if (MetricStat === undefined) return [{ ...shown, expression, period: own ?? Period }];
    return row(MetricStat.Metric, { ...shown, stat: MetricStat.Stat, period: MetricStat.Period });
  });
}

function Actions({ title, arns }: { readonly title: string; readonly arns: readonly string[] }) {
  if (arns.length === 0) return null;
  return (
    <p>
      {title}: <Arns arns={arns} />
    </p>
  );
}

interface HistoryItem {
  readonly Timestamp: number;
  readonly HistoryItemType: string;
  readonly HistorySummary: string;
}

function History({ name }: { readonly name: string }) {
  const { value, problem } = useLive(
    `history ${name}`,
    async () => {
      const { AlarmHistoryItems } = await call<{ AlarmHistoryItems: HistoryItem[] }>(
        "cloudwatch",
        "DescribeAlarmHistory",
        { AlarmName: name, AlarmTypes: ["MetricAlarm", "CompositeAlarm"], MaxRecords: 100 },
      );
      return AlarmHistoryItems;
    },
    5000,
  );
  return (
    <>
      <h2>History</h2>
      <Trouble problem={problem} />
      <FilteredList
        label="History"
        rows={value}
        filterLabel="Filter the history"
        textOf={({ HistoryItemType, HistorySummary }) => `${HistoryItemType} ${HistorySummary}`}
        keyOf={({ Timestamp, HistoryItemType, HistorySummary }) =>
          `${Timestamp} ${HistoryItemType} ${HistorySummary}`
        }
        empty="Nothing has happened."
        columns={[
          { title: "Time", width: "14rem", cell: ({ Timestamp }) => <When at={Timestamp} /> },
          { title: "Kind", width: "10rem", cell: ({ HistoryItemType }) => HistoryItemType },
          { title: "What", width: "1fr", cell: ({ HistorySummary }) => HistorySummary },
        ]}
      />
    </>
  );
}
