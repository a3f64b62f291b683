// Any operation of the region by AWS's names, as JSON whatever protocol its clients speak: dates are milliseconds, bytes are base64.

import { Double } from "../../aws/double.ts";
import { ServiceError } from "../../aws/service-error.ts";
import type { CallInfo, ServiceApi, WireObject } from "../../aws/wire/operation.ts";

export interface OperationCall {
  /** As `aws-sdk:` tasks call it. */
  readonly service: string;
  readonly operation: string;
  readonly body: Uint8Array;
  readonly call: CallInfo;
}

export type CallAnswer =
  | { readonly answer: unknown }
  | { readonly error: { readonly code: string; readonly message: string } };

/** What the operation answers, or how it refuses. */
export async function callOperation(
  apis: ReadonlyMap<string, ServiceApi>,
  { service, operation, body, call }: OperationCall,
): Promise<CallAnswer> {
  const operations = apis.get(service)?.operations ?? {};
  try {
    const run = Object.hasOwn(operations, operation) ? operations[operation] : undefined;
    if (run === undefined)
      throw new ServiceError(
        "UnknownOperationException",
        `There is no operation ${service}:${operation} here`,
      );
    return { answer: plain(await run(readMembers(body), call)) };
  } catch (problem) {
    if (!(problem instanceof ServiceError)) throw problem;
    return { error: { code: problem.code, message: problem.message } };
  }
}

function readMembers(body: Uint8Array): WireObject {
  const text = Buffer.from(body).toString("utf8");
  try {
    return JSON.parse(text === "" ? "{}" : text) as WireObject;
  } catch (cause) {
    throw new ServiceError("SerializationException", `The members are not JSON: ${(cause as Error).message}`);
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
