// How it went with something in the last hour, minute by minute.

import { MetricChart } from "./metric-chart.tsx";

export interface Measure {
  readonly title: string;
  readonly metric: string;
  /** @default "Sum" */
  readonly stat?: "Sum" | "Maximum";
  /** What is of another size than the others has an axis of its own. */
  readonly isRight?: boolean;
}

export interface OverTimeProps {
  readonly title: string;
  readonly measures: readonly Measure[];
  readonly namespace: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

export function OverTime({ title, measures, namespace, dimensions }: OverTimeProps) {
  const metrics = measures.map(({ title: label, metric, stat = "Sum", isRight = false }) => [
    ...[namespace, metric, ...Object.entries(dimensions).flat()],
    { label, stat, period: 60, yAxis: isRight ? "right" : "left" },
  ]);
  return (
    <div class="alarm-chart">
      <MetricChart properties={{ title, metrics }} minutes={60} />
    </div>
  );
}
