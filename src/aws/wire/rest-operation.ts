// REST APIs: members of a request stand in its path, its query, its headers and its body. Each operation is asked by the names of its
// members, so that a Task can ask it without a wire between. https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html

import { ServiceError } from "../service-error.ts";
import type { CallInfo, Operation, RawAnswer, Route, RouteCall, WireObject } from "./operation.ts";
import { readRequestOr, type Shape } from "./shape.ts";

/** How a member is read from text. */
export type MemberType = "text" | "number" | "flag" | "texts";

export interface RestOperation {
  /** With its parameters, such as `/rules/{ruleName}` and `/destinations/{arn+}`. */
  readonly path: string;
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly query?: Readonly<Record<string, MemberType>>;
  /** Where a member is called otherwise in the query. */
  readonly queryNames?: Readonly<Record<string, string>>;
  /** Where a member is called otherwise in the body. */
  readonly bodyNames?: Readonly<Record<string, string>>;
  /** What must stand in the query, where another operation has the same path. */
  readonly accepts?: Route["accepts"];
  /** Members by the names of their headers. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The member that the body is: JSON, or bytes. @default the body has members of its own */
  readonly payload?: { readonly member: string; readonly as: "json" | "bytes" };
  /** The member of the answer that is its body. */
  readonly answers?: string;
  /** Members of the answer that are headers, by the names of those. */
  readonly answerHeaders?: Readonly<Record<string, string>>;
  /** Of an answer. @default 200 */
  readonly status?: number;
  readonly largestBodyBytes?: number;
  readonly run: Operation;
}

export type RestOperations = Readonly<Record<string, RestOperation>>;

/** Makes operations whose requests have a shape, and refuse what has another. */
export function shapedOperation(refusal: (message: string) => ServiceError) {
  return <Request>(
    shape: Shape<Request>,
    spelling: Omit<RestOperation, "run">,
    run: (request: Request, call: CallInfo) => WireObject | Promise<WireObject>,
  ): RestOperation => ({
    ...spelling,
    run: (request, call) => run(readRequestOr(refusal, shape, request), call),
  });
}

/** What services do in their own way. */
export interface RestManner {
  /** Throws what JSON.parse does. */
  readonly readJson: (body: Buffer) => unknown;
  /** A member of the path or the query that cannot be read. */
  readonly invalid: (message: string) => ServiceError;
}

export function restRoutes(operations: RestOperations, manner: RestManner): readonly Route[] {
  return Object.entries(operations).map(([operation, spelling]) => ({
    operation,
    method: spelling.method,
    path: pathPattern(spelling.path),
    ...(spelling.accepts === undefined ? {} : { accepts: spelling.accepts }),
    ...(spelling.largestBodyBytes === undefined ? {} : { largestBodyBytes: spelling.largestBodyBytes }),
    handle: async (call) =>
      answerOf(await spelling.run(await requestOf(spelling, call, manner), call), spelling),
  }));
}

/** A parameter with a plus may have slashes in it. */
function pathPattern(path: string): RegExp {
  const pattern = path.replaceAll(/\{(\w+)(\+?)\}/g, (_, name: string, plus: string) =>
    plus === "" ? `(?<${name}>[^/]+)` : `(?<${name}>.+)`,
  );
  return new RegExp(`^${pattern}/?$`);
}

export function operationsIn(operations: RestOperations): Record<string, Operation> {
  return Object.fromEntries(Object.entries(operations).map(([name, { run }]) => [name, run]));
}

/** These operations; whatever changes something is answered once `committed` resolves. */
export function acknowledged(operations: RestOperations, committed: () => Promise<void>): RestOperations {
  return Object.fromEntries(
    Object.entries(operations).map(([name, operation]) => [
      name,
      operation.method === "GET"
        ? operation
        : {
            ...operation,
            run: async (request, call) => {
              const answer = await operation.run(request, call);
              await committed();
              return answer;
            },
          },
    ]),
  );
}

async function requestOf(spelling: RestOperation, call: RouteCall, manner: RestManner): Promise<WireObject> {
  const { query = {}, queryNames = {}, bodyNames = {}, headers = {} } = spelling;
  const request: Record<string, unknown> = await bodyOf(spelling, call.body, manner);
  for (const [member, name] of Object.entries(bodyNames)) {
    request[member] = request[name];
    delete request[name];
  }
  // The server has decoded them.
  for (const [member, text] of Object.entries(call.parameters)) request[member] = text;
  for (const [member, type] of Object.entries(query)) {
    const texts = call.query.getAll(queryNames[member] ?? member);
    const [text] = texts;
    if (text !== undefined) request[member] = type === "texts" ? texts : memberIn(text, type, member, manner);
  }
  for (const [member, header] of Object.entries(headers)) {
    const text = call.headers[header];
    if (text !== undefined) request[member] = text;
  }
  return request;
}

async function bodyOf(
  { payload }: RestOperation,
  bytes: Uint8Array,
  { readJson }: RestManner,
): Promise<Record<string, unknown>> {
  const body = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (payload?.as === "bytes") return { [payload.member]: body };
  if (body.length === 0) return {};
  let read: unknown;
  try {
    read = await readJson(body);
  } catch (problem) {
    throw new ServiceError("SerializationException", `The body is not JSON: ${(problem as Error).message}`);
  }
  if (payload !== undefined) return { [payload.member]: read };
  if (typeof read !== "object" || read === null || Array.isArray(read))
    throw new ServiceError("SerializationException", "The body must be a JSON object");
  return { ...read };
}

function memberIn(
  text: string,
  type: MemberType,
  member: string,
  { invalid }: RestManner,
): string | number | boolean {
  if (type === "text") return text;
  if (type === "number" && /^-?\d+$/.test(text)) return Number(text);
  if (type === "flag" && (text === "true" || text === "false")) return text === "true";
  throw invalid(`${member} must be ${type === "number" ? "an integer" : "true or false"}, got '${text}'`);
}

function answerOf(
  answer: WireObject,
  { answers, answerHeaders = {}, status = 200 }: RestOperation,
): RawAnswer {
  const headers: Record<string, string> = { "content-type": "application/json" };
  for (const [member, header] of Object.entries(answerHeaders)) headers[header] = String(answer[member]);
  if (status === 204) return { status, headers: {}, body: "" };
  if (answers !== undefined) return { status, headers, body: answer[answers] as Uint8Array };
  return { status, headers, body: jsonAnswer(answer) };
}

/** Times are seconds, and bytes base64. */
export function jsonAnswer(answer: WireObject): string {
  return JSON.stringify(answer, function (this: Record<string, unknown>, key, value: unknown) {
    const given = this[key];
    if (given instanceof Date) return given.getTime() / 1000;
    if (given instanceof Uint8Array) return Buffer.from(given).toString("base64");
    return value;
  });
}
