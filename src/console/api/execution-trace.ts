// The trace that an execution is part of. AWS tells it of those alone that were started with a trace header.

import type { Region } from "../../region/region.ts";

/** Without an id where it was not traced, runs yet, or its trace is too old to be kept. */
export function executionTrace({ services }: Pick<Region, "services">, executionArn: string) {
  return { traceId: services.xray.traces.naming(JSON.stringify(executionArn))?.id };
}
