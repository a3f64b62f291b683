// A widget's metrics as a chart or as numbers, live.

import { seriesOf, type WidgetProperties } from "../../../services/cloudwatch/widgets/widget-series.ts";
import { Trouble } from "../parts/trouble.tsx";
import { call } from "../region/call.ts";
import { useLive } from "../region/live.ts";
import { momentsOf, thresholdsOf } from "./annotations.ts";
import { Chart } from "./chart.tsx";
import { LastValues } from "./last-values.tsx";
import type { Line } from "./plot.ts";

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

const mostSeries = 100;
/** Metrics are of minutes: asked for more often they would say the same. */
const everyMs = 10_000;

export function MetricChart({ properties, minutes }: MetricChartProps) {
  const series = seriesOf(properties).slice(0, mostSeries);
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
      const byId = new Map(series.map((each) => [each.id, each]));
      const isBand = (id: string) =>
        /^\s*ANOMALY_DETECTION_BAND\b/.test(String(byId.get(id)?.query.Expression));
      const lines = results.map(({ Id, Label, Timestamps, Values }): Line => {
        return {
          label: Label,
          // One colour would not tell the lines of one row apart.
          colour: results.filter((each) => each.Id === Id).length > 1 ? undefined : byId.get(Id)?.colour,
          isRight: byId.get(Id)?.isRight === true,
          band: isBand(Id) ? Id : undefined,
          points: Timestamps.map((at, index) => ({ at, value: Values[index] ?? 0 })),
        };
      });
      return { lines, from, to };
    },
    everyMs,
  );
  const { title = "", view = "timeSeries", stacked, yAxis } = properties;
  if (problem !== undefined && value === undefined) return <Trouble problem={problem} />;
  if (value === undefined) return <p>{title} …</p>;
  return (
    <>
      <Trouble problem={problem} />
      {view === "timeSeries" ? (
        <Chart
          {...{ title, yAxis, isStacked: stacked }}
          {...value}
          thresholds={thresholdsOf(properties)}
          moments={momentsOf(properties)}
        />
      ) : (
        <LastValues
          {...{ title, view, lines: value.lines }}
          range={[yAxis?.left?.min ?? 0, yAxis?.left?.max ?? 100]}
        />
      )}
    </>
  );
}
