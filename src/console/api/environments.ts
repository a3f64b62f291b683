// The execution environments of a function, of which Lambda shows nothing.

import type { Region } from "../../region/region.ts";

/** Throws ResourceNotFoundException. */
export function environments({ services }: Pick<Region, "services">, functionName: string) {
  return services.lambda.functions.host.environments(functionName);
}
