// Whether a request is allowed by all the policies that have a say in it, and if not, why, in AWS's words.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html

import type { Policy } from "./policy.ts";
import type { Naming } from "./principals.ts";
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
  /** What a managed policy is called, of which a denial tells; undefined for an inline one. @default none is managed */
  readonly arnOf?: ((policy: Policy) => string | undefined) | undefined;
}

/** Why it is denied, such as `because no identity-based policy allows the sqs:SendMessage action`; undefined if it is allowed. */
export type Denial = string | undefined;

/** Whether a statement denies it, and not only none allows it. */
export function isExplicitDeny(denial: string): boolean {
  return denial.includes("with an explicit deny in ");
}

/** An explicit deny first, wherever it stands; then whether anything allows it; then what bounds the role. */
export function evaluate(request: AccessRequest, policies: PoliciesInForce): Denial {
  const { action, principal } = request;
  const denied = explicitDeny(request, policies, "a resource-based policy");
  if (denied !== undefined) return denied;
  const naming = grant(request, policies.resource ?? []);
  if (naming === "named") return undefined;
  if (naming !== "role" && !isAllowed(request, policies.identity)) {
    const kind = principal.type === "role" ? "identity" : "resource";
    return `because no ${kind}-based policy allows the ${action} action`;
  }
  return bounded(request, policies);
}

/** A role's trust policy must allow by itself; of an account it leaves it to the caller's policies, which must allow it then. */
export function evaluateTrust(
  request: AccessRequest,
  trust: Policy,
  caller: Omit<PoliciesInForce, "resource">,
): Denial {
  const denied = explicitDeny(request, { ...caller, resource: trust }, "the role trust policy");
  if (denied !== undefined) return denied;
  const naming = grant(request, trust);
  if (naming === "named") return undefined;
  if (naming === "role" || (naming === "account" && isAllowed(request, caller.identity)))
    return bounded(request, caller);
  return `because no role trust policy allows the ${request.action} action`;
}

/** The whole of AWS's message, which says nothing of a resource that is empty. */
export function denialMessage({ principal, action, resource }: AccessRequest, why: string): string {
  const acted = resource === "" ? action : `${action} on resource: ${resource}`;
  return `User: ${nameOf(principal)} is not authorized to perform: ${acted} ${why}`;
}

function explicitDeny(request: AccessRequest, policies: PoliciesInForce, ofResource: string): Denial {
  const { identity, resource = [], boundary, session = [], arnOf = () => undefined } = policies;
  const told = (kind: string, policy?: Policy) => {
    const arn = policy && arnOf(policy);
    return `with an explicit deny in ${kind}${arn === undefined ? "" : `: ${arn}`}`;
  };
  const denying = identity.find((policy) => denies(request, policy));
  if (denying !== undefined) return told("an identity-based policy", denying);
  if (denies(request, resource) || (boundary !== undefined && deniesAllOthers(request, resource)))
    return told(ofResource);
  if (boundary !== undefined && denies(request, boundary)) return told("a permissions boundary", boundary);
  if (session.some((policy) => denies(request, policy))) return told("a session policy");
  return undefined;
}

/** What was allowed to a role, by its own policies or by its ARN, is so within what it, and its session, may at most. */
function bounded(request: AccessRequest, { boundary, session = [] }: PoliciesInForce): Denial {
  const { action } = request;
  if (boundary !== undefined && !isAllowed(request, [boundary]))
    return `because no permissions boundary allows the ${action} action`;
  if (session.length > 0 && !isAllowed(request, session))
    return `because no session policy allows the ${action} action`;
  return undefined;
}

function denies(request: AccessRequest, policy: Policy): boolean {
  return policy.some(
    ({ effect, names, covers }) =>
      effect === "Deny" && names(request.principal) !== "none" && covers(request),
  );
}

/**
 * A NotPrincipal that denies does so to whoever has a permissions boundary, whomever it names.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
 */
function deniesAllOthers(request: AccessRequest, policy: Policy): boolean {
  return policy.some(({ effect, isOfOthers, covers }) => effect === "Deny" && isOfOthers && covers(request));
}

/** By policies that are the principal's own, and so name nobody. */
function isAllowed(request: AccessRequest, policies: readonly Policy[]): boolean {
  return policies.some((policy) =>
    policy.some(({ effect, covers }) => effect === "Allow" && covers(request)),
  );
}

/** By a policy of what is acted on: the best that it has. */
function grant(request: AccessRequest, policy: Policy): Naming {
  let best: Naming = "none";
  for (const { effect, names, covers } of policy) {
    if (effect !== "Allow") continue;
    const naming = names(request.principal);
    if (rank[naming] > rank[best] && covers(request)) best = naming;
  }
  return best;
}

const rank: Readonly<Record<Naming, number>> = { none: 0, account: 1, role: 2, named: 3 };
