// Alarms, and the dashboards of the templates, drawn as CloudWatch draws them: widgets on a grid of 24 columns.

import { useState } from "preact/hooks";
import type { WidgetProperties } from "../../../services/cloudwatch/widgets/widget-series.ts";
import { MetricChart } from "../charts/metric-chart.tsx";
import { LongList } from "../parts/long-list.tsx";
import { Status } from "../parts/status.tsx";
import { Trouble } from "../parts/trouble.tsx";
import { dateTime } from "../parts/words.ts";
import { call } from "../region/call.ts";
import { useLive } from "../region/live.ts";
import { addressOf, type Route } from "../route.ts";

interface Alarm {
  readonly AlarmName: string;
  readonly StateValue: string;
  readonly StateReason?: string;
  readonly StateUpdatedTimestamp: number;
}

export function MetricsPage() {
  const { value, problem } = useLive("alarms", async () => {
    const [{ MetricAlarms, CompositeAlarms = [] }, { DashboardEntries }] = await Promise.all([
      call<{ MetricAlarms: Alarm[]; CompositeAlarms?: Alarm[] }>("cloudwatch", "DescribeAlarms", {
        AlarmTypes: ["MetricAlarm", "CompositeAlarm"],
      }),
      call<{ DashboardEntries: { DashboardName: string }[] }>("cloudwatch", "ListDashboards"),
    ]);
    const alarms = [...MetricAlarms, ...CompositeAlarms];
    return {
      alarms: alarms.toSorted((one, other) => one.StateValue.localeCompare(other.StateValue)),
      dashboards: DashboardEntries,
    };
  });
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
            columns={[
              { title: "Alarm", width: "minmax(12rem, 1fr)", cell: ({ AlarmName }) => AlarmName },
              { title: "State", width: "10rem", cell: ({ StateValue }) => <Status of={StateValue} /> },
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

interface Widget {
  readonly type: string;
  readonly x?: number;
  readonly y?: number;
  readonly width?: number;
  readonly height?: number;
  readonly properties: WidgetProperties;
}

const ranges = [15, 60, 180, 720];

export function DashboardPage({ route }: { readonly route: Route }) {
  const DashboardName = route.parts[1] ?? "";
  const [minutes, setMinutes] = useState(60);
  const { value: widgets, problem } = useLive(
    DashboardName,
    async () => {
      const { DashboardBody } = await call<{ DashboardBody: string }>("cloudwatch", "GetDashboard", {
        DashboardName,
      });
      return (JSON.parse(DashboardBody) as { widgets: readonly Widget[] }).widgets;
    },
    0,
  );
  return (
    <>
      <p class="crumbs">
        <a href="#/metrics">Metrics and alarms</a> ›
      </p>
      <h1>{DashboardName}</h1>
      <label>
        The last{" "}
        <select
          value={String(minutes)}
          onChange={({ currentTarget }) => setMinutes(Number(currentTarget.value))}
        >
          {ranges.map((range) => (
            <option key={range} value={String(range)}>
              {range < 60 ? `${range} minutes` : `${range / 60} hours`}
            </option>
          ))}
        </select>
      </label>
      <Trouble problem={problem} />
      <div class="dashboard">
        {widgets?.map((widget, at) => (
          <section key={at} style={placeOf(widget)}>
            {widget.type === "metric" && widget.properties.alarms === undefined ? (
              <MetricChart properties={widget.properties} minutes={minutes} />
            ) : (
              <OtherWidget widget={widget} />
            )}
          </section>
        ))}
      </div>
    </>
  );
}

/** Without a place it comes after the one before it. */
function placeOf({ x, y, width = 6, height = 6 }: Widget): Record<string, string> {
  const placed =
    x === undefined || y === undefined ? {} : { gridColumnStart: String(x + 1), gridRowStart: String(y + 1) };
  return { ...placed, gridColumnEnd: `span ${width}`, gridRowEnd: `span ${height}` };
}

function OtherWidget({ widget: { type, properties } }: { readonly widget: Widget }) {
  if (type === "text") return <pre class="markdown">{properties.markdown}</pre>;
  if (type === "alarm" || properties.alarms !== undefined) return <AlarmWidget {...properties} />;
  return (
    <figure>
      <figcaption>{properties.title ?? type}</figcaption>
      <pre>{properties.query ?? `A widget of the type ${type} is not drawn here.`}</pre>
    </figure>
  );
}

function AlarmWidget({ title, alarms = [] }: WidgetProperties) {
  const names = alarms.map((arn) => arn.split(":").slice(6).join(":"));
  const { value } = useLive(names.join(), async () => {
    const { MetricAlarms } = await call<{ MetricAlarms: Alarm[] }>("cloudwatch", "DescribeAlarms", {
      AlarmNames: names,
    });
    return MetricAlarms;
  });
  return (
    <figure>
      <figcaption>{title ?? "Alarms"}</figcaption>
      <ul>
        {value?.map(({ AlarmName, StateValue }) => (
          <li key={AlarmName}>
            <Status of={StateValue} /> {AlarmName}
          </li>
        ))}
      </ul>
    </figure>
  );
}
