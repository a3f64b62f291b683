// The names of buses and rules, and the ARNs made of them.

import { formatArn, type RegionIdentity } from "../../aws/arn.ts";
import { ServiceError } from "../../aws/service-error.ts";
import { constraintError } from "../../aws/wire/members.ts";

/** The name in a name or an ARN. */
export function busName(nameOrArn: string): string {
  return nameOrArn.slice(nameOrArn.lastIndexOf("/") + 1);
}

export function ruleArn(identity: RegionIdentity, bus: string, rule: string): string {
  return formatArn(identity, "events", bus === "default" ? `rule/${rule}` : `rule/${bus}/${rule}`);
}

/** Of a bus that is to be. Throws ValidationException. */
export function checkBusName(name: string): void {
  checkName(name, 256, "[/\\.\\-_A-Za-z0-9]+");
  if (name.includes("/")) {
    throw new ServiceError("ValidationException", "Event bus name must not contain '/'.");
  }
  if (name.startsWith("aws."))
    throw new ServiceError("ValidationException", "EventBus name starting with 'aws.' is not valid.");
}

/** Throws ValidationException. */
export function checkRuleName(name: string): void {
  checkName(name, 64, "[\\.\\-_A-Za-z0-9]+");
}

/** The first name that is there twice. */
export function repeated(names: readonly string[]): string | undefined {
  const seen = new Set<string>();
  return names.find((name) => seen.size === seen.add(name).size);
}

function checkName(name: string, most: number, pattern: string): void {
  const bound =
    name.length < 1
      ? "have length greater than or equal to 1"
      : name.length > most
        ? `have length less than or equal to ${most}`
        : new RegExp(`^${pattern}$`).test(name)
          ? undefined
          : `satisfy regular expression pattern: ${pattern}`;
  if (bound === undefined) return;
  throw constraintError("name", name, bound);
}
