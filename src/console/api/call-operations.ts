// Operations of the region by AWS's names, as JSON whatever protocol its clients speak: dates are milliseconds, bytes are base64. Several
// come in one request, which costs more than most of what is asked.

import { Double } from "../../aws/double.ts";
import { isJsonObject } from "../../aws/json.ts";
import { ServiceError } from "../../aws/service-error.ts";
import { reportUnexpected } from "../../aws/unexpected.ts";
import type { CallInfo, ServiceApi, WireObject } from "../../aws/wire/operation.ts";

interface AskedOperation {
  /** As `aws-sdk:` tasks call it. */
  readonly service: string;
  readonly operation: string;
  readonly members: WireObject;
}

export type CallAnswer =
  | { readonly answer: unknown }
  | { readonly error: { readonly code: string; readonly message: string } };

type Apis = ReadonlyMap<string, ServiceApi>;

/**
 * What each answers, or how it refuses. Throws ValidationException for what is no list of objects with the members `service`, `operation`
 * and `members`.
 */
export function callOperations(apis: Apis, asked: unknown, call: CallInfo): Promise<readonly CallAnswer[]> {
  if (!Array.isArray(asked) || !asked.every(isAsked))
    throw new ServiceError("ValidationException", "Expected a list of operations.");
  return Promise.all(asked.map((each) => answerOf(apis, each, call)));
}

function isAsked(value: unknown): value is AskedOperation {
  if (!isJsonObject(value)) return false;
  const { service, operation, members } = value;
  return typeof service === "string" && typeof operation === "string" && isJsonObject(members);
}

async function answerOf(
  apis: Apis,
  { service, operation, members }: AskedOperation,
  call: CallInfo,
): Promise<CallAnswer> {
  const operations = apis.get(service)?.operations ?? {};
  const name = `${service}:${operation}`;
  try {
    const run = Object.hasOwn(operations, operation) ? operations[operation] : undefined;
    if (run === undefined)
      throw new ServiceError("UnknownOperationException", `There is no operation ${name} here`);
    return { answer: plain(await run(members, call)) };
  } catch (problem) {
    if (problem instanceof ServiceError) return { error: { code: problem.code, message: problem.message } };
    // The others of the request have their answers all the same.
    reportUnexpected(name, problem);
    return { error: { code: "InternalFailure", message: "The region failed; its output says why." } };
  }
}

function plain(value: unknown): unknown {
  if (value instanceof Date) return value.getTime();
  if (value instanceof Double) return value.value;
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, plain(member)]));
}
