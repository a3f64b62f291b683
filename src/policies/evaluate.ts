// Whether a request is allowed by all the policies that have a say in it, and if not, why, in AWS's words.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html

import type { Policy } from "./policy.ts";
import { type AccessRequest, nameOf } from "./request.ts";

export interface PoliciesInForce {
  /** Those of the role; empty for a service. */
  readonly identity: readonly Policy[];
  /** That of what is acted on. */
  readonly resource?: Policy | undefined;
  /** What the role may have at most. */
  readonly boundary?: Policy | undefined;
  /** What the session may have at most. */
  readonly session?: readonly Policy[] | undefined;
}

/** Why it is denied, such as `because no identity-based policy allows the sqs:SendMessage action`; undefined if it is allowed. */
export type Denial = string | undefined;

/** An explicit deny first, wherever it stands; then what bounds the role; then one that allows it. */
export function evaluate(request: AccessRequest, policies: PoliciesInForce): Denial {
  return explicitDeny(request, policies) ?? implicitDeny(request, policies);
}

/** A role's trust policy must allow by itself; of an account it leaves it to the caller's policies, which must allow it then. */
export function evaluateTrust(request: AccessRequest, trust: Policy, identity: readonly Policy[]): Denial {
  const denied = explicitDeny(request, { identity, resource: trust });
  if (denied !== undefined) return denied;
  const naming = grant(request, trust);
  if (naming === "named" || (naming === "account" && isAllowed(request, identity))) return undefined;
  return `because no role trust policy allows the ${request.action} action`;
}

/** The whole of AWS's message. */
export function denialMessage({ principal, action, resource }: AccessRequest, why: string): string {
  return `User: ${nameOf(principal)} is not authorized to perform: ${action} on resource: ${resource} ${why}`;
}

function explicitDeny(request: AccessRequest, policies: PoliciesInForce): Denial {
  const { identity, resource = [], boundary = [], session = [] } = policies;
  if (identity.some((policy) => denies(request, policy)))
    return "with an explicit deny in an identity-based policy";
  if (denies(request, resource)) return "with an explicit deny in a resource-based policy";
  if (denies(request, boundary)) return "with an explicit deny in a permissions boundary";
  if (session.some((policy) => denies(request, policy))) return "with an explicit deny in a session policy";
  return undefined;
}

function implicitDeny(request: AccessRequest, policies: PoliciesInForce): Denial {
  const { identity, resource = [], boundary, session = [] } = policies;
  const { action, principal } = request;
  if (boundary !== undefined && !isAllowed(request, [boundary]))
    return `because no permissions boundary allows the ${action} action`;
  if (session.length > 0 && !isAllowed(request, session))
    return `because no session policy allows the ${action} action`;
  if (isAllowed(request, identity) || grant(request, resource) === "named") return undefined;
  const kind = principal.type === "role" ? "identity" : "resource";
  return `because no ${kind}-based policy allows the ${action} action`;
}

function denies(request: AccessRequest, policy: Policy): boolean {
  return policy.some(
    ({ effect, names, covers }) =>
      effect === "Deny" && names(request.principal) !== "none" && covers(request),
  );
}

/** By policies that are the principal's own, and so name nobody. */
function isAllowed(request: AccessRequest, policies: readonly Policy[]): boolean {
  return policies.some((policy) =>
    policy.some(({ effect, covers }) => effect === "Allow" && covers(request)),
  );
}

/** By a policy of what is acted on. */
function grant(request: AccessRequest, policy: Policy): "none" | "account" | "named" {
  let best: "none" | "account" = "none";
  for (const { effect, names, covers } of policy) {
    if (effect !== "Allow") continue;
    const naming = names(request.principal);
    if (naming === "none" || !covers(request)) continue;
    if (naming === "named") return naming;
    best = naming;
  }
  return best;
}
