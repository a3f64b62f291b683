// What of a source could not be delivered last, of which AWS tells in its logs at most.

import type { Region } from "../../region/region.ts";

/** Without a failure where none has failed since the region is up. */
export function failedDelivery({ router }: Pick<Region, "router">, sourceArn: string) {
  return { failure: router.failures.lastOf(sourceArn) };
}
