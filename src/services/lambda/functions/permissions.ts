// Who may invoke a function: the statements of its resource policy. They are kept and told, and asked for where permissions hold.
// https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html

import type { RegionIdentity } from "../../../aws/arn.ts";
import type { Json, JsonObject } from "../../../aws/json.ts";
import { ServiceError } from "../../../aws/service-error.ts";
import { invalidParameter } from "./refusals.ts";

export interface PermissionRequest {
  readonly statementId: string;
  readonly action: string;
  readonly principal: string;
  readonly sourceArn?: string | undefined;
  readonly sourceAccount?: string | undefined;
  readonly eventSourceToken?: string | undefined;
  readonly principalOrgId?: string | undefined;
  readonly functionUrlAuthType?: string | undefined;
  readonly invokedViaFunctionUrl?: boolean | undefined;
}

/** "Resource-based policy: 20 KB." */
const largestPolicyBytes = 20_480;

export function policyText(statements: readonly JsonObject[]): string {
  return JSON.stringify({ Version: "2012-10-17", Id: "default", Statement: statements });
}

/** Throws PolicyLengthExceededException. */
export function checkPolicySize(statements: readonly JsonObject[]): void {
  const bytes = Buffer.byteLength(policyText(statements));
  if (bytes <= largestPolicyBytes) return;
  throw new ServiceError(
    "PolicyLengthExceededException",
    `The final policy size (${bytes}) is bigger than the limit (${largestPolicyBytes}).`,
    { members: { Type: "User" } },
  );
}

/**
 * `resource` is the function's ARN, with the qualifier that the permission is for. Throws InvalidParameterValueException for what is
 * no principal.
 */
export function statementOf(
  request: PermissionRequest,
  resource: string,
  { partition }: RegionIdentity,
): JsonObject {
  const conditions = conditionsOf(request);
  return {
    Sid: request.statementId,
    Effect: "Allow",
    Principal: principalOf(request.principal, partition),
    Action: request.action,
    Resource: resource,
    ...(Object.keys(conditions).length === 0 ? {} : { Condition: conditions }),
  };
}

function principalOf(principal: string, partition: string): Json {
  if (principal === "*") return "*";
  if (/^\d{12}$/.test(principal)) return { AWS: `arn:${partition}:iam::${principal}:root` };
  if (principal.startsWith("arn:")) return { AWS: principal };
  if (/^[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:amazonaws\.com(?:\.cn)?|amazon\.com|aws\.internal)$/i.test(principal))
    return { Service: principal };
  throw invalidParameter("The provided principal was invalid. Please check the principal and try again.");
}

function conditionsOf(request: PermissionRequest): JsonObject {
  const equal = {
    ...given("AWS:SourceAccount", request.sourceAccount),
    ...given("lambda:EventSourceToken", request.eventSourceToken),
    ...given("lambda:FunctionUrlAuthType", request.functionUrlAuthType),
    ...given("aws:PrincipalOrgID", request.principalOrgId),
  };
  const like = given("AWS:SourceArn", request.sourceArn);
  const bool = given("lambda:InvokedViaFunctionUrl", request.invokedViaFunctionUrl?.toString());
  return {
    ...(Object.keys(equal).length === 0 ? {} : { StringEquals: equal }),
    ...(Object.keys(like).length === 0 ? {} : { ArnLike: like }),
    ...(Object.keys(bool).length === 0 ? {} : { Bool: bool }),
  };
}

function given(key: string, value: string | undefined): JsonObject {
  return value === undefined ? {} : { [key]: value };
}
