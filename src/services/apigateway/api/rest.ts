// API Gateway's REST, and how it refuses what it can't read.

import type { CallInfo, ServiceApi, WireObject } from "../../../aws/wire/operation.ts";
import { listPage } from "../../../aws/wire/pages.ts";
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
  const limit = Number(maxResults ?? 500);
  const refuse = () => {
    throw badRequest("Invalid nextToken");
  };
  const { items: page, next } = listPage(items, { keyOf: idOf, token: nextToken, limit, refuse });
  return { page, nextToken: next };
}
