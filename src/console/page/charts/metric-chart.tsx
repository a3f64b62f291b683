// A widget's metrics as a chart or as numbers, live.

import { seriesOf, type WidgetProperties } from "../../../services/cloudwatch/widgets/widget-series.ts";
import { Trouble } from "../parts/trouble.tsx";
import { count } from "../parts/words.ts";
import { call } from "../region/call.ts";
import { useLive } from "../region/live.ts";
import { Chart, type Line } from "./chart.tsx";

export interface MetricChartProps {
  readonly properties: WidgetProperties;
  readonly minutes: number;
}

interface Results {
  readonly MetricDataResults: readonly {
    readonly Id: string;
    readonly Label: string;
    readonly Timestamps: readonly number[];
    readonly Values: readonly number[];
  }[];
}

export function MetricChart({ properties, minutes }: MetricChartProps) {
  const series = seriesOf(properties).slice(0, 100);
  const { value, problem } = useLive(
    `${JSON.stringify(series)} ${minutes}`,
    async () => {
      const to = Date.now();
      const from = to - minutes * 60_000;
      const { MetricDataResults: results } = await call<Results>("cloudwatch", "GetMetricData", {
        MetricDataQueries: series.map(({ query }) => query),
        StartTime: from / 1000,
        EndTime: to / 1000,
        ScanBy: "TimestampAscending",
      });
      const colours = new Map(series.map(({ id, colour }) => [id, colour]));
      const lines = results.map(({ Id, Label, Timestamps, Values }): Line => {
        return {
          label: Label,
          colour: colours.get(Id),
          points: Timestamps.map((at, index) => ({ at, value: Values[index] ?? 0 })),
        };
      });
      return { lines, from, to };
    },
    5000,
  );
  const title = properties.title ?? "";
  if (problem !== undefined) return <Trouble problem={problem} />;
  if (value === undefined) return <p>{title} …</p>;
  if (properties.view !== "singleValue") {
    return <Chart title={title} {...value} thresholds={properties.annotations?.horizontal ?? []} />;
  }
  return (
    <figure class="numbers">
      <figcaption>{title}</figcaption>
      {value.lines.map(({ label, points }) => (
        <p key={label}>
          <b>{points.length === 0 ? "–" : count(points.at(-1)?.value ?? 0)}</b> {label}
        </p>
      ))}
    </figure>
  );
}
