// API Gateway's REST, and how it refuses what it can't read.

import type { CallInfo, ServiceApi, WireObject } from "../../../aws/wire/operation.ts";
import {
  acknowledged,
  operationsIn,
  type RestOperation,
  type RestOperations,
  restRoutes,
  shapedOperation,
} from "../../../aws/wire/rest-operation.ts";
import { readRequest, type Shape } from "../../../aws/wire/shape.ts";
import type { ApiGateway } from "../apigateway.ts";
import { badRequest } from "../refusals.ts";

/** An operation of HTTP APIs whose requests have this shape. Refuses with BadRequestException. */
export const gatewayOperation = shapedOperation(badRequest);

/** An operation of REST APIs by its name. */
export type NamedOperation = (name: string) => RestOperation;
export type NamedOperations = Readonly<Record<string, NamedOperation>>;

/**
 * An operation of REST APIs whose requests have this shape. Refuses with ValidationException, in which what is in the body is called
 * by the operation: `putIntegrationInput.type`.
 */
export function restOperation<Request>(
  shape: Shape<Request>,
  spelling: Omit<RestOperation, "run">,
  run: (request: Request, call: CallInfo) => WireObject | Promise<WireObject>,
): NamedOperation {
  const { path, query = {} } = spelling;
  const isInBody = (member: string) => !path.includes(`{${member}}`) && !Object.hasOwn(query, member);
  return (name) => {
    const input = `${name.charAt(0).toLowerCase()}${name.slice(1)}Input`;
    const called = (member: string) => (isInBody(member) ? `${input}.${member}` : member);
    return {
      ...spelling,
      run: (request, call) => run(readRequest(shape, request, "", called), call),
    };
  };
}

export function named(operations: NamedOperations): RestOperations {
  return Object.fromEntries(Object.entries(operations).map(([name, operation]) => [name, operation(name)]));
}

/** AWS: a document that is imported has 6 MB at most. */
const largestBodyBytes = 6 * 1024 * 1024;

export function gatewayApi(
  { book }: ApiGateway,
  name: string,
  given: RestOperations,
): ServiceApi & { readonly routes: NonNullable<ServiceApi["routes"]> } {
  const operations = acknowledged(given, () => book.committed());
  return {
    ...{ name, signedAs: ["apigateway"], targetPrefix: undefined, errorNamespace: "", jsonVersion: "1.1" },
    ...{ operations: operationsIn(operations), largestBodyBytes },
    routes: restRoutes(operations, {
      readJson: (body) => JSON.parse(body.toString("utf8")) as unknown,
      invalid: badRequest,
    }),
  };
}

interface Page {
  readonly maxResults?: string | undefined;
  readonly nextToken?: string | undefined;
}

/** A part of a list, and from where to go on. Throws BadRequestException. */
export function pageOf<Item>(
  items: readonly Item[],
  { maxResults, nextToken }: Page,
  idOf: (item: Item) => string,
): { readonly page: readonly Item[]; readonly nextToken: string | undefined } {
  if (maxResults !== undefined && !/^[1-9]\d{0,8}$/.test(maxResults))
    throw badRequest(`maxResults must be a positive integer, got '${maxResults}'`);
  const last = nextToken === undefined ? undefined : Buffer.from(nextToken, "base64url").toString("utf8");
  const at = last === undefined ? -1 : items.findIndex((item) => idOf(item) === last);
  if (last !== undefined && at === -1) throw badRequest("Invalid nextToken");
  const start = at + 1;
  const end = start + Number(maxResults ?? 500);
  const page = items.slice(start, end);
  const final = page.at(-1);
  const isMore = end < items.length && final !== undefined;
  return { page, nextToken: isMore ? Buffer.from(idOf(final)).toString("base64url") : undefined };
}
