// What the template of a stack asks for and the region does not do, of which CloudFormation knows nothing.

import type { Region } from "../../region/region.ts";

/** Throws ValidationError for a stack that is not there. */
export function stackWarnings({ services }: Pick<Region, "services">, stackName: string) {
  const { warnings, unenforced } = services.cloudformation.deployed(stackName);
  return {
    warnings,
    /** How many of each type are kept and described, and keep nobody from anything. */
    unenforced: Array.from(unenforced, ([type, count]) => ({ type, count })),
  };
}
