// Anomaly detectors of log groups: each learns the patterns of the events that there are, and then tells of events of others.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/LogsAnomalyDetection.html

import { randomUUID } from "node:crypto";
import { formatArn } from "../../../aws/arn.ts";
import { ServiceError } from "../../../aws/service-error.ts";
import { reportUnexpected } from "../../../aws/unexpected.ts";
import { present } from "../../../aws/wire/given.ts";
import { Timetable } from "../../../schedule/timetable.ts";
import type { Records } from "../../../storage/record-book.ts";
import { inSlices } from "../../../time/time-slice.ts";
import type { LogEvent } from "../log-group.ts";
import type { Logs } from "../logs.ts";
import { compileFilterPattern } from "../patterns/filter-pattern.ts";
import { limitExceeded } from "../refusals.ts";
import {
  type Anomaly,
  newAnomaly,
  patternIdOf,
  type SeenEvent,
  type Suppression,
  seenAgain,
} from "./anomaly.ts";
import { patternOf, tokensOf } from "./event-pattern.ts";

export const frequencies = {
  ...{ ONE_MIN: 60_000, FIVE_MIN: 300_000, TEN_MIN: 600_000 },
  ...{ FIFTEEN_MIN: 900_000, THIRTY_MIN: 1_800_000, ONE_HOUR: 3_600_000 },
} as const;

export interface DetectorSettings {
  readonly evaluationFrequency: keyof typeof frequencies;
  readonly filterPattern?: string | undefined;
  /** Days. */
  readonly anomalyVisibilityTime: number;
}

export interface LogAnomalyDetector extends DetectorSettings {
  readonly id: string;
  readonly detectorName: string;
  readonly logGroupName: string;
  readonly kmsKeyId?: string | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
  readonly createdAt: number;
  readonly modifiedAt: number;
  readonly isEnabled: boolean;
  /** When it looked last, and before which event it has seen all; undefined before it has learnt. */
  readonly lookedAt?: number | undefined;
  readonly seen?: { readonly groupId: string; readonly before: string } | undefined;
  /** Ids of patterns that are nothing new, those that were seen first at the front. */
  readonly known: readonly string[];
  readonly suppressed: Readonly<Record<string, Suppression>>;
}

/** What is not given stays as it is. */
type ChangedSettings = { readonly [Name in keyof DetectorSettings]?: DetectorSettings[Name] | undefined };

export interface AnomalyChange {
  readonly anomalyId?: string | undefined;
  readonly patternId?: string | undefined;
  /** Undefined takes a suppression away. */
  readonly suppression: Suppression | undefined;
  readonly isBaseline: boolean;
}

const mostDetectors = 500;
const mostPatterns = 5000;
const mostAnomalies = 1000;
const dayMs = 86_400_000;

export class LogAnomalyDetectors {
  readonly #logs: Logs;
  readonly #detectors: Records<LogAnomalyDetector>;
  readonly #anomalies: Records<Anomaly>;
  readonly #timetable: Timetable<string>;
  #isStarted = false;

