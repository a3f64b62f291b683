// What policies would say of calls that nobody makes, by the evaluator that answers those that somebody makes.
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html

import { isJsonObject, type Json, type JsonObject, objectOrEmpty } from "../../../aws/json.ts";
import { ServiceError } from "../../../aws/service-error.ts";
import type { Operation, WireObject } from "../../../aws/wire/operation.ts";
import { listOf, operation, optional, required, structure, text } from "../../../aws/wire/shape.ts";
import { evaluate } from "../../../policies/evaluate.ts";
import { compilingPolicy, type Policy, type Statement } from "../../../policies/policy.ts";
import { PolicySyntaxError } from "../../../policies/policy-syntax-error.ts";
import type { AccessRequest, RoleSession } from "../../../policies/request.ts";
import { inSlices } from "../../../time/time-slice.ts";
import { iamAuthority } from "../authority.ts";
import type { Iam } from "../iam.ts";
import { noSuchEntity } from "../refusals.ts";
import { page } from "./shapes.ts";

const documents = listOf(text({ min: 1, max: 131_072 }));
const texts = listOf(text({ min: 1 }));
const question = {
  ActionNames: required(listOf(text({ min: 3, max: 128 }))),
  ResourceArns: optional(listOf(text({ min: 1, max: 2048 }))),
  ResourcePolicy: optional(text({ min: 1, max: 131_072 })),
  ResourceOwner: optional(text({ min: 1, max: 2048 })),
  CallerArn: optional(text({ min: 1, max: 2048 })),
  ContextEntries: optional(
    listOf(
      structure({
        ContextKeyName: required(text({ min: 5, max: 256 })),
        ContextKeyValues: optional(texts),
        ContextKeyType: optional(text({ min: 1 })),
      }),
    ),
  ),
  ResourceHandlingOption: optional(text({ min: 1, max: 64 })),
  PermissionsBoundaryPolicyInputList: optional(documents),
  ...page,
};
const sourceArn = { PolicySourceArn: required(text({ min: 20, max: 2048 })) };

interface Question {
  readonly ActionNames: readonly string[];
  readonly ResourceArns?: readonly string[] | undefined;
  readonly ResourcePolicy?: string | undefined;
  readonly CallerArn?: string | undefined;
  readonly ContextEntries?:
    | readonly {
        readonly ContextKeyName: string;
        readonly ContextKeyValues?: readonly string[] | undefined;
      }[]
    | undefined;
  readonly PermissionsBoundaryPolicyInputList?: readonly string[] | undefined;
  readonly Marker?: string | undefined;
  readonly MaxItems?: number | undefined;
}

/** A document, and what it is called in the answer. */
interface Source {
  readonly id: string;
  readonly document: string;
}

export function simulationOperations(iam: Iam): Record<string, Operation> {
  const ofRole = (arn: string) => {
    const role = iamAuthority.documentsOf?.(iam, arn);
    if (role === undefined) throw noSuchEntity(`The Entity ${arn} cannot be found.`);
    return role;
  };
  return {
    SimulateCustomPolicy: operation(
      structure({ ...question, PolicyInputList: required(documents) }),
      ({ PolicyInputList, ...request }) => inSlices(simulated(request, inputs(PolicyInputList), undefined)),
    ),
    SimulatePrincipalPolicy: operation(
      structure({ ...question, ...sourceArn, PolicyInputList: optional(documents) }),
      ({ PolicySourceArn, PolicyInputList = [], ...request }) => {
        const { identity, boundary } = ofRole(PolicySourceArn);
        const name = PolicySourceArn.slice(PolicySourceArn.lastIndexOf("/") + 1);
        const own = identity.map(({ text }, index) => ({ id: `role_${name}_${index + 1}`, document: text }));
        const asked = { ...request, CallerArn: request.CallerArn ?? PolicySourceArn };
        return inSlices(simulated(asked, [...own, ...inputs(PolicyInputList)], boundary?.text));
      },
    ),
    GetContextKeysForCustomPolicy: operation(
      structure({ PolicyInputList: required(documents) }),
      async ({ PolicyInputList }) => ({ ContextKeyNames: await inSlices(checkedKeysIn(PolicyInputList)) }),
    ),
    GetContextKeysForPrincipalPolicy: operation(
      structure({ ...sourceArn, PolicyInputList: optional(documents) }),
      async ({ PolicySourceArn, PolicyInputList = [] }) => ({
        ContextKeyNames: await inSlices(
          checkedKeysIn([...ofRole(PolicySourceArn).identity.map(({ text }) => text), ...PolicyInputList]),
        ),
      }),
    ),
  };
}

const inputs = (documents: readonly string[]): readonly Source[] =>
  documents.map((document, index) => ({ id: `PolicyInputList.${index + 1}`, document }));

