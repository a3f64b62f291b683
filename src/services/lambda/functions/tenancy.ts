// Functions that keep their tenants apart, and what they do without.
// https://docs.aws.amazon.com/lambda/latest/dg/tenant-isolation.html

import type { FunctionSettings } from "./function-record.ts";
import { invalidParameter } from "./refusals.ts";

export function isTenanted({ told }: Pick<FunctionSettings, "told">): boolean {
  return told.TenancyConfig !== undefined;
}

/** Throws InvalidParameterValueException for what would invoke a function without saying for which tenant, or before one is known. */
export function checkUntenanted(settings: Pick<FunctionSettings, "told">, feature: string): void {
  if (isTenanted(settings))
    throw invalidParameter(`${feature} is not supported for functions with tenancy configuration.`);
}
