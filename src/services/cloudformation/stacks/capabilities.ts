// What a caller must say to know of before a template is taken: that it makes identities, or has macros in it.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html

import { isJsonObject, type JsonObject } from "../../../aws/json.ts";
import { ServiceError } from "../../../aws/service-error.ts";

export const allCapabilities = ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"];

/** The types that give permissions, by the property that names one. */
const identities: Readonly<Record<string, string>> = {
  "AWS::IAM::AccessKey": "",
  "AWS::IAM::Group": "GroupName",
  "AWS::IAM::InstanceProfile": "InstanceProfileName",
  "AWS::IAM::ManagedPolicy": "ManagedPolicyName",
  "AWS::IAM::Policy": "",
  "AWS::IAM::Role": "RoleName",
  "AWS::IAM::RolePolicy": "",
  "AWS::IAM::User": "UserName",
  "AWS::IAM::UserToGroupAddition": "",
};

export interface NeededCapabilities {
  readonly capabilities: readonly string[];
  /** The types for which they are. */
  readonly types: readonly string[];
}

export function neededCapabilities(processed: JsonObject): NeededCapabilities {
  const resources = isJsonObject(processed.Resources) ? Object.values(processed.Resources) : [];
  let isNamed = false;
  const types = new Set<string>();
  for (const resource of resources) {
    if (!isJsonObject(resource) || typeof resource.Type !== "string") continue;
    const name = Object.hasOwn(identities, resource.Type) ? identities[resource.Type] : undefined;
    if (name === undefined) continue;
    types.add(resource.Type);
    isNamed ||= isJsonObject(resource.Properties) && resource.Properties[name] !== undefined;
  }
  if (types.size === 0) return { capabilities: [], types: [] };
  return { capabilities: [isNamed ? "CAPABILITY_NAMED_IAM" : "CAPABILITY_IAM"], types: [...types].sort() };
}

/** Throws InsufficientCapabilitiesException. */
export function checkCapabilities(
  processed: JsonObject,
  given: readonly string[],
  { isExpanded }: { readonly isExpanded: boolean },
): void {
  const needed = [
    ...neededCapabilities(processed).capabilities,
    ...(isExpanded ? ["CAPABILITY_AUTO_EXPAND"] : []),
  ];
  const isGiven = (capability: string) =>
    given.includes(capability) || (capability === "CAPABILITY_IAM" && given.includes("CAPABILITY_NAMED_IAM"));
  const missing = needed.filter((capability) => !isGiven(capability));
  if (missing.length === 0) return;
  throw new ServiceError(
    "InsufficientCapabilitiesException",
    `Requires capabilities : [${missing.join(", ")}]`,
  );
}
