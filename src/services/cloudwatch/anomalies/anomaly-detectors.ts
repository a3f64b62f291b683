// Anomaly detectors: each learns what a metric, or an expression over metrics, is usually like. Metrics themselves are kept for a day
// of minutes, so what is learnt of each hour is kept here.

import { randomUUID } from "node:crypto";
import { ServiceError } from "../../../aws/service-error.ts";
import { RecordBook, type Records } from "../../../storage/record-book.ts";
import type { Clock, Timer } from "../../../time/clock.ts";
import type { Band, Watched } from "../metrics/band.ts";
import { parseExpression } from "../metrics/metric-math-parser.ts";
import type { Metrics } from "../metrics/metrics.ts";
import { periodSecondsOf } from "../metrics/query-period.ts";
import type { TimeSeries } from "../metrics/time-range.ts";
import {
  type AnomalyDetector,
  checkDetector,
  type DetectorConfiguration,
  type DetectorSource,
  isOf,
  normalised,
  sourceOf,
} from "./anomaly-detector.ts";
import { expectedBand } from "./anomaly-model.ts";
import { hourMs, hoursOf, type LearntHour, withNewer } from "./learnt-hour.ts";

export interface AnomalyDetectorsOptions {
  readonly clock: Clock;
  readonly metrics: Pick<Metrics, "read" | "getMetricData">;
  /** @default in memory */
  readonly book?: RecordBook;
  /** Told of a detector that could not learn: a fault of ours. The others go on. */
  readonly onFault?: (fault: unknown) => void;
}

interface Learnt {
  readonly hours: readonly LearntHour[];
  readonly at: number;
}

const mostDetectors = 500;
/** Of one detector; what is asked for in others is learnt of what metrics are kept. */
const mostPeriods = 3;
const firstPeriodSeconds = 300;
/** So many hours, with so many values, make a model. */
const fewestHours = 3;
const fewestValues = 10;
const learntForMs = 60_000;
/** Metrics are kept for longer, so that nothing is missed if it is not written down in between. */
const keptEveryMs = 6 * hourMs;
const twoWeeksMs = 14 * 24 * hourMs;

export class AnomalyDetectors {
  readonly #options: AnomalyDetectorsOptions;
  readonly #detectors: Records<AnomalyDetector>;
  /** By detector and period. */
  readonly #kept: Records<Learnt>;
  readonly #learnt = new Map<string, Learnt>();
  #timer: Timer | undefined;

  constructor(options: AnomalyDetectorsOptions) {
    this.#options = options;
    const book = options.book ?? RecordBook.inMemory();
    this.#detectors = book.records<AnomalyDetector>("anomaly-detector");
    this.#kept = book.records<Learnt>("anomaly-hours");
    if (this.all().length > 0) this.#timer = this.#schedule();
  }

  /** What is there already is changed. Throws what `checkDetector` throws. */
  put(given: DetectorSource, configuration: DetectorConfiguration): AnomalyDetector {
    checkDetector(given, configuration);
    const source = normalised(given);
    const before = this.find(source);
    if (before === undefined && this.all().length >= mostDetectors)
      throw new ServiceError(
        "LimitExceededException",
        `There are ${mostDetectors} anomaly detectors already.`,
      );
    const id = before?.id ?? randomUUID();
    const detector = { id, source, configuration, periods: before?.periods ?? [firstPeriodOf(source)] };
    this.#detectors.put(id, detector);
    this.#timer ??= this.#schedule();
    return detector;
  }

  /** One with nothing configured, where there is none. */
  ensure(source: DetectorSource): void {
    if (this.find(source) === undefined) this.put(source, { excluded: [] });
  }

  all(): readonly AnomalyDetector[] {
    return this.#detectors.values();
  }

  get(id: string): AnomalyDetector | undefined {
    return this.#detectors.get(id);
  }

  find(given: DetectorSource): AnomalyDetector | undefined {
    const source = normalised(given);
    return this.all().find((detector) => isOf(detector, source));
  }

  delete({ id, periods }: AnomalyDetector): void {
    this.#detectors.remove(id);
    for (const period of periods) {
      this.#kept.remove(keyOf(id, period));
      this.#learnt.delete(keyOf(id, period));
    }
  }

  isTrained(detector: AnomalyDetector): boolean {
    return detector.periods.some((period) => isEnough(this.#hoursOf(detector, period)));
  }

  /** Undefined for what has no detector, or of which too little is known. */
  band(watched: Watched): Band | undefined {
    const detector = this.find(sourceOf(watched));
    if (detector === undefined) return undefined;
    const period = "queries" in watched ? watched.periodSeconds : watched.metricStat.periodSeconds;
    if (!detector.periods.includes(period) && detector.periods.length < mostPeriods)
      this.#detectors.keep(detector.id, { ...detector, periods: [...detector.periods, period] });
    const hours = this.#hoursOf(detector, period);
    return isEnough(hours) ? expectedBand(hours, detector.configuration) : undefined;
  }

  close(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #schedule(): Timer {
    return this.#options.clock.setTimer(hourMs, () => {
      for (const detector of this.all()) {
        try {
          for (const period of detector.periods) this.#learn(detector, period);
        } catch (fault) {
          this.#options.onFault?.(fault);
        }
      }
      this.#timer = this.all().length === 0 ? undefined : this.#schedule();
    });
  }

  /** Without those in which anything is excluded. */
  #hoursOf(detector: AnomalyDetector, period: number): readonly LearntHour[] {
    const { excluded } = detector.configuration;
    return this.#learn(detector, period).filter(
      ({ at }) => !excluded.some(({ from, until }) => at < until && at + hourMs > from),
    );
  }

  #learn({ id, source }: AnomalyDetector, period: number): readonly LearntHour[] {
    const now = this.#options.clock.now();
    if (this.get(id)?.periods.includes(period) !== true) return hoursOf(this.#read(source, period, now));
    const key = keyOf(id, period);
    const known = this.#learnt.get(key);
    if (known !== undefined && now < known.at + learntForMs) return known.hours;
    const kept = this.#kept.get(key);
    const before = (known ?? kept)?.hours ?? [];
    const hours = withNewer(before, hoursOf(this.#read(source, period, now)), now);
    this.#learnt.set(key, { hours, at: now });
    if (now >= (kept?.at ?? 0) + keptEveryMs) this.#kept.keep(key, { hours, at: now });
    return hours;
  }

  /** Of two weeks what there is, up to the last whole hour. */
  #read(source: DetectorSource, periodSeconds: number, now: number): TimeSeries {
    const until = Math.floor(now / hourMs) * hourMs;
    const range = { from: until - twoWeeksMs, until };
    const { metrics } = this.#options;
    if ("metric" in source) return metrics.read({ ...source, periodSeconds }, range);
    const [result] = metrics.getMetricData(source.queries, range);
    return result?.points ?? new Map();
  }
}

function firstPeriodOf(source: DetectorSource): number {
  if ("metric" in source) return firstPeriodSeconds;
  const queries = new Map(source.queries.map((query) => [query.id, query]));
  const watched = source.queries.find(({ returnData }) => returnData ?? true);
  return periodSecondsOf(watched, queries, ({ expression = "" }) => parseExpression(expression));
}

function isEnough(hours: readonly LearntHour[]): boolean {
  return hours.length >= fewestHours && hours.reduce((sum, { count }) => sum + count, 0) >= fewestValues;
}

function keyOf(id: string, periodSeconds: number): string {
  return `${id} ${periodSeconds}`;
}
