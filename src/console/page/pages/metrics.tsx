// What is measured: the alarms with their states and the dashboards that there are, every metric, the streams that send metrics on, and
// the detectors that learn what is usual.

import { AnomalyDetectors } from "../metrics/anomaly-detectors.tsx";
import { MetricList } from "../metrics/metric-list.tsx";
import { MetricStreams } from "../metrics/metric-streams.tsx";
import { FilteredList } from "../parts/filtered-list.tsx";
import { Status } from "../parts/status.tsx";
import { chosenOf, panelOf, Tabs } from "../parts/tabs.tsx";
import { Trouble } from "../parts/trouble.tsx";
import { When } from "../parts/when.tsx";
import { allPages, call } from "../region/call.ts";
import { useLive } from "../region/live.ts";
import { addressOf, type Route } from "../route.ts";
import { go } from "../use-route.ts";

const views = [
  ["alarms", "Alarms and dashboards"],
  ["all", "All metrics"],
  ["streams", "Metric streams"],
  ["detectors", "Anomaly detectors"],
] as const;

export function MetricsPage({ route }: { readonly route: Route }) {
  const view = chosenOf(views, route.query.get("view"));
  return (
    <>
      <h1>Metrics and alarms</h1>
      <Tabs
        label="Views"
        tabs={views}
        chosen={view}
        addressOf={(name) => addressOf(["metrics"], { view: name })}
      />
      <div {...panelOf(view)}>
        {view === "alarms" && <AlarmsAndDashboards />}
        {view === "all" && <MetricList />}
        {view === "streams" && <MetricStreams />}
        {view === "detectors" && <AnomalyDetectors />}
      </div>
    </>
  );
}

interface Alarm {
  readonly AlarmName: string;
  readonly StateValue: string;
  readonly StateReason?: string;
  readonly StateUpdatedTimestamp: number;
}

/** In this order. */
const gravity = ["ALARM", "INSUFFICIENT_DATA", "OK"];

function AlarmsAndDashboards() {
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
          <FilteredList
            label="Alarms"
            rows={value.alarms}
            filterLabel="Filter by name, state or reason"
            textOf={({ AlarmName, StateValue, StateReason = "" }) =>
              `${AlarmName} ${StateValue} ${StateReason}`
            }
            keyOf={({ AlarmName }) => AlarmName}
            empty="There is no alarm."
            onOpen={({ AlarmName }) => go(addressOf(["alarms", AlarmName]))}
            columns={[
              {
                title: "Alarm",
                width: "minmax(18rem, 1fr)",
                cell: ({ AlarmName }) => <a href={addressOf(["alarms", AlarmName])}>{AlarmName}</a>,
              },
              { title: "State", width: "11rem", cell: ({ StateValue }) => <Status of={StateValue} /> },
              {
                title: "Since",
                width: "14rem",
                cell: ({ StateUpdatedTimestamp }) => <When at={StateUpdatedTimestamp} />,
              },
              { title: "Reason", width: "2fr", cell: ({ StateReason }) => StateReason ?? "" },
            ]}
          />
        </>
      )}
    </>
  );
}
