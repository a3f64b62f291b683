// The names of buses and rules, and the ARNs made of them.

import { formatArn, type RegionIdentity } from "../aws/arn.ts";
import { ServiceError } from "../aws/service-error.ts";

/** The name in a name or an ARN. */
export function busName(nameOrArn: string): string {
  return nameOrArn.slice(nameOrArn.lastIndexOf("/") + 1);
}

export function ruleArn(identity: RegionIdentity, bus: string, rule: string): string {
  return formatArn(identity, "events", bus === "default" ? `rule/${rule}` : `rule/${bus}/${rule}`);
}

export function checkBusName(name: string): void {
  if (!/^[/.\-_A-Za-z0-9]{1,256}$/.test(name) || name.includes("/")) {
    throw new ServiceError("ValidationException", `Event bus name ${name} must match [.\\-_A-Za-z0-9]+.`);
  }
}

export function checkRuleName(name: string): void {
  if (!/^[.\-_A-Za-z0-9]{1,64}$/.test(name)) {
    throw new ServiceError(
      "ValidationException",
      `1 validation error detected: Value '${name}' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+`,
    );
  }
}
