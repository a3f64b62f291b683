// What a role did, held against what it may: the least policy that would have done, and what of the present ones was not needed.

import { isJsonObject, type Json, type JsonObject } from "../aws/json.ts";
import { compilePolicy } from "./policy.ts";
import { PolicySyntaxError } from "./policy-syntax-error.ts";
import type { AccessRequest } from "./request.ts";

/** An action that was asked for, and what it was to be done to. */
export type Use = Pick<AccessRequest, "action" | "resource">;

/** One action of a statement on one of its resources, as the policy writes them. */
export interface Grant {
  readonly action: string;
  readonly resource: string;
}

/** A document that allows what was done and nothing else; undefined if nothing was. */
export function leastPolicy(uses: readonly Use[]): JsonObject | undefined {
  if (uses.length === 0) return undefined;
  const resources = Map.groupBy(uses, ({ action }) => action);
  const statements = new Map<string, { readonly Action: string[]; readonly Resource: readonly string[] }>();
  for (const [action, of] of [...resources].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const Resource = [...new Set(of.map(({ resource }) => generalised(resource)))].sort();
    const key = JSON.stringify([action.split(":", 1), Resource]);
    const known = statements.get(key);
    if (known === undefined) statements.set(key, { Action: [action], Resource });
    else known.Action.push(action);
  }
  return {
    Version: "2012-10-17",
    Statement: [...statements.values()].map((members) => ({ Effect: "Allow", ...members })),
  };
}

/** What the documents allow and nobody made use of. Conditions are left aside: they only narrow. */
export function unusedGrants(documents: readonly string[], uses: readonly Use[]): readonly Grant[] {
  return documents.flatMap(allowed).filter((grant) => !uses.some(coverageOf(grant)));
}

const nobody = { type: "service", name: "" } as const;
const context = new Map<string, string>();

function allowed(document: string): readonly Grant[] {
  const { Statement: statements = [] } = JSON.parse(document) as JsonObject;
  return [statements].flat().flatMap((statement) => {
    // Of what a statement leaves out, nobody can say that it was not needed.
    if (!isJsonObject(statement) || statement.Effect !== "Allow") return [];
    const [actions, resources] = [textsOf(statement.Action), textsOf(statement.Resource)];
    return actions.flatMap((action) => resources.map((resource) => ({ action, resource })));
  });
}

function coverageOf({ action, resource }: Grant): (use: Use) => boolean {
  const Statement = { Effect: "Allow", Action: action, Resource: resource };
  try {
    const policy = compilePolicy(JSON.stringify({ Version: "2012-10-17", Statement }));
    const covers = (use: Use) => policy.some((each) => each.covers({ ...use, principal: nobody, context }));
    // What was done to nobody knows what may have been done to anything.
    return ({ action, resource: of }) => covers({ action, resource: of === "*" ? resource : of });
  } catch (problem) {
    if (problem instanceof PolicySyntaxError) return () => false;
    throw problem;
  }
}

/** Objects and log streams come and go; a policy is of the bucket or the group that they are in. */
function generalised(resource: string): string {
  return resource
    .replace(/^(arn:[^:]*:s3:::[^/]+\/).+$/, "$1*")
    .replace(/^(arn:[^:]*:logs:.*:log-group:[^:]*):.*$/, "$1:*");
}

function textsOf(value: Json | undefined): readonly string[] {
  return [value ?? []].flat().filter((each) => typeof each === "string");
}
