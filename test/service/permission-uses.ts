// What would be missed of a role if any one of its permissions were taken away: a permission is an action of a statement on one of its
// resources, and it is missed if something that was done is denied without it.

import { isJsonObject, type JsonObject } from "../../src/aws/json.ts";
import { evaluate } from "../../src/policies/evaluate.ts";
import { compilePolicy } from "../../src/policies/policy.ts";

export interface RolePermissions {
  readonly roleArn: string;
  /** Its policies, as JSON texts. */
  readonly documents: readonly string[];
  /** What its holders did. */
  readonly uses: readonly { readonly action: string; readonly resource: string }[];
}

interface Permission {
  readonly action: string;
  readonly resource: string;
}

/** Those that nothing which was done needs, as `action on resource`. */
export function unmissed({ roleArn, documents, uses }: RolePermissions): readonly string[] {
  const all = documents.flatMap(permissionsOf);
  return all
    .filter((taken) => {
      const left = all.filter((each) => each !== taken);
      return !uses.some((use) => isAllowed(use, roleArn, all) && !isAllowed(use, roleArn, left));
    })
    .map(({ action, resource }) => `${action} on ${resource}`);
}

function isAllowed(
  use: RolePermissions["uses"][number],
  roleArn: string,
  permissions: readonly Permission[],
): boolean {
  const Statement = permissions.map(({ action, resource }) => ({
    ...{ Effect: "Allow", Action: action, Resource: resource },
  }));
  const identity = [compilePolicy(JSON.stringify({ Version: "2012-10-17", Statement }))];
  const accountId = roleArn.split(":")[4] ?? "";
  const principal = { type: "role", arn: roleArn, roleArn, accountId } as const;
  return evaluate({ ...use, principal, context: new Map() }, { identity }) === undefined;
}

/** Throws for what this can't take apart. */
function permissionsOf(document: string): readonly Permission[] {
  const { Statement: statements = [] } = JSON.parse(document) as JsonObject;
  return [statements].flat().flatMap((statement) => {
    if (!isJsonObject(statement) || statement.Effect !== "Allow" || statement.Condition !== undefined)
      throw new Error(`no plain statement: ${JSON.stringify(statement)}`);
    const texts = (value: unknown) => [value].flat().map(String);
    return texts(statement.Action).flatMap((action) =>
      texts(statement.Resource).map((resource) => ({ action, resource })),
    );
  });
}
