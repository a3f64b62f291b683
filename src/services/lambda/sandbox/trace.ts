// The trace that an invocation belongs to.

import type { PendingInvocation } from "../invocation.ts";

/** Lambda always sets a trace header, unsampled if nobody traces; Powertools' Tracer complains of every call without one. */
export function traceOf({
  traceHeader,
  requestId,
}: Pick<PendingInvocation, "traceHeader" | "requestId">): string {
  if (traceHeader !== undefined) return traceHeader;
  const seconds = Math.floor(Date.now() / 1000).toString(16);
  const hex = requestId.replaceAll("-", "");
  return `Root=1-${seconds}-${hex.slice(0, 24)};Parent=${hex.slice(-16)};Sampled=0`;
}
