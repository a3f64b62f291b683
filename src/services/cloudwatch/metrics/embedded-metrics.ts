// The embedded metric format: metrics that a program prints as a line of JSON with a member `_aws`.
// CloudWatch User Guide, "Specification: Embedded metric format".

import { isJsonObject, type Json, type JsonObject } from "../../../aws/json.ts";
import { jsonObjectOrUndefined } from "../../../aws/json-text.ts";
import type { MetricIdentity } from "./metric-identity.ts";
import type { Metrics } from "./metrics.ts";

/** "MetricDirective … MUST NOT contain more than 100 MetricDefinition", "a DimensionSet … no more than 30". */
const mostMetrics = 100;
const mostDimensions = 30;
/** "Array … MUST NOT contain more than 100 elements". */
const mostValues = 100;

export class EmbeddedMetrics {
  readonly #metrics: Pick<Metrics, "seriesOf">;

  constructor(metrics: Pick<Metrics, "seriesOf">) {
    this.#metrics = metrics;
  }

  /** Counts the metrics of a log line. A line that is not in the format is left alone, as CloudWatch does. */
  take(line: string, receivedAt: number): void {
    // Nearly every line is something else, and this test is far cheaper than a parse.
    if (line.charCodeAt(0) !== 0x7b || !line.includes('"_aws"')) return;
    const root = jsonObjectOrUndefined(line);
    const metadata = root?._aws;
    if (root === undefined || !isJsonObject(metadata)) return;
    const timestamp = typeof metadata.Timestamp === "number" ? metadata.Timestamp : receivedAt;
    for (const directive of objects(metadata.CloudWatchMetrics)) this.#record(root, directive, timestamp);
  }

  #record(root: JsonObject, directive: JsonObject, timestamp: number): void {
    const namespace = directive.Namespace;
    if (typeof namespace !== "string") return;
    const dimensionSets = dimensionSetsOf(root, directive);
    for (const definition of objects(directive.Metrics).slice(0, mostMetrics)) {
      const metricName = definition.Name;
      if (typeof metricName !== "string") continue;
      const values = valuesOf(root, metricName);
      const unit = typeof definition.Unit === "string" ? definition.Unit : "None";
      const resolution = definition.StorageResolution === 1 ? 1 : 60;
      for (const dimensions of dimensionSets) {
        this.#recordValues({ namespace, metricName, dimensions }, values, { timestamp, unit, resolution });
      }
    }
  }

  #recordValues(
    identity: MetricIdentity,
    values: readonly number[],
    how: { readonly timestamp: number; readonly unit: string; readonly resolution: 1 | 60 },
  ): void {
    if (values.length === 0) return;
    try {
      const series = this.#metrics.seriesOf(identity, how.unit, how.resolution);
      for (const value of values) series.recordAt(how.timestamp, value);
    } catch {
      // A name, a unit or a dimension that CloudWatch does not take: the metric is dropped and the log line stays.
    }
  }
}

function objects(value: Json | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

/** Each set names members of the root that hold the dimensions' values; no set at all means a metric without dimensions. */
function dimensionSetsOf(root: JsonObject, directive: JsonObject): readonly Record<string, string>[] {
  if (!Array.isArray(directive.Dimensions) || directive.Dimensions.length === 0) return [{}];
  return directive.Dimensions.flatMap((names: Json) => {
    if (!Array.isArray(names) || names.length > mostDimensions) return [];
    const entries = names.map((name) => [String(name), member(root, String(name))] as const);
    // "Every DimensionSet member MUST have a corresponding target member": otherwise the set is not valid.
    if (entries.some(([, value]) => typeof value !== "string" || value === "")) return [];
    return [Object.fromEntries(entries) as Record<string, string>];
  });
}

function valuesOf(root: JsonObject, metricName: string): readonly number[] {
  const value = member(root, metricName);
  const values: readonly Json[] = Array.isArray(value) ? value.slice(0, mostValues) : [value ?? null];
  return values.filter((each): each is number => typeof each === "number" && Number.isFinite(each));
}

function member(root: JsonObject, name: string): Json | undefined {
  return Object.hasOwn(root, name) ? root[name] : undefined;
}
