// The trace that an invocation belongs to.

import { unsampledTraceHeader } from "../../../aws/trace-header.ts";
import type { PendingInvocation } from "../invocation.ts";

/** Lambda always sets a trace header, unsampled if nobody traces; Powertools' Tracer complains of every call without one. */
export function traceOf({ traceHeader }: Pick<PendingInvocation, "traceHeader">): string {
  return traceHeader ?? unsampledTraceHeader(Date.now());
}
