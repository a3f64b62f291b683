// Metrics on disk: the datapoints of every series as they are a minute apart, in segments of which the oldest go. What has been put
// by PutMetricData is written before that is answered.

import type { Repair } from "../../../storage/damage.ts";
import { Segments } from "../../../storage/segments.ts";
import { Datapoint, type DatapointJson } from "./datapoint.ts";
import type { MetricSeries, StorageResolution } from "./metric-series.ts";
import type { Metrics } from "./metrics.ts";

/** 128 MiB in all. */
const segmentBytes = 8 * 1024 * 1024;
const mostSegments = 16;
const delayMs = 60_000;
/** "Data points with a period of 60 seconds are available for 15 days." */
const keptMs = 15 * 86_400_000;

type Entry = readonly [
  namespace: string,
  metricName: string,
  dimensions: Readonly<Record<string, string>>,
  unit: string,
  resolution: StorageResolution,
  datapoint: DatapointJson,
];

export class MetricStore {
  readonly #metrics: Metrics;
  readonly #segments: Segments<Entry>;
  readonly #timer: NodeJS.Timeout;
  #writing: Promise<void> | undefined;
  /** What is written once that is done; who asks meanwhile shares it. */
  #next: Promise<void> | undefined;

  /** Gives `metrics` what it had. Throws DamagedFile unless a repair is under way. */
  constructor(metrics: Metrics, directory: string, repair: Repair | undefined) {
    this.#metrics = metrics;
    this.#segments = Segments.open({ directory, segmentBytes, mostSegments, repair }, (entry: Entry) => {
      const [namespace, metricName, dimensions, unit, resolution, datapoint] = entry;
      metrics
        .seriesOf({ namespace, metricName, dimensions }, unit, resolution)
        .restore(Datapoint.fromJson(datapoint));
    });
    // What cannot be written now is written with what comes next.
    this.#timer = setInterval(() => void this.committed().catch(() => undefined), delayMs).unref();
  }

  /** Resolves once all that was counted up to now is on disk. Rejects with InternalFailure. */
  committed(): Promise<void> {
    if (this.#writing === undefined) {
      this.#writing = this.#write().finally(() => {
        this.#writing = undefined;
      });
      return this.#writing;
    }
    this.#next ??= this.#writing
      .catch(() => undefined)
      .then(() => {
        this.#next = undefined;
        return this.committed();
      });
    return this.#next;
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.committed().catch(() => undefined);
  }

  async #write(): Promise<void> {
    const taken: (readonly [MetricSeries, readonly Datapoint[]])[] = [];
    const entries: Entry[] = [];
    for (const [{ namespace, metricName, dimensions }, series] of this.#metrics.all()) {
      const changed = series.takeChanged();
      if (changed.length === 0) continue;
      taken.push([series, changed]);
      const resolution = (series.periodMs / 1000) as StorageResolution;
      for (const datapoint of changed)
        entries.push([namespace, metricName, dimensions, series.unit, resolution, datapoint.toJson()]);
    }
    if (entries.length === 0) return;
    try {
      await this.#segments.write(entries);
      this.#segments.forgetBefore(Date.now() - keptMs);
    } catch (problem) {
      for (const [series, changed] of taken) series.giveBack(changed);
      throw problem;
    }
  }
}
