// The Principal of a statement, compiled.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html

import { isJsonObject, type Json } from "../aws/json.ts";
import { PolicySyntaxError } from "./policy-syntax-error.ts";
import type { Principal, RoleSession } from "./request.ts";

/**
 * How somebody is meant: by name or by `*`, which what bounds them does not limit; by their role, which it does; or as one of an account's,
 * which leaves it to the account's own policies whether they may.
 */
export type Naming = "none" | "account" | "role" | "named";

export type PrincipalMatcher = (principal: Principal) => Naming;

const kinds = new Set(["AWS", "Service", "Federated", "CanonicalUser"]);

/** Throws PolicySyntaxError. */
export function compilePrincipal(principal: Json): PrincipalMatcher {
  if (principal === "*") return () => "named";
  if (!isJsonObject(principal)) throw new PolicySyntaxError('Principal: expected "*" or an object');
  const named = new Map<string, readonly string[]>();
  for (const [kind, names] of Object.entries(principal)) {
    if (!kinds.has(kind)) throw new PolicySyntaxError(`Principal: there is no kind ${kind}`);
    named.set(kind, textsOf(names, kind));
  }
  const [clients, services] = [new Set(named.get("AWS")), new Set(named.get("Service")?.map(unregional))];
  return (who) => {
    if (who.type === "service") return services.has(who.name) ? "named" : "none";
    if (who.type === "anyone") return clients.has("*") ? "named" : "none";
    return namingOf(who, clients);
  };
}

/** A service may be named with a region, as by `states.us-east-1.amazonaws.com`; here there is one region. */
function unregional(service: string): string {
  return service.replace(/^([a-z0-9-]+)\.[a-z]{2}(?:-[a-z]+)+-\d+\.(amazonaws\.com)$/, "$1.$2");
}

function namingOf({ arn, roleArn, accountId }: RoleSession, names: ReadonlySet<string>): Naming {
  if (names.has("*") || (arn !== roleArn && names.has(arn))) return "named";
  // A simulation may be of a user.
  if (names.has(roleArn)) return roleArn.includes(":user/") ? "named" : "role";
  const partition = arn.split(":")[1];
  return names.has(accountId) || names.has(`arn:${partition}:iam::${accountId}:root`) ? "account" : "none";
}

function textsOf(names: Json, kind: string): readonly string[] {
  return [names].flat().map((name) => {
    if (typeof name === "string") return name;
    throw new PolicySyntaxError(`Principal.${kind}: expected a text or a list of texts`);
  });
}