  constructor(logs: Logs) {
    this.#logs = logs;
    this.#detectors = logs.book.records("anomalyDetector");
    this.#anomalies = logs.book.records("anomaly");
    const fault = (problem: unknown, id: string) =>
      reportUnexpected(`the log anomaly detector ${id}`, problem);
    this.#timetable = new Timetable({
      clock: logs.clock,
      due: (id, at) => void this.#look(id, at).catch((problem: unknown) => fault(problem, id)),
      fault,
    });
  }

  start(): void {
    this.#isStarted = true;
    for (const detector of this.all()) this.#plan(detector);
  }

  stop(): void {
    this.#isStarted = false;
    this.#timetable.stop();
  }

  all(): readonly LogAnomalyDetector[] {
    return this.#detectors.values();
  }

  arnOf(id: string): string {
    return formatArn(this.#logs.identity, "logs", `anomaly-detector:${id}`);
  }

  /** By its ARN. Throws ResourceNotFoundException. */
  get(arn: string): LogAnomalyDetector {
    const id = arn.slice(arn.lastIndexOf(":") + 1);
    const detector = this.#detectors.get(id);
    if (detector !== undefined && arn === this.arnOf(id)) return detector;
    throw new ServiceError("ResourceNotFoundException", "The specified anomaly detector does not exist.");
  }

  /** Throws ResourceNotFoundException, LimitExceededException, InvalidParameterException. */
  create(
    logGroupName: string,
    given: DetectorSettings & Pick<LogAnomalyDetector, "detectorName" | "kmsKeyId" | "tags">,
  ): LogAnomalyDetector {
    this.#logs.group(logGroupName);
    compileFilterPattern(given.filterPattern ?? "");
    if (this.all().length >= mostDetectors) throw limitExceeded();
    const now = this.#logs.now();
    return this.#put({
      ...{ ...given, id: randomUUID(), logGroupName, createdAt: now, modifiedAt: now },
      ...{ isEnabled: true, known: [], suppressed: {} },
    });
  }

  /** Throws ResourceNotFoundException, InvalidParameterException. */
  update(arn: string, change: ChangedSettings, isEnabled: boolean): void {
    const detector = this.get(arn);
    compileFilterPattern(change.filterPattern ?? "");
    this.#put({ ...detector, ...present(change), isEnabled, modifiedAt: this.#logs.now() });
  }

  /** With what it found. Throws ResourceNotFoundException. */
  delete(arn: string): void {
    const { id } = this.get(arn);
    this.#timetable.remove(id);
    for (const { anomalyId } of this.anomalies(id)) this.#anomalies.remove(anomalyId);
    this.#detectors.remove(id);
  }

  /** Of one detector, or of all. */
  anomalies(detectorId?: string): readonly Anomaly[] {
    return this.#anomalies
      .values()
      .filter((each) => detectorId === undefined || each.detectorId === detectorId);
  }

  /** Undefined for one that is shown. */
  suppressionOf({
    detectorId,
    patternId,
    suppression,
  }: Anomaly): (Suppression & { isOfPattern: boolean }) | undefined {
    const holds = (each: Suppression | undefined) =>
      each !== undefined && (each.until === 0 || each.until > this.#logs.now()) ? each : undefined;
    const ofPattern = holds(this.#detectors.get(detectorId)?.suppressed[patternId]);
    if (ofPattern !== undefined) return { ...ofPattern, isOfPattern: true };
    const own = holds(suppression);
    return own && { ...own, isOfPattern: false };
  }

  /** Throws ResourceNotFoundException. */
  change(arn: string, { anomalyId, patternId, suppression, isBaseline }: AnomalyChange): void {
    const detector = this.get(arn);
    const meant = this.anomalies(detector.id).filter(
      (each) => each.anomalyId === anomalyId || each.patternId === patternId,
    );
    const [first] = meant;
    if (first === undefined)
      throw new ServiceError("ResourceNotFoundException", "The specified anomaly or pattern does not exist.");
    for (const each of meant)
      this.#anomalies.put(each.anomalyId, {
        ...each,
        isBaseline: each.isBaseline || isBaseline,
        suppression: anomalyId === undefined ? each.suppression : suppression,
      });
    const { [first.patternId]: _, ...others } = detector.suppressed;
    const ofPattern = suppression === undefined ? others : { ...others, [first.patternId]: suppression };
    this.#detectors.put(detector.id, {
      ...detector,
      suppressed: patternId === undefined ? detector.suppressed : ofPattern,
      known: isBaseline ? withKnown(detector.known, [first.patternId]) : detector.known,
    });
  }

  #put(detector: LogAnomalyDetector): LogAnomalyDetector {
    this.#detectors.put(detector.id, detector);
    this.#plan(detector);
    return detector;
  }

  #plan({ id, isEnabled, lookedAt, evaluationFrequency }: LogAnomalyDetector): void {
    const now = this.#logs.now();
    const next = lookedAt === undefined ? now : Math.max(now, lookedAt + frequencies[evaluationFrequency]);
    if (this.#isStarted && isEnabled) this.#timetable.put(id, next);
    else this.#timetable.remove(id);
  }

  /** At events that came in since it was looked last. The first time they are learnt. */
  async #look(id: string, at: number): Promise<void> {
    const detector = this.#detectors.get(id);
    if (detector === undefined) return;
    if (!this.#logs.hasLogGroup(detector.logGroupName)) {
      this.#plan({ ...detector, lookedAt: at });
      return;
    }
    const pattern = compileFilterPattern(detector.filterPattern ?? "");
    const group = this.#logs.group(detector.logGroupName);
    const before = group.nextEventId;
    // A group that was made anew counts its events anew.
    const from = detector.seen?.groupId === group.record.id ? detector.seen.before : "";
    const isNew = ({ id: eventId, message }: LogEvent) =>
      eventId >= from && eventId < before && pattern.matches(message);
    const events = await inSlices(group.readInPieces(isNew));
    const present = this.#detectors.get(id);
    if (present === undefined) return;
    const known = new Set(present.known);
    const learnt: string[] = [];
    for (const event of events) {
      const tokens = tokensOf(event.message);
      const patternId = patternIdOf(patternOf(tokens));
      if (known.has(patternId)) continue;
      if (detector.seen === undefined) {
        known.add(patternId);
        learnt.push(patternId);
      } else this.#found(id, { event, tokens }, at);
    }
    const old = this.#settle(present, at);
    const changed = {
      ...{ ...present, lookedAt: at, seen: { groupId: group.record.id, before } },
      known: withKnown(present.known, [...learnt, ...old]),
    };
    this.#detectors.keep(id, changed);
    this.#plan(changed);
  }

  #found(detectorId: string, seen: SeenEvent, at: number): void {
    const patternId = patternIdOf(patternOf(seen.tokens));
    const all = this.anomalies(detectorId);
    const former = all.find((each) => each.patternId === patternId && !each.isBaseline);
    const anomaly = seenAgain(former ?? newAnomaly(detectorId, seen), seen, at);
    this.#anomalies.keep(anomaly.anomalyId, anomaly);
    const [oldest] = all;
    if (former === undefined && oldest !== undefined && all.length >= mostAnomalies)
      this.#anomalies.free(oldest.anomalyId);
  }

  /** What has been told of for long is nothing new any more. */
  #settle({ id, anomalyVisibilityTime }: LogAnomalyDetector, at: number): readonly string[] {
    const old = this.anomalies(id).filter(
      ({ firstSeen, isBaseline }) => !isBaseline && firstSeen < at - anomalyVisibilityTime * dayMs,
    );
    for (const each of old) this.#anomalies.keep(each.anomalyId, { ...each, isBaseline: true });
    return old.map(({ patternId }) => patternId);
  }
}

function withKnown(known: readonly string[], more: readonly string[]): readonly string[] {
  return [...new Set([...known, ...more])].slice(-mostPatterns);
}