/** It yields whenever it has worked for some milliseconds. Throws InvalidInput for a policy that cannot be read. */
function* simulated(
  request: Question,
  sources: readonly Source[],
  boundary: string | undefined,
): Generator<void, WireObject> {
  const policies: CompiledSource[] = [];
  for (const { id, document } of sources) {
    policies.push({ id, policy: yield* compiling(document) });
    yield;
  }
  const bounds: Policy[] = [];
  for (const document of request.PermissionsBoundaryPolicyInputList ?? [boundary ?? []].flat())
    bounds.push(yield* compiling(document));
  const resource =
    request.ResourcePolicy === undefined ? undefined : yield* compiling(request.ResourcePolicy);
  const context = new Map(
    (request.ContextEntries ?? []).map(
      ({ ContextKeyName: key, ContextKeyValues: values = [] }) =>
        [key.toLowerCase(), values.length === 1 ? String(values[0]) : values] as const,
    ),
  );
  const missing = (yield* keysIn(sources.map(({ document }) => document))).filter(
    (key) => !context.has(key.toLowerCase()),
  );
  const { ActionNames: actions, ResourceArns: resources = ["*"], MaxItems = 100 } = request;
  // Of each action on each resource, of which there may be very many.
  const [from, all] = [placeOf(request.Marker), actions.length * resources.length];
  const to = Math.min(from + MaxItems, all);
  const results: WireObject[] = [];
  for (let at = from; at < to; at++) {
    const asked = {
      action: actions[Math.floor(at / resources.length)] ?? "",
      resource: resources[at % resources.length] ?? "",
      principal: callerOf(request),
      context,
    };
    results.push({
      ...(yield* resultOf(asked, { policies, bounds, resource })),
      MissingContextValues: missing,
    });
  }
  return {
    EvaluationResults: results,
    IsTruncated: to < all,
    Marker: to < all ? Buffer.from(String(to)).toString("base64url") : undefined,
  };
}

function placeOf(marker: string | undefined): number {
  if (marker === undefined) return 0;
  const place = Buffer.from(marker, "base64url").toString();
  if (!/^\d{1,15}$/.test(place)) throw new ServiceError("ValidationError", "Invalid Marker.");
  return Number(place);
}

interface CompiledSource {
  readonly id: string;
  readonly policy: Policy;
}

interface CompiledPolicies {
  readonly policies: readonly CompiledSource[];
  readonly bounds: readonly Policy[];
  readonly resource: Policy | undefined;
}

function* resultOf(request: AccessRequest, given: CompiledPolicies): Generator<void, WireObject> {
  const policies: CompiledSource[] = [];
  for (const { id, policy } of given.policies)
    policies.push({ id, policy: yield* heldAgainst(request, policy) });
  const bound = yield* heldAgainst(request, given.bounds.flat());
  const denial = evaluate(request, {
    identity: policies.map(({ policy }) => policy),
    resource: given.resource === undefined ? undefined : yield* heldAgainst(request, given.resource),
    boundary: given.bounds.length === 0 ? undefined : bound,
  });
  return {
    EvalActionName: request.action,
    EvalResourceName: request.resource,
    EvalDecision: decisionOf(denial),
    MatchedStatements: matching(request, policies),
    ...(given.bounds.length === 0
      ? {}
      : { PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: isAllowedBy(request, bound) } }),
  };
}

/** The same policy, of which is known by now what of it is of the request. */
function* heldAgainst(request: AccessRequest, policy: Policy): Generator<void, Policy> {
  const held: Statement[] = [];
  for (const statement of policy) {
    const isCovered = yield* statement.covering(request);
    held.push({ ...statement, covers: () => isCovered });
    yield;
  }
  return held;
}

function decisionOf(denial: string | undefined): string {
  if (denial === undefined) return "allowed";
  return denial.startsWith("with an explicit deny") ? "explicitDeny" : "implicitDeny";
}

function matching(request: AccessRequest, policies: readonly CompiledSource[]): readonly WireObject[] {
  return policies
    .filter(({ policy }) => policy.some(({ covers }) => covers(request)))
    .map(({ id }) => ({ SourcePolicyId: id, SourcePolicyType: "IAM Policy" }));
}

function isAllowedBy(request: AccessRequest, bound: Policy): boolean {
  return bound.some(({ effect, covers }) => effect === "Allow" && covers(request));
}

function callerOf({ CallerArn: arn = "arn:aws:iam::000000000000:user/simulated" }: Question): RoleSession {
  return { type: "role", arn, roleArn: arn, accountId: arn.split(":")[4] ?? "" };
}

function* compiling(document: string): Generator<void, Policy> {
  try {
    return yield* compilingPolicy(document);
  } catch (problem) {
    if (!(problem instanceof PolicySyntaxError)) throw problem;
    throw new ServiceError("InvalidInput", `Invalid policy: ${problem.message}`);
  }
}

/** Throws InvalidInput for a policy that cannot be read. */
function* checkedKeysIn(documents: readonly string[]): Generator<void, readonly string[]> {
  for (const document of documents) {
    yield* compiling(document);
    yield;
  }
  return yield* keysIn(documents);
}

/** The keys of conditions, as they are written. */
function* keysIn(documents: readonly string[]): Generator<void, readonly string[]> {
  const keys = new Set<string>();
  for (const document of documents) {
    for (const statement of [(JSON.parse(document) as JsonObject).Statement ?? []].flat())
      for (const key of keysOf(statement)) keys.add(key);
    yield;
  }
  return [...keys].toSorted();
}

function keysOf(statement: Json): readonly string[] {
  const condition = isJsonObject(statement) ? statement.Condition : undefined;
  return Object.values(objectOrEmpty(condition)).flatMap((each) => Object.keys(each as JsonObject));
}
