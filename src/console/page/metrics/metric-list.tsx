// Every metric of the region: found by a text, and drawn.

import { useState } from "preact/hooks";
import { MetricChart } from "../charts/metric-chart.tsx";
import { FilteredList } from "../parts/filtered-list.tsx";
import { TimeRange } from "../parts/time-range.tsx";
import { Trouble } from "../parts/trouble.tsx";
import { allPages, call } from "../region/call.ts";
import { useLive } from "../region/live.ts";

export interface Metric {
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Dimensions?: readonly { readonly Name: string; readonly Value: string }[];
}

const statistics = ["Average", "Sum", "Minimum", "Maximum", "SampleCount", "p50", "p90", "p99"];
const ranges = [15, 60, 180, 720, 1440];

/** `Mill, Turns, wheel=left` */
export function wordsOf({ Namespace, MetricName, Dimensions = [] }: Metric): string {
  return [Namespace, MetricName, ...Dimensions.map(({ Name, Value }) => `${Name}=${Value}`)].join(", ");
}

/** As a widget has it. */
export function rowOf(
  { Namespace, MetricName, Dimensions = [] }: Metric,
  options: object,
): readonly unknown[] {
  return [Namespace, MetricName, ...Dimensions.flatMap(({ Name, Value }) => [Name, Value]), options];
}

/** Those of the service's own before AWS's. */
async function listMetrics(): Promise<readonly Metric[]> {
  const all = await allPages<Metric>(async (NextToken) => {
    const page = await call<{ Metrics: Metric[]; NextToken?: string }>(
      "cloudwatch",
      "ListMetrics",
      NextToken ? { NextToken } : {},
    );
    return { items: page.Metrics, next: page.NextToken };
  });
  const isOfAws = ({ Namespace }: Metric) => Number(Namespace.startsWith("AWS/"));
  return all.toSorted(
    (one, other) => isOfAws(one) - isOfAws(other) || wordsOf(one).localeCompare(wordsOf(other)),
  );
}

export function MetricList() {
  const [chosen, setChosen] = useState<Metric | undefined>();
  const { value, problem } = useLive(
    "all metrics",
    listMetrics,
    // It is drawn anew when it is asked for anew, and new metrics are rare.
    0,
  );
  return (
    <>
      <Trouble problem={problem} />
      <FilteredList
        label="Metrics"
        rows={value}
        filterLabel="Filter by namespace, name or dimension"
        textOf={wordsOf}
        keyOf={wordsOf}
        empty="Nothing has been measured yet."
        onOpen={setChosen}
        isChosen={(metric) => metric === chosen}
        columns={[
          { title: "Namespace", width: "minmax(9rem, 1fr)", cell: ({ Namespace }) => Namespace },
          {
            title: "Metric",
            width: "minmax(12rem, 1fr)",
            cell: (metric) => (
              <button type="button" class="link" onClick={() => setChosen(metric)}>
                {metric.MetricName}
              </button>
            ),
          },
          {
            title: "Dimensions",
            width: "minmax(12rem, 2fr)",
            cell: ({ Dimensions = [] }) => Dimensions.map(({ Name, Value }) => `${Name}=${Value}`).join(", "),
          },
        ]}
      />
      {chosen && <Drawn key={wordsOf(chosen)} metric={chosen} />}
    </>
  );
}

function Drawn({ metric }: { readonly metric: Metric }) {
  const [stat, setStat] = useState("Average");
  const [minutes, setMinutes] = useState(60);
  return (
    <section aria-label={wordsOf(metric)}>
      <p class="actions">
        <label>
          Statistic{" "}
          <select value={stat} onChange={({ currentTarget }) => setStat(currentTarget.value)}>
            {statistics.map((each) => (
              <option key={each}>{each}</option>
            ))}
          </select>
        </label>
        <label>
          <TimeRange ranges={ranges} minutes={minutes} onChange={setMinutes} />
        </label>
      </p>
      <div class="alarm-chart">
        <MetricChart
          properties={{ title: wordsOf(metric), metrics: [rowOf(metric, { stat, period: 60 })] }}
          minutes={minutes}
        />
      </div>
    </section>
  );
}
