// IoT's REST: members of a request stand in its path, its query, its headers and its body. Each operation is asked by the names of
// its members, so that a Task can ask it without a wire between.

import { ServiceError } from "../../../aws/service-error.ts";
import { jsonInPieces } from "../../../aws/wire/json-in-pieces.ts";
import type {
  CallInfo,
  Operation,
  RawAnswer,
  Route,
  RouteCall,
  WireObject,
} from "../../../aws/wire/operation.ts";
import { readRequest, type Shape } from "../../../aws/wire/shape.ts";
import { inSlices } from "../../../time/time-slice.ts";
import { checked } from "../actions/action.ts";
import { invalidRequest } from "../refusals.ts";

/** How a member is read from text. */
type MemberType = "text" | "number" | "flag";

export interface RestOperation {
  /** With its parameters, such as `/rules/{ruleName}`. */
  readonly path: string;
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly query?: Readonly<Record<string, MemberType>>;
  /** Where a member is called otherwise in the query. */
  readonly queryNames?: Readonly<Record<string, string>>;
  /** Members by the names of their headers. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The member that the body is: JSON, or bytes. @default the body has members of its own */
  readonly payload?: { readonly member: string; readonly as: "json" | "bytes" };
  /** The member of the answer that is its body. */
  readonly answers?: string;
  readonly largestBodyBytes?: number;
  readonly run: Operation;
}

export type RestOperations = Readonly<Record<string, RestOperation>>;

/** An operation whose requests have this shape. Refuses with InvalidRequestException. */
export function restOperation<Request>(
  shape: Shape<Request>,
  spelling: Omit<RestOperation, "run">,
  run: (request: Request, call: CallInfo) => WireObject | Promise<WireObject>,
): RestOperation {
  return {
    ...spelling,
    run: (request, call) =>
      run(
        checked(() => readRequest(shape, request)),
        call,
      ),
  };
}

export function routesOf(operations: RestOperations): readonly Route[] {
  return Object.entries(operations).map(([operation, spelling]) => ({
    operation,
    method: spelling.method,
    path: new RegExp(`^${spelling.path.replaceAll(/\{(\w+)\}/g, "(?<$1>[^/]+)")}/?$`),
    ...(spelling.largestBodyBytes === undefined ? {} : { largestBodyBytes: spelling.largestBodyBytes }),
    handle: async (call) => answerOf(await spelling.run(await requestOf(spelling, call), call), spelling),
  }));
}

export function operationsIn(operations: RestOperations): Record<string, Operation> {
  return Object.fromEntries(Object.entries(operations).map(([name, { run }]) => [name, run]));
}

async function requestOf(spelling: RestOperation, call: RouteCall): Promise<WireObject> {
  const { query = {}, queryNames = {}, headers = {} } = spelling;
  const request: Record<string, unknown> = await bodyOf(spelling, call.body);
  for (const [member, text] of Object.entries(call.parameters)) request[member] = decoded(text);
  for (const [member, type] of Object.entries(query)) {
    const text = call.query.get(queryNames[member] ?? member);
    if (text !== null) request[member] = memberIn(text, type, member);
  }
  for (const [member, header] of Object.entries(headers)) {
    const text = call.headers[header];
    if (text !== undefined) request[member] = text;
  }
  return request;
}

async function bodyOf({ payload }: RestOperation, bytes: Uint8Array): Promise<Record<string, unknown>> {
  const body = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (payload?.as === "bytes") return { [payload.member]: body };
  if (body.length === 0) return {};
  let read: unknown;
  try {
    read = await inSlices(jsonInPieces(body));
  } catch (problem) {
    throw new ServiceError("SerializationException", `The body is not JSON: ${(problem as Error).message}`);
  }
  if (payload !== undefined) return { [payload.member]: read };
  if (typeof read !== "object" || read === null || Array.isArray(read))
    throw new ServiceError("SerializationException", "The body must be a JSON object");
  return { ...read };
}

function memberIn(text: string, type: MemberType, member: string): unknown {
  if (type === "text") return text;
  if (type === "number" && /^-?\d+$/.test(text)) return Number(text);
  if (type === "flag" && (text === "true" || text === "false")) return text === "true";
  throw invalidRequest(
    `${member} must be ${type === "number" ? "an integer" : "true or false"}, got '${text}'`,
  );
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw invalidRequest(`'${text}' is not a sound part of a path`);
  }
}

function answerOf(answer: WireObject, { answers }: RestOperation): RawAnswer {
  if (answers !== undefined) {
    const body = answer[answers] as Uint8Array;
    return { status: 200, headers: { "content-type": "application/json" }, body };
  }
  return { status: 200, headers: { "content-type": "application/json" }, body: jsonOf(answer) };
}

/** Times are seconds, and bytes base64. */
function jsonOf(answer: WireObject): string {
  return JSON.stringify(answer, function (this: Record<string, unknown>, key, value: unknown) {
    const given = this[key];
    if (given instanceof Date) return given.getTime() / 1000;
    if (given instanceof Uint8Array) return Buffer.from(given).toString("base64");
    return value;
  });
}
