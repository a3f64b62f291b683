// The policy of a bus: who else may put events on it. It is kept and told, and asked for where permissions hold.
// EventBridge API reference, PutPermission and RemovePermission.

import { isJsonObject, type Json, type JsonObject } from "../../../aws/json.ts";
import { jsonObjectOrUndefined } from "../../../aws/json-text.ts";
import { invalid, ServiceError } from "../../../aws/service-error.ts";

export interface Permission {
  readonly action: string | undefined;
  readonly principal: string | undefined;
  readonly statementId: string | undefined;
  readonly condition: JsonObject | undefined;
  /** A whole policy, as JSON text, instead of the others. */
  readonly policy: string | undefined;
}

interface PolicyBus {
  readonly arn: string;
  readonly policy: JsonObject | undefined;
}

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html */
const longestPolicy = 10_240;

/** Throws ValidationException and PolicyLengthExceededException. */
export function withPermission(bus: PolicyBus, permission: Permission, partition: string): JsonObject {
  const policy = changedPolicy(bus, permission, partition);
  if (JSON.stringify(policy).length <= longestPolicy) return policy;
  throw new ServiceError(
    "PolicyLengthExceededException",
    `The event bus policy is too long: it may have ${longestPolicy} characters.`,
  );
}

function changedPolicy({ arn, policy }: PolicyBus, permission: Permission, partition: string): JsonObject {
  const { statementId, action, principal, condition } = permission;
  if (permission.policy !== undefined) return parsePolicy(permission.policy);
  if (action !== "events:PutEvents") {
    throw invalid("Provided value in parameter 'action' is not supported.");
  }
  if (principal === undefined || !/^(\d{12}|\*)$/.test(principal)) {
    throw invalid("Provided value in parameter 'principal' is not supported.");
  }
  if (statementId === undefined || !/^[a-zA-Z0-9-_]{1,64}$/.test(statementId)) {
    throw invalid("Provided value in parameter 'statementId' is not supported.");
  }
  const statement: JsonObject = {
    Sid: statementId,
    Effect: "Allow",
    Principal: principal === "*" ? "*" : { AWS: `arn:${partition}:iam::${principal}:root` },
    Action: action,
    Resource: arn,
    ...(condition === undefined
      ? {}
      : { Condition: { [String(condition.Type)]: { [String(condition.Key)]: String(condition.Value) } } }),
  };
  const others = statementsOf(policy).filter((each) => sidOf(each) !== statementId);
  return { Version: "2012-10-17", Statement: [...others, statement] };
}

/** Undefined once nothing is left. Throws ResourceNotFoundException. */
export function withoutPermission(
  { policy }: PolicyBus,
  statementId: string | undefined,
): JsonObject | undefined {
  const statements = statementsOf(policy);
  const left = statements.filter((each) => sidOf(each) !== statementId);
  if (left.length === statements.length) {
    throw new ServiceError("ResourceNotFoundException", "Statement with the provided id does not exist.");
  }
  return left.length === 0 ? undefined : { ...policy, Statement: left };
}

function parsePolicy(text: string): JsonObject {
  const policy = jsonObjectOrUndefined(text);
  if (policy !== undefined) return policy;
  throw invalid("Policy is not a valid JSON object.");
}

function statementsOf(policy: JsonObject | undefined): readonly Json[] {
  const statements = policy?.Statement ?? [];
  return Array.isArray(statements) ? statements : [statements as Json];
}

function sidOf(statement: Json): Json | undefined {
  return isJsonObject(statement) ? statement.Sid : undefined;
}
