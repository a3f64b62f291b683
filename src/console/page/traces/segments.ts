// X-Ray's traces as the page has them: summaries, and the segments of one with what lies within them.

import { call } from "../region/call.ts";
import { addressOf, addressOfArn } from "../route.ts";

export interface TraceSummary {
  readonly Id: string;
  readonly Duration?: number;
  readonly HasError?: boolean;
  readonly HasFault?: boolean;
  readonly HasThrottle?: boolean;
}

/** https://docs.aws.amazon.com/xray/latest/devguide/xray-api-segmentdocuments.html */
export interface Segment {
  readonly id: string;
  readonly trace_id?: string;
  readonly name: string;
  readonly start_time: number;
  readonly end_time?: number;
  readonly parent_id?: string;
  readonly origin?: string;
  readonly namespace?: string;
  readonly fault?: boolean;
  readonly error?: boolean;
  readonly throttle?: boolean;
  /** A text is the id of the segment that threw it first. */
  readonly cause?:
    | string
    | { readonly exceptions?: readonly { readonly type?: string; readonly message?: string }[] };
  readonly aws?: Readonly<Record<string, unknown>>;
  readonly subsegments?: readonly Segment[];
}

/** X-Ray gives no more at once. */
const tracesAtOnce = 5;

export const minutesBack = 30;

/** The latest first. Rejects with RegionProblem. */
export async function readSummaries(): Promise<readonly TraceSummary[]> {
  const now = Date.now() / 1000;
  const { TraceSummaries } = await call<{ TraceSummaries: TraceSummary[] }>("xray", "GetTraceSummaries", {
    ...{ StartTime: now - minutesBack * 60, EndTime: now },
  });
  return TraceSummaries;
}

/** Of all these traces. Rejects with RegionProblem. */
export async function readSegments(traceIds: readonly string[]): Promise<readonly Segment[]> {
  const lots = Array.from({ length: Math.ceil(traceIds.length / tracesAtOnce) }, (_, at) =>
    traceIds.slice(at * tracesAtOnce, (at + 1) * tracesAtOnce),
  );
  const read = await Promise.all(
    lots.map((TraceIds) =>
      call<{ Traces: { Segments: { Document: string }[] }[] }>("xray", "BatchGetTraces", { TraceIds }),
    ),
  );
  return read.flatMap(({ Traces }) =>
    Traces.flatMap(({ Segments }) => Segments.map(({ Document }) => JSON.parse(Document) as Segment)),
  );
}

export function outcomeOf({
  HasFault,
  HasError,
  HasThrottle,
}: Pick<TraceSummary, "HasFault" | "HasError" | "HasThrottle">): string {
  if (HasFault === true) return "FAULT";
  if (HasThrottle === true) return "THROTTLED";
  return HasError === true ? "ERROR" : "OK";
}

export function isBad({ fault, error, throttle }: Segment): boolean {
  return fault === true || error === true || throttle === true;
}

/** What it threw, as it told X-Ray; nothing where another segment tells. */
export function problemsOf({ cause }: Segment): readonly string[] {
  if (cause === undefined || typeof cause === "string") return [];
  return (cause.exceptions ?? []).map(({ type, message }) => [type, message].filter(Boolean).join(": "));
}

/** The page of the execution or the function that it is of. */
export function addressOfSegment({ origin, name, aws }: Segment): string | undefined {
  if (typeof aws?.execution_arn === "string") return addressOfArn(aws.execution_arn);
  return origin?.startsWith("AWS::Lambda") === true ? addressOf(["functions", name]) : undefined;
}
