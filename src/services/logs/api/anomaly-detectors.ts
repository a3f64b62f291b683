// Anomaly detectors of log groups on the wire, and what they found.

import type { Operation, WireObject } from "../../../aws/wire/operation.ts";
import {
  flag,
  integer,
  listOf,
  oneOf,
  optional,
  required,
  structure,
  text,
} from "../../../aws/wire/shape.ts";
import type { Anomaly, Suppression } from "../anomalies/anomaly.ts";
import { frequencies, type LogAnomalyDetector } from "../anomalies/anomaly-detectors.ts";
import type { CloudWatchLogs } from "../cloudwatch-logs.ts";
import { nameIn } from "../group-name.ts";
import { invalid } from "../refusals.ts";
import { logsOperation, nextToken, pageOf, tags } from "./shapes.ts";

const groupArn = text({ min: 1, max: 2048, pattern: "[\\w#+=/:,.@-]*" });
const detectorArn = text({ min: 1, pattern: "[\\w#+=/:,.@-]*" });
const limit = optional(integer({ min: 1, max: 50 }));
const evaluationFrequency = optional(oneOf(...(Object.keys(frequencies) as (keyof typeof frequencies)[])));
const settings = {
  ...{ evaluationFrequency, filterPattern: optional(text({ max: 1024 })) },
  anomalyVisibilityTime: optional(integer({ min: 7, max: 90 })),
};
const create = structure({
  ...{ logGroupArnList: required(listOf(groupArn)), detectorName: optional(text({ min: 1 })), ...settings },
  kmsKeyId: optional(text({ max: 256, pattern: "^arn:aws[a-z\\-]*:kms:[-a-z0-9]*:[0-9]*:key/[-a-z0-9]*$" })),
  tags: optional(tags),
});
const update = structure({
  anomalyDetectorArn: required(detectorArn),
  enabled: required(flag()),
  ...settings,
});
const one = structure({ anomalyDetectorArn: required(detectorArn) });
const listDetectors = structure({ filterLogGroupArn: optional(groupArn), limit, nextToken });
const listAnomalies = structure({
  ...{ anomalyDetectorArn: optional(detectorArn), limit, nextToken },
  suppressionState: optional(oneOf("SUPPRESSED", "UNSUPPRESSED")),
});
const unitMs = { SECONDS: 1000, MINUTES: 60_000, HOURS: 3_600_000 } as const;
const updateAnomaly = structure({
  anomalyDetectorArn: required(detectorArn),
  anomalyId: optional(text({ min: 36, max: 36 })),
  patternId: optional(text({ min: 32, max: 32 })),
  suppressionType: optional(oneOf("LIMITED", "INFINITE")),
  suppressionPeriod: optional(
    structure({
      value: optional(integer({ min: 0 })),
      suppressionUnit: optional(oneOf("SECONDS", "MINUTES", "HOURS")),
    }),
  ),
  baseline: optional(flag()),
});

