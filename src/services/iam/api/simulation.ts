// What policies would say of calls that nobody makes, by the evaluator that answers those that somebody makes.
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html

import { isJsonObject, type Json, type JsonObject } from "../../../aws/json.ts";
import { ServiceError } from "../../../aws/service-error.ts";
import type { Operation, WireObject } from "../../../aws/wire/operation.ts";
import { listOf, operation, optional, required, structure, text } from "../../../aws/wire/shape.ts";
import { evaluate } from "../../../policies/evaluate.ts";
import { compilePolicy, type Policy } from "../../../policies/policy.ts";
import { PolicySyntaxError } from "../../../policies/policy-syntax-error.ts";
import type { AccessRequest, RoleSession } from "../../../policies/request.ts";
import { iamAuthority } from "../authority.ts";
import type { Iam } from "../iam.ts";
import { noSuchEntity } from "../refusals.ts";
import { page, paged } from "./shapes.ts";

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
      ({ PolicyInputList, ...request }) => simulated(request, inputs(PolicyInputList), undefined),
    ),
    SimulatePrincipalPolicy: operation(
      structure({ ...question, ...sourceArn, PolicyInputList: optional(documents) }),
      ({ PolicySourceArn, PolicyInputList = [], ...request }) => {
        const { identity, boundary } = ofRole(PolicySourceArn);
        const name = PolicySourceArn.slice(PolicySourceArn.lastIndexOf("/") + 1);
        const own = identity.map((document, index) => ({ id: `role_${name}_${index + 1}`, document }));
        const asked = { ...request, CallerArn: request.CallerArn ?? PolicySourceArn };
        return simulated(asked, [...own, ...inputs(PolicyInputList)], boundary);
      },
    ),
    GetContextKeysForCustomPolicy: operation(
      structure({ PolicyInputList: required(documents) }),
      ({ PolicyInputList }) => ({ ContextKeyNames: keysIn(PolicyInputList) }),
    ),
    GetContextKeysForPrincipalPolicy: operation(
      structure({ ...sourceArn, PolicyInputList: optional(documents) }),
      ({ PolicySourceArn, PolicyInputList = [] }) => ({
        ContextKeyNames: keysIn([...ofRole(PolicySourceArn).identity, ...PolicyInputList]),
      }),
    ),
  };
}

const inputs = (documents: readonly string[]): readonly Source[] =>
  documents.map((document, index) => ({ id: `PolicyInputList.${index + 1}`, document }));

/** Throws InvalidInput for a policy that cannot be read. */
function simulated(request: Question, sources: readonly Source[], boundary: string | undefined): WireObject {
  const policies = sources.map((source) => ({ ...source, policy: compiled(source.document) }));
  const bounds = (
    request.PermissionsBoundaryPolicyInputList ?? (boundary === undefined ? [] : [boundary])
  ).map(compiled);
  const resource = request.ResourcePolicy === undefined ? undefined : compiled(request.ResourcePolicy);
  const context = new Map(
    (request.ContextEntries ?? []).map(
      ({ ContextKeyName: key, ContextKeyValues: values = [] }) =>
        [key.toLowerCase(), values.length === 1 ? String(values[0]) : values] as const,
    ),
  );
  const missing = keysIn(sources.map(({ document }) => document)).filter(
    (key) => !context.has(key.toLowerCase()),
  );
  const asked = request.ActionNames.flatMap((action) =>
    (request.ResourceArns ?? ["*"]).map((of) => ({
      action,
      resource: of,
      principal: callerOf(request),
      context,
    })),
  );
  const results = asked.map((each, index) => {
    const identity = policies.map(({ policy }) => policy);
    const denial = evaluate(each, {
      identity,
      resource,
      boundary: bounds.length === 0 ? undefined : bounds.flat(),
    });
    return {
      index,
      EvalActionName: each.action,
      EvalResourceName: each.resource,
      EvalDecision: decisionOf(denial),
      MatchedStatements: matching(each, policies),
      MissingContextValues: missing,
      ...(bounds.length === 0
        ? {}
        : { PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: isAllowedBy(each, bounds) } }),
    };
  });
  return paged("EvaluationResults", results, request, {
    keyOf: ({ index }) => String(index).padStart(6, "0"),
    show: ({ index: _, ...shown }) => shown,
  });
}

function decisionOf(denial: string | undefined): string {
  if (denial === undefined) return "allowed";
  return denial.startsWith("with an explicit deny") ? "explicitDeny" : "implicitDeny";
}

function matching(
  request: AccessRequest,
  policies: readonly { readonly id: string; readonly policy: Policy }[],
): readonly WireObject[] {
  return policies
    .filter(({ policy }) => policy.some(({ covers }) => covers(request)))
    .map(({ id }) => ({ SourcePolicyId: id, SourcePolicyType: "IAM Policy" }));
}

function isAllowedBy(request: AccessRequest, bounds: readonly Policy[]): boolean {
  return bounds.flat().some(({ effect, covers }) => effect === "Allow" && covers(request));
}

function callerOf({ CallerArn: arn = "arn:aws:iam::000000000000:user/simulated" }: Question): RoleSession {
  return { type: "role", arn, roleArn: arn, accountId: arn.split(":")[4] ?? "" };
}

function compiled(document: string): Policy {
  try {
    return compilePolicy(document);
  } catch (problem) {
    if (!(problem instanceof PolicySyntaxError)) throw problem;
    throw new ServiceError("InvalidInput", `Invalid policy: ${problem.message}`);
  }
}

/** The keys of conditions, as they are written. */
function keysIn(documents: readonly string[]): readonly string[] {
  for (const document of documents) compiled(document);
  const statements = documents.flatMap((document) =>
    [(JSON.parse(document) as JsonObject).Statement ?? []].flat(),
  );
  const keys = statements.flatMap((statement: Json) => {
    const condition = isJsonObject(statement) ? statement.Condition : undefined;
    return Object.values(isJsonObject(condition) ? condition : {}).flatMap((each) =>
      Object.keys(each as JsonObject),
    );
  });
  return [...new Set(keys)].toSorted();
}
