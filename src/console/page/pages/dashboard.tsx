// A dashboard as CloudWatch draws it: widgets on a grid of 24 columns.

import { useState } from "preact/hooks";
import type { WidgetProperties } from "../../../services/cloudwatch/widgets/widget-series.ts";
import { AlarmWidget } from "../charts/alarm-widget.tsx";
import { LogWidget } from "../charts/log-widget.tsx";
import { Markdown } from "../charts/markdown.tsx";
import { MetricChart } from "../charts/metric-chart.tsx";
import { ThingPage } from "../parts/thing-page.tsx";
import { TimeRange } from "../parts/time-range.tsx";
import { call } from "../region/call.ts";
import { useLive } from "../region/live.ts";
import type { Route } from "../route.ts";
import { AlarmChart } from "./alarm.tsx";

interface Widget {
  readonly type: string;
  readonly x?: number;
  readonly y?: number;
  readonly width?: number;
  readonly height?: number;
  readonly properties: WidgetProperties;
}

const ranges = [15, 60, 180, 720, 1440];
const rowPixels = 46;

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
    <ThingPage
      {...{ section: "metrics", sectionTitle: "Metrics and alarms", kind: "dashboard", problem }}
      name={DashboardName}
    >
      <label class="filter">
        <TimeRange ranges={ranges} minutes={minutes} onChange={setMinutes} />
      </label>
      <div class="dashboard">
        {widgets?.map((widget, at) => (
          <section key={at} aria-label={widget.properties.title ?? widget.type} style={placeOf(widget)}>
            <WidgetBody widget={widget} minutes={minutes} />
          </section>
        ))}
      </div>
    </ThingPage>
  );
}

/** For the style sheet, which knows of narrow windows. Without a place it comes after the one before it. */
function placeOf({ x, y, width = 6, height = 6 }: Widget): Record<string, string> {
  const from = (start: number | undefined) => (start === undefined ? "" : `${start + 1} / `);
  return {
    "--column": `${from(x)}span ${width}`,
    "--row": `${from(y)}span ${height}`,
    "--height": `${height * rowPixels}px`,
  };
}

function WidgetBody({ widget, minutes }: { readonly widget: Widget; readonly minutes: number }) {
  const { type, properties } = widget;
  const { title = "", markdown = "", query = "", alarms = [], annotations } = properties;
  if (type === "text") return <Markdown text={markdown} />;
  if (type === "alarm") return <AlarmWidget title={title || "Alarms"} alarms={alarms} />;
  if (type === "log") return <LogWidget {...{ title, query, minutes }} />;
  const [alarm] = annotations?.alarms ?? [];
  if (type === "metric" && alarm !== undefined)
    return <AlarmChart name={alarm.split(":").slice(6).join(":")} title={title} minutes={minutes} />;
  if (type === "metric") return <MetricChart properties={properties} minutes={minutes} />;
  return (
    <figure>
      <figcaption>{title || type}</figcaption>
      <p class="empty">A widget of the type {type} is not drawn here.</p>
    </figure>
  );
}
