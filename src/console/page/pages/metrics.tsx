// The alarms with their states, and the dashboards that there are.

import { LongList } from "../parts/long-list.tsx";
import { Status } from "../parts/status.tsx";
import { Trouble } from "../parts/trouble.tsx";
import { dateTime } from "../parts/words.ts";
import { allPages, call } from "../region/call.ts";
import { useLive } from "../region/live.ts";
import { addressOf, go } from "../route.ts";

interface Alarm {
  readonly AlarmName: string;
  readonly StateValue: string;
  readonly StateReason?: string;
  readonly StateUpdatedTimestamp: number;
}

/** In this order. */
const gravity = ["ALARM", "INSUFFICIENT_DATA", "OK"];

export function MetricsPage() {
  const { value, problem } = useLive(
    "alarms",
    async () => {
      const [alarms, { DashboardEntries }] = await Promise.all([
        allPages(async (NextToken) => {
          const page = await call<{ MetricAlarms: Alarm[]; CompositeAlarms?: Alarm[]; NextToken?: string }>(
            "cloudwatch",
            "DescribeAlarms",
            {
              ...{ AlarmTypes: ["MetricAlarm", "CompositeAlarm"], MaxRecords: 100 },
              ...(NextToken === undefined ? {} : { NextToken }),
            },
          );
          return { items: [...page.MetricAlarms, ...(page.CompositeAlarms ?? [])], next: page.NextToken };
        }),
        call<{ DashboardEntries: { DashboardName: string }[] }>("cloudwatch", "ListDashboards"),
      ]);
      return {
        alarms: alarms.toSorted(
          (one, other) => gravity.indexOf(one.StateValue) - gravity.indexOf(other.StateValue),
        ),
        dashboards: DashboardEntries,
      };
    },
    5000,
  );
  return (
    <>
      <h1>Metrics and alarms</h1>
      <Trouble problem={problem} />
      {value && (
        <>
          <h2>Dashboards</h2>
          {value.dashboards.length === 0 && <p class="empty">There is no dashboard.</p>}
          <ul>
            {value.dashboards.map(({ DashboardName }) => (
              <li key={DashboardName}>
                <a href={addressOf(["metrics", DashboardName])}>{DashboardName}</a>
              </li>
            ))}
          </ul>
          <h2>Alarms</h2>
          <LongList
            label="Alarms"
            rows={value.alarms}
            keyOf={({ AlarmName }) => AlarmName}
            empty="There is no alarm."
            onOpen={({ AlarmName }) => go(addressOf(["alarms", AlarmName]))}
            columns={[
              {
                title: "Alarm",
                width: "minmax(12rem, 1fr)",
                cell: ({ AlarmName }) => <a href={addressOf(["alarms", AlarmName])}>{AlarmName}</a>,
              },
              { title: "State", width: "11rem", cell: ({ StateValue }) => <Status of={StateValue} /> },
              {
                title: "Since",
                width: "14rem",
                cell: ({ StateUpdatedTimestamp }) => dateTime(StateUpdatedTimestamp),
              },
              { title: "Reason", width: "2fr", cell: ({ StateReason }) => StateReason ?? "" },
            ]}
          />
        </>
      )}
    </>
  );
}
