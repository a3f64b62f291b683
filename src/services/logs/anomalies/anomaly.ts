// What an anomaly detector has found: events of a pattern that it had not seen before.

import { createHash, randomUUID } from "node:crypto";
import type { LogEvent } from "../log-group.ts";
import { dynamicMark, type PatternToken, patternOf } from "./event-pattern.ts";

export interface Suppression {
  readonly at: number;
  /** 0 for one that does not end. */
  readonly until: number;
}

export interface Anomaly {
  readonly anomalyId: string;
  readonly patternId: string;
  readonly detectorId: string;
  readonly patternString: string;
  readonly tokens: readonly FoundToken[];
  readonly priority: "HIGH" | "MEDIUM" | "LOW";
  readonly firstSeen: number;
  readonly lastSeen: number;
  /** How many were found at each time at which was looked. */
  readonly histogram: Readonly<Record<string, number>>;
  readonly samples: readonly { readonly timestamp: number; readonly message: string }[];
  readonly suppression?: Suppression | undefined;
  readonly isBaseline: boolean;
}

export interface FoundToken extends PatternToken {
  /** The values of one that changes, and how often each was found. */
  readonly values: Readonly<Record<string, number>>;
}

export interface SeenEvent {
  readonly event: LogEvent;
  readonly tokens: readonly PatternToken[];
}

const mostSamples = 10;
const mostValues = 10;
const mostTimes = 100;

export function patternIdOf(pattern: string): string {
  return createHash("md5").update(pattern).digest("hex");
}

export function newAnomaly(detectorId: string, { event, tokens }: SeenEvent): Anomaly {
  const patternString = patternOf(tokens);
  return {
    ...{ anomalyId: randomUUID(), patternId: patternIdOf(patternString), detectorId, patternString },
    tokens: tokens.map((each) => ({ ...each, text: each.isDynamic ? dynamicMark : each.text, values: {} })),
    priority: priorityOf(patternString),
    ...{ firstSeen: event.timestamp, lastSeen: event.timestamp },
    ...{ histogram: {}, samples: [], isBaseline: false },
  };
}

/** With one more event, found when it was looked `at` a time. */
export function seenAgain(anomaly: Anomaly, { event, tokens }: SeenEvent, at: number): Anomaly {
  const { timestamp, message } = event;
  const histogram: Readonly<Record<string, number>> = {
    ...anomaly.histogram,
    [at]: (anomaly.histogram[at] ?? 0) + 1,
  };
  return {
    ...anomaly,
    firstSeen: Math.min(anomaly.firstSeen, timestamp),
    lastSeen: Math.max(anomaly.lastSeen, timestamp),
    histogram: Object.fromEntries(Object.entries(histogram).slice(-mostTimes)),
    samples: [...anomaly.samples, { timestamp, message }].slice(-mostSamples),
    tokens: anomaly.tokens.map((each, index) => withValue(each, tokens[index]?.text ?? "")),
  };
}

function withValue(token: FoundToken, text: string): FoundToken {
  const { values } = token;
  const isNew = !Object.hasOwn(values, text);
  if (!token.isDynamic || (isNew && Object.keys(values).length >= mostValues)) return token;
  return { ...token, values: { ...values, [text]: (values[text] ?? 0) + 1 } };
}

/** By the words of severity that the pattern has. */
function priorityOf(pattern: string): Anomaly["priority"] {
  if (/\b(?:fatal|critical|emergency|panic|error|exception|fail(?:ed|ure)?)\b/i.test(pattern)) return "HIGH";
  return /\b(?:warn|warning|timeout|retry|denied)\b/i.test(pattern) ? "MEDIUM" : "LOW";
}
