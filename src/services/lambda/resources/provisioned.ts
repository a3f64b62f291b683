// The provisioned concurrency that a template asks for of a version or an alias.

import type { Properties } from "../../../aws/template/properties.ts";
import type { Concurrency } from "../functions/concurrency.ts";

/** Without the property there is none any more. */
export function provisionAsIn(
  properties: Properties,
  concurrency: Concurrency,
  functionName: string,
  qualifier: string,
): void {
  const count = properties
    .section("ProvisionedConcurrencyConfig")
    .optionalNumber("ProvisionedConcurrentExecutions");
  if (count === undefined) concurrency.withdraw(functionName, qualifier);
  else concurrency.provision(functionName, qualifier, count);
}
