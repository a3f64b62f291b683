// The ways to name a function: by name, by ARN, or by the partial ARN `account:function:name`, each with or without a qualifier.

import { formatArn, type RegionIdentity } from "../../aws/arn.ts";
import { ServiceError } from "../../aws/service-error.ts";
import { constraintError } from "../../aws/wire/members.ts";
import { notFound } from "./functions/refusals.ts";

export interface FunctionReference {
  readonly functionName: string;
  readonly qualifier: string | undefined;
}

const reference =
  /^(?:(?:arn:[a-z-]+:lambda:[a-z0-9-]+:)?(?:\d{12}:)?function:)?([a-zA-Z0-9-_.]{1,140})(?::(\$LATEST(?:\.PUBLISHED)?|[a-zA-Z0-9-_]+))?$/;

/** What of a name says where the function is. */
const elsewhere = /^(arn:[a-z-]+:lambda:([a-z0-9-]+):)?(\d{12}):function:/;

/** The names that were asked for last: an invocation reads the name of its function more than once. */
const known = new Map<string, FunctionReference>();
const mostKnown = 256;

/** Throws ValidationException. */
export function parseFunctionName(text: string): FunctionReference {
  const parsed = known.get(text);
  if (parsed !== undefined) return parsed;
  const read = readFunctionName(text);
  if (known.size >= mostKnown) known.clear();
  known.set(text, read);
  return read;
}

function readFunctionName(text: string): FunctionReference {
  const [, functionName, qualifier] = reference.exec(text) ?? [];
  if (functionName !== undefined) return { functionName, qualifier };
  throw constraintError(
    "functionName",
    text,
    "satisfy regular expression pattern: (arn:(aws[a-zA-Z-]*)?:lambda:)?([a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:)?(\\d{12}:)?(function:)?([a-zA-Z0-9-_\\.]+)(:(\\$LATEST(\\.PUBLISHED)?|[a-zA-Z0-9-_]+))?",
  );
}

/** Throws what Lambda answers to the ARN of a function that is in another region, or another account's, which lets nobody of here in. */
export function checkReach(identity: RegionIdentity, name: string, operation = "InvokeFunction"): void {
  const [, ofRegion, region, accountId] = elsewhere.exec(name) ?? [];
  if (ofRegion !== undefined && region !== identity.region)
    throw notFound(`Functions from '${region}' are not reachable in this region ('${identity.region}')`);
  if (accountId === undefined || accountId === identity.accountId) return;
  const { functionName } = parseFunctionName(name);
  const arn = formatArn({ ...identity, accountId }, "lambda", `function:${functionName}`);
  throw new ServiceError(
    "AccessDeniedException",
    `User: arn:${identity.partition}:iam::${identity.accountId}:root is not authorized to perform: lambda:${operation} on resource: ${arn} because no resource-based policy allows the lambda:${operation} action`,
    { status: 403 },
  );
}

export function functionNotFound(identity: RegionIdentity, name: string, qualifier?: string): ServiceError {
  const suffix = qualifier === undefined ? "" : `:${qualifier}`;
  return notFound(`Function not found: ${formatArn(identity, "lambda", `function:${name}`)}${suffix}`);
}

/** Of a version or an alias, by the operations that tell one from the other. */
export function qualifierNotFound(identity: RegionIdentity, name: string, qualifier: string): ServiceError {
  if (/^\d+$/.test(qualifier) || qualifier.includes("$")) return functionNotFound(identity, name, qualifier);
  return notFound(`Cannot find alias arn: ${formatArn(identity, "lambda", `function:${name}:${qualifier}`)}`);
}
