// X-Ray: segment documents as services and functions send them, gathered into traces. Kept in memory, the newest traces
// only. https://docs.aws.amazon.com/xray/latest/devguide/xray-api-segmentdocuments.html

import { isJsonObject, type JsonObject } from "../../aws/json.ts";
import { jsonOrUndefined } from "../../aws/json-text.ts";

/** X-Ray's limit for one document. */
const mostDocumentBytes = 64 * 1024;
/** And for one trace. https://docs.aws.amazon.com/general/latest/gr/xray.html */
const mostTraceBytes = 500 * 1024;
const defaultMostTraces = 1000;

export interface TraceSegment {
  readonly id: string;
  /** JSON text, as it was sent. */
  readonly document: string;
}

export interface Trace {
  readonly id: string;
  /** Milliseconds since the epoch, of the earliest and the latest segment. */
  startedAt: number;
  endedAt: number;
  hasError: boolean;
  hasFault: boolean;
  hasThrottle: boolean;
  readonly segments: TraceSegment[];
  /** Of all segments. */
  bytes: number;
}

export interface UnprocessedSegment {
  readonly Id: string | undefined;
  readonly ErrorCode: string;
  readonly Message: string;
}

export class Traces {
  readonly #traces = new Map<string, Trace>();
  readonly #mostTraces: number;

  constructor({ mostTraces = defaultMostTraces }: { readonly mostTraces?: number } = {}) {
    this.#mostTraces = mostTraces;
  }

  /** Takes a segment or subsegment document; answers with what is wrong with it, as PutTraceSegments does. */
  put(document: string): UnprocessedSegment | undefined {
    const parsed = jsonOrUndefined(document);
    if (!isJsonObject(parsed))
      return refused(undefined, "ParseError", "The segment document is not a JSON object.");
    const id = typeof parsed.id === "string" ? parsed.id : undefined;
    if (Buffer.byteLength(document) > mostDocumentBytes) {
      return refused(id, "SizeError", `A segment document is at most ${mostDocumentBytes} bytes.`);
    }
    const problem = problemOf(parsed);
    if (problem !== undefined) return refused(id, "MissingOrInvalidField", problem);
    if (this.#add(parsed, document)) return undefined;
    return refused(id, "SizeError", `The segments of a trace have at most ${mostTraceBytes} bytes together.`);
  }

  get(traceId: string): Trace | undefined {
    return this.#traces.get(traceId);
  }

  /** The traces with a segment that began in the time given, newest first. */
  between(startMs: number, endMs: number): readonly Trace[] {
    return [...this.#traces.values()]
      .filter(({ startedAt }) => startedAt >= startMs && startedAt <= endMs)
      .sort((a, b) => b.startedAt - a.startedAt);
  }

  /** The newest trace with a segment document that holds a text. */
  naming(text: string): Trace | undefined {
    return [...this.#traces.values()].findLast(({ segments }) =>
      segments.some(({ document }) => document.includes(text)),
    );
  }

  /** False if the trace has no room for it. */
  #add(segment: JsonObject, document: string): boolean {
    const traceId = String(segment.trace_id);
    const startedAt = Number(segment.start_time) * 1000;
    const endedAt = Number(segment.end_time ?? segment.start_time) * 1000;
    const trace = this.#traces.get(traceId) ?? this.#open(traceId, startedAt);
    const at = trace.segments.findIndex(({ id }) => id === segment.id);
    const former = trace.segments[at]?.document ?? "";
    const bytes = trace.bytes + Buffer.byteLength(document) - Buffer.byteLength(former);
    if (bytes > mostTraceBytes) return false;
    trace.bytes = bytes;
    trace.startedAt = Math.min(trace.startedAt, startedAt);
    trace.endedAt = Math.max(trace.endedAt, endedAt);
    trace.hasError ||= segment.error === true;
    trace.hasFault ||= segment.fault === true;
    trace.hasThrottle ||= segment.throttle === true;
    // A document with the same id replaces one that was sent while the work was in progress.
    trace.segments.splice(at === -1 ? trace.segments.length : at, at === -1 ? 0 : 1, {
      id: String(segment.id),
      document,
    });
    return true;
  }

  #open(id: string, startedAt: number): Trace {
    const trace: Trace = {
      id,
      startedAt,
      endedAt: startedAt,
      hasError: false,
      hasFault: false,
      hasThrottle: false,
      segments: [],
      bytes: 0,
    };
    this.#traces.set(id, trace);
    const [oldest] = this.#traces.keys();
    if (this.#traces.size > this.#mostTraces && oldest !== undefined) this.#traces.delete(oldest);
    return trace;
  }
}

function problemOf(segment: JsonObject): string | undefined {
  const { id, trace_id, start_time, name } = segment;
  if (typeof id !== "string" || !/^[0-9a-f]{16}$/.test(id)) return "id must be 16 hexadecimal digits.";
  if (typeof trace_id !== "string" || !/^1-[0-9a-f]{8}-[0-9a-f]{24}$/.test(trace_id)) {
    return "trace_id must be of the form 1-<8 hexadecimal digits>-<24 hexadecimal digits>.";
  }
  if (typeof start_time !== "number") return "start_time must be a number of seconds.";
  return typeof name === "string" && name !== "" ? undefined : "name must be a text.";
}

function refused(id: string | undefined, code: string, message: string): UnprocessedSegment {
  return { Id: id, ErrorCode: code, Message: message };
}
