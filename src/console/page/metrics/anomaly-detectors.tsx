// The detectors that learn what is usual of a metric: whether they have, and the metric with the band of what they expect around it.

import { useState } from "preact/hooks";
import { MetricChart } from "../charts/metric-chart.tsx";
import { FilteredList } from "../parts/filtered-list.tsx";
import { JsonText } from "../parts/json.tsx";
import { Trouble } from "../parts/trouble.tsx";
import { allPages, call } from "../region/call.ts";
import { useLive } from "../region/live.ts";
import { type Metric, rowOf, wordsOf } from "./metric-list.tsx";

interface Detector {
  readonly AnomalyDetectorId: string;
  readonly SingleMetricAnomalyDetector?: Metric & { readonly Stat: string };
  readonly MetricMathAnomalyDetector?: {
    readonly MetricDataQueries: readonly { readonly Id: string; readonly Expression?: string }[];
  };
  readonly StateValue: string;
}

const minutesBack = 180;
/** Standard deviations, as CloudWatch's console draws a band. */
const deviations = 2;

function subjectOf({
  SingleMetricAnomalyDetector: single,
  MetricMathAnomalyDetector: math,
}: Detector): string {
  if (single !== undefined) return wordsOf(single);
  return (math?.MetricDataQueries ?? []).flatMap(({ Expression }) => Expression ?? []).join(", ");
}

export function AnomalyDetectors() {
  const [chosen, setChosen] = useState<Detector | undefined>();
  const { value, problem } = useLive(
    "anomaly detectors",
    () =>
      allPages(async (NextToken) => {
        const page = await call<{ AnomalyDetectors: Detector[]; NextToken?: string }>(
          "cloudwatch",
          "DescribeAnomalyDetectors",
          {
            AnomalyDetectorTypes: ["SINGLE_METRIC", "METRIC_MATH"],
            ...(NextToken ? { NextToken } : {}),
          },
        );
        return { items: page.AnomalyDetectors, next: page.NextToken };
      }),
    5000,
  );
  return (
    <>
      <Trouble problem={problem} />
      <FilteredList
        label="Anomaly detectors"
        rows={value}
        filterLabel="Filter by metric"
        textOf={subjectOf}
        keyOf={({ AnomalyDetectorId }) => AnomalyDetectorId}
        empty="There is no anomaly detector."
        onOpen={setChosen}
        isChosen={({ AnomalyDetectorId }) => AnomalyDetectorId === chosen?.AnomalyDetectorId}
        columns={[
          {
            title: "Of",
            width: "minmax(14rem, 3fr)",
            cell: (each) => (
              <button type="button" class="link" onClick={() => setChosen(each)}>
                {subjectOf(each)}
              </button>
            ),
          },
          {
            title: "Statistic",
            width: "8rem",
            cell: ({ SingleMetricAnomalyDetector: single }) => single?.Stat ?? "",
          },
          {
            title: "State",
            width: "minmax(10rem, 1fr)",
            cell: ({ StateValue }) =>
              StateValue === "TRAINED" ? "✔ trained" : "◔ has not learnt enough yet",
          },
        ]}
      />
      {chosen && <Opened key={chosen.AnomalyDetectorId} detector={chosen} />}
    </>
  );
}

function Opened({ detector }: { readonly detector: Detector }) {
  const { SingleMetricAnomalyDetector: single } = detector;
  return (
    <>
      {single && (
        <div class="alarm-chart">
          <MetricChart
            properties={{
              title: `${wordsOf(single)}, and what is expected`,
              metrics: [
                rowOf(single, { id: "m", stat: single.Stat, period: 60, label: single.MetricName }),
                [{ id: "band", expression: `ANOMALY_DETECTION_BAND(m, ${deviations})`, label: "expected" }],
              ],
            }}
            minutes={minutesBack}
          />
        </div>
      )}
      <JsonText title="As AWS describes it" text={JSON.stringify(detector)} />
    </>
  );
}
