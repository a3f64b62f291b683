// A function's whole policy at once, by the ARN of the function, a version or an alias. It is the same that permissions are added to.
// https://docs.aws.amazon.com/lambda/latest/api/API_PutResourcePolicy.html

import { isJsonObject, type JsonObject } from "../../../aws/json.ts";
import { isJson, parseJsonText } from "../../../aws/json-text.ts";
import type { Route, RouteCall } from "../../../aws/wire/operation.ts";
import { required, structure, text } from "../../../aws/wire/shape.ts";
import { parseFunctionName } from "../function-name.ts";
import { policyText } from "../functions/permissions.ts";
import { checkRevision, invalidParameter } from "../functions/refusals.ts";
import { revisionOf } from "../functions/revisions.ts";
import type { LambdaParts } from "./parts.ts";
import { json, nothing, readBody, restRoute } from "./rest.ts";
import { revisionId } from "./shapes.ts";

export function resourcePolicyRoutes({ functions }: LambdaParts): readonly Route[] {
  const path = "^/2026-07-09/resource-policy/(?<resourceArn>[^/]+)";
  /** Throws ResourceNotFoundException, and PreconditionFailedException for another revision than the policy has. */
  const asked = (call: RouteCall, known?: string) => {
    const { functionName: name, qualifier } = functionIn(call);
    functions.version(name, qualifier);
    const present = revisionOf(functions.get(name), qualifier);
    if (present !== undefined) checkRevision(known, present, "GetResourcePolicy");
    return { name, qualifier };
  };
  const shown = (name: string, qualifier: string | undefined) => {
    const { statements, revisionId: RevisionId } = functions.policy(name, qualifier);
    return json({ Policy: policyText(statements), RevisionId });
  };
  return [
    restRoute({
      ...{ operation: "PutResourcePolicy", method: "PUT", path },
      answer: async (call) => {
        const { Policy, RevisionId } = await readBody(
          structure({ Policy: required(text({ min: 1 })), RevisionId: revisionId }),
          call,
        );
        const { name, qualifier } = asked(call, RevisionId);
        functions.putPolicy(name, qualifier, statementsIn(Policy));
        await functions.book.committed();
        return shown(name, qualifier);
      },
    }),
    restRoute({
      ...{ operation: "GetResourcePolicy", method: "GET", path },
      answer: (call) => {
        const { name, qualifier } = asked(call);
        return shown(name, qualifier);
      },
    }),
    restRoute({
      ...{ operation: "DeleteResourcePolicy", method: "DELETE", path },
      answer: async (call) => {
        const { name, qualifier } = asked(call, call.query.get("RevisionId") ?? undefined);
        functions.policy(name, qualifier);
        functions.putPolicy(name, qualifier, []);
        await functions.book.committed();
        return nothing();
      },
    }),
  ];
}

/** Throws InvalidParameterValueException for what is no whole ARN of a function. */
function functionIn({ parameters: { resourceArn = "" } }: RouteCall) {
  if (/^arn:[^:]+:lambda:[^:]+:\d{12}:function:[a-zA-Z0-9-_]+(?::[$a-zA-Z0-9-_.]+)?$/.test(resourceArn))
    return parseFunctionName(resourceArn);
  throw invalidParameter(
    `1 validation error detected: Value '${resourceArn}' at 'resourceArn' failed to satisfy constraint: Member must be the whole ARN of a function, a version or an alias`,
  );
}

/** Throws InvalidParameterValueException. */
function statementsIn(text: string): readonly JsonObject[] {
  const policy = isJson(text) ? parseJsonText(text) : undefined;
  const given = isJsonObject(policy) ? policy.Statement : undefined;
  const statements = Array.isArray(given) ? given : [given];
  if (statements.length === 0 || !statements.every(isStatement))
    throw invalidParameter(
      "The resource policy is invalid: it must be a JSON object with statements, each with an Effect, a Principal, an Action and a Resource.",
    );
  return statements;
}

function isStatement(statement: unknown): statement is JsonObject {
  if (!isJsonObject(statement as JsonObject)) return false;
  const { Effect, Principal, Action, Resource } = statement as JsonObject;
  const isWhole = [Principal, Action, Resource].every((member) => member !== undefined && member !== null);
  return (Effect === "Allow" || Effect === "Deny") && isWhole;
}