export function anomalyDetectorOperations(logs: CloudWatchLogs): Record<string, Operation> {
  const { anomalyDetectors: detectors } = logs;
  const shown = (detector: LogAnomalyDetector): WireObject => ({
    detectorName: detector.detectorName,
    logGroupArnList: [logs.arnOf(detector.logGroupName)],
    evaluationFrequency: detector.evaluationFrequency,
    filterPattern: detector.filterPattern,
    anomalyDetectorStatus: statusOf(detector),
    kmsKeyId: detector.kmsKeyId,
    creationTimeStamp: detector.createdAt,
    lastModifiedTimeStamp: detector.modifiedAt,
    anomalyVisibilityTime: detector.anomalyVisibilityTime,
  });
  return {
    CreateLogAnomalyDetector: logsOperation(create, ({ logGroupArnList, ...given }) => {
      const [arn, ...more] = logGroupArnList;
      if (arn === undefined || more.length > 0)
        throw invalid("Exactly one log group ARN must be specified in logGroupArnList.");
      const name = nameIn(arn);
      const { id } = detectors.create(name, {
        ...given,
        detectorName: given.detectorName ?? name,
        evaluationFrequency: given.evaluationFrequency ?? "FIVE_MIN",
        anomalyVisibilityTime: given.anomalyVisibilityTime ?? 21,
      });
      return { anomalyDetectorArn: detectors.arnOf(id) };
    }),
    GetLogAnomalyDetector: logsOperation(one, (request) => shown(detectors.get(request.anomalyDetectorArn))),
    ListLogAnomalyDetectors: logsOperation(listDetectors, (request) => {
      const { filterLogGroupArn: ofGroup } = request;
      const found = detectors
        .all()
        .filter(({ logGroupName }) => ofGroup === undefined || logGroupName === nameIn(ofGroup));
      const page = pageOf(found, ({ id }) => id, request);
      const anomalyDetectors = page.items.map((each) => ({
        ...{ anomalyDetectorArn: detectors.arnOf(each.id), ...shown(each) },
      }));
      return { anomalyDetectors, nextToken: page.nextToken };
    }),
    UpdateLogAnomalyDetector: logsOperation(update, ({ anomalyDetectorArn, enabled, ...change }) => {
      detectors.update(anomalyDetectorArn, change, enabled);
      return {};
    }),
    DeleteLogAnomalyDetector: logsOperation(one, (request) => {
      detectors.delete(request.anomalyDetectorArn);
      return {};
    }),
    ListAnomalies: logsOperation(listAnomalies, (request) => {
      const { anomalyDetectorArn: arn, suppressionState: state } = request;
      const all = detectors.anomalies(arn === undefined ? undefined : detectors.get(arn).id);
      const found = all.filter((each) => {
        const isSuppressed = detectors.suppressionOf(each) !== undefined;
        return state === undefined || (state === "SUPPRESSED") === isSuppressed;
      });
      const page = pageOf(found, ({ anomalyId }) => anomalyId, request);
      return { anomalies: page.items.map((each) => shownAnomaly(logs, each)), nextToken: page.nextToken };
    }),
    UpdateAnomaly: logsOperation(updateAnomaly, (request) => {
      const { anomalyId, patternId, baseline = false } = request;
      if ((anomalyId === undefined) === (patternId === undefined))
        throw invalid("Exactly one of anomalyId and patternId must be specified.");
      const suppression = suppressionIn(request, logs.now());
      detectors.change(request.anomalyDetectorArn, {
        anomalyId,
        patternId,
        suppression,
        isBaseline: baseline,
      });
      return {};
    }),
  };
}

function statusOf({ isEnabled, seen }: LogAnomalyDetector): string {
  if (!isEnabled) return "PAUSED";
  return seen === undefined ? "INITIALIZING" : "ANALYZING";
}

/** Throws InvalidParameterException. */
function suppressionIn(
  {
    suppressionType,
    suppressionPeriod: { value, suppressionUnit } = {},
  }: {
    readonly suppressionType?: string | undefined;
    readonly suppressionPeriod?:
      | { readonly value?: number | undefined; readonly suppressionUnit?: keyof typeof unitMs | undefined }
      | undefined;
  },
  now: number,
): Suppression | undefined {
  if (suppressionType === undefined) return undefined;
  if (suppressionType === "INFINITE") return { at: now, until: 0 };
  if (value === undefined || suppressionUnit === undefined)
    throw invalid("A suppression of the type LIMITED must have a suppressionPeriod.");
  return { at: now, until: now + value * unitMs[suppressionUnit] };
}

function shownAnomaly(logs: CloudWatchLogs, anomaly: Anomaly): WireObject {
  const { anomalyDetectors: detectors } = logs;
  const suppression = detectors.suppressionOf(anomaly);
  const detector = detectors.all().find(({ id }) => id === anomaly.detectorId);
  let position = 0;
  const patternTokens = anomaly.tokens.map(({ text: tokenString, isDynamic, values }) =>
    isDynamic
      ? { isDynamic, tokenString, dynamicTokenPosition: ++position, enumerations: values }
      : { isDynamic, tokenString },
  );
  const frequency = detector === undefined ? 0 : frequencies[detector.evaluationFrequency];
  return {
    ...{ anomalyId: anomaly.anomalyId, patternId: anomaly.patternId, patternString: anomaly.patternString },
    anomalyDetectorArn: detectors.arnOf(anomaly.detectorId),
    patternRegex: anomaly.tokens
      .map(({ text: each, isDynamic }) => (isDynamic ? ".*" : each.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&")))
      .join(""),
    ...{ priority: anomaly.priority, firstSeen: anomaly.firstSeen, lastSeen: anomaly.lastSeen },
    description: `Events of a pattern that had not been seen before: ${anomaly.patternString}`,
    active: !anomaly.isBaseline && anomaly.lastSeen > logs.now() - 2 * frequency,
    state: anomaly.isBaseline ? "Baseline" : suppression === undefined ? "Active" : "Suppressed",
    ...{ histogram: anomaly.histogram, logSamples: anomaly.samples, patternTokens },
    logGroupArnList: detector === undefined ? [] : [logs.arnOf(detector.logGroupName)],
    suppressed: suppression !== undefined,
    ...(suppression === undefined
      ? {}
      : {
          suppressedDate: suppression.at,
          suppressedUntil: suppression.until,
          isPatternLevelSuppression: suppression.isOfPattern,
        }),
  };
}
