// The report of a load test on AWS: second by second what was sent, minute by minute what CloudWatch has.

import type { Plot, PlotPoint } from "../../plots/line-plot.ts";
import { type LoadSetting, settingText } from "../load-report.ts";
import { hundredths, whole } from "../load-summary.ts";
import { reportPage } from "../report-page.ts";
import { awsBooksVerdict, awsPaceVerdict, awsSummaryRows } from "./aws-load-summary.ts";
import type { AwsLoadResult } from "./aws-load-test.ts";
import type { DeployedService } from "./deployed-service.ts";
import { type FigureName, periodSeconds, type Readings } from "./metric-readings.ts";

/** `where` is the region of AWS, or the endpoint that stands in for it. */
export function awsLoadReport(
  result: AwsLoadResult,
  setting: LoadSetting,
  { stackName }: DeployedService,
  where: string,
): string {
  return reportPage({
    title: `Load test of ${stackName}: ${whole(result.asked)} records/s`,
    setting: `${settingText(setting)}, sending to ${where}. Percentiles and ages are those of the worst minute.`,
    command: setting.command,
    verdicts: [awsPaceVerdict(result), awsBooksVerdict(result)],
    rows: awsSummaryRows(result),
    plots: plotsOf(result),
    details: { title: "Minute by minute", ...minutesOf(result.readings) },
  });
}

function plotsOf({ seconds, readings, startedAt }: AwsLoadResult): readonly Plot[] {
  const x = { label: "seconds since the test began", format: hundredths };
  /** A minute's value is level from its beginning, which may be before the test's, to its end. */
  const line = (label: string, name: FigureName, divisor = 1) => ({
    label,
    points: [...readings[name]]
      .sort(([one], [other]) => one - other)
      .flatMap(([at, value]): readonly PlotPoint[] => {
        const from = (at - startedAt) / 1000;
        return [from, from + periodSeconds].map((x) => [Math.max(0, x), value / divisor]);
      }),
  });
  const second = (label: string, value: "acknowledged" | "refused") => ({
    label,
    points: seconds.map((each): PlotPoint => [each.atSeconds, each[value]]),
  });
  const plot = (title: string, label: string, lines: Plot["lines"]): Plot => ({
    ...{ title, x, y: { label, format: hundredths }, lines },
  });
  return [
    plot("Throughput", "records a second", [
      second("acknowledged", "acknowledged"),
      second("refused", "refused"),
      line("received, mean of a minute", "received", periodSeconds),
    ]),
    plot("Age of a batch when it is validated", "milliseconds", [
      line("p50", "batchAgeP50"),
      line("p90", "batchAgeP90"),
      line("p99", "batchAgeP99"),
    ]),
    plot("Iterator age", "milliseconds, the longest", [line("oldest record", "iteratorAge")]),
    plot("Execution time and functions", "milliseconds", [
      line("execution p50", "executionP50"),
      line("execution p99", "executionP99"),
      line("validate p99", "validateP99"),
      line("assess p99", "assessP99"),
    ]),
    plot("Executions a minute", "executions", [
      line("started", "started"),
      line("succeeded", "succeeded"),
      line("failed", "failed"),
      line("throttled", "throttled"),
    ]),
  ];
}

function minutesOf(readings: Readings) {
  const names = Object.keys(readings) as FigureName[];
  const minutes = new Set(names.flatMap((name) => [...readings[name].keys()]));
  return {
    columns: ["minute (UTC)", ...names],
    rows: [...minutes].sort().map((minute) => {
      const cells = names.map((name) => readings[name].get(minute));
      const at = new Date(minute).toISOString().slice(11, 16);
      return [at, ...cells.map((value) => (value === undefined ? "–" : hundredths(value)))];
    }),
  };
}
