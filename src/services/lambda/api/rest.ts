// Lambda's REST: paths with names in them, JSON in bodies.

import { constraintError } from "../../../aws/wire/members.ts";
import type { RawAnswer, Route, RouteCall, WireObject } from "../../../aws/wire/operation.ts";
import { readRequest, type Shape } from "../../../aws/wire/shape.ts";
import { parseFunctionName } from "../function-name.ts";
import { invalidParameter } from "../functions/refusals.ts";
import { latestVersion } from "../functions/versions.ts";
import { jsonIn } from "./json-body.ts";
import { checkUri } from "./uri-bounds.ts";

/** The paths of functions; each family of operations has the date of its first day. */
export const functionsPath = "^/2015-03-31/functions";
export const oneFunction = `${functionsPath}/(?<functionName>[^/]+)`;

export interface RestRoute {
  readonly operation: string;
  readonly method: string;
  readonly path: string;
  readonly accepts?: Route["accepts"];
  readonly largestBodyBytes?: number;
  readonly answer: (call: RouteCall) => RawAnswer | Promise<RawAnswer>;
}

export function restRoute({ path, answer, accepts, ...route }: RestRoute): Route {
  const given = accepts === undefined ? {} : { accepts };
  return {
    ...{ ...route, ...given, path: new RegExp(`${path}/?$`) },
    handle(call) {
      checkUri(route.operation, call);
      return answer(call);
    },
  };
}

export function json(value: WireObject, status = 200): RawAnswer {
  return { status, headers: { "content-type": "application/json" }, body: JSON.stringify(value) };
}

export function nothing(): RawAnswer {
  return { status: 204, headers: {}, body: "" };
}

/** The body as the shape has it. Rejects with InvalidRequestContentException, and ValidationException with all that is wrong. */
export async function readBody<Request>(shape: Shape<Request>, { body }: RouteCall): Promise<Request> {
  return readRequest(shape, await jsonIn(body));
}

/** The name of a function as a whole. Throws InvalidParameterValueException for a version or an alias of it. */
export function unqualified(call: RouteCall): string {
  const { name, qualifier = latestVersion } = named(call);
  if (qualifier === latestVersion) return name;
  throw invalidParameter(
    "This operation is permitted on Lambda functions only. Aliases and versions do not support this operation. Please specify either a function name or an unqualified function ARN.",
  );
}

/** Throws ValidationException for a request that names none. */
export function qualified(call: RouteCall): { readonly name: string; readonly qualifier: string } {
  const { name, qualifier } = named(call);
  if (qualifier !== undefined) return { name, qualifier };
  throw constraintError("qualifier", undefined, "not be null");
}

/** The name alone, and the qualifier, which may stand in the name or in the query. */
export function named({ parameters, query }: RouteCall): {
  readonly name: string;
  readonly qualifier: string | undefined;
} {
  const { functionName, qualifier: inName } = parseFunctionName(parameters.functionName ?? "");
  const inQuery = query.get("Qualifier") ?? undefined;
  if (inName !== undefined && inQuery !== undefined && inName !== inQuery)
    throw invalidParameter(
      "The derived qualifier from the function name does not match the specified qualifier.",
    );
  return { name: functionName, qualifier: inName ?? inQuery };
}

export interface ListPage<Item> {
  readonly items: readonly Item[];
  readonly next: string | undefined;
}

const usualPageSize = 50;

/** A page in the order that the list has. Of some lists no page has more than `most`, whatever is asked for. */
export function pageOf<Item>(
  all: readonly Item[],
  { query }: RouteCall,
  keyOf: (item: Item) => string,
  most?: number,
): ListPage<Item> {
  const marker = query.get("Marker");
  const from = marker === null ? 0 : all.findIndex((each) => keyOf(each) === marker) + 1;
  const given = Number(query.get("MaxItems") ?? most ?? usualPageSize);
  const asked = Math.min(given, most ?? given);
  const items = all.slice(from, from + asked);
  const last = items.at(-1);
  const isMore = from + items.length < all.length && last !== undefined;
  return { items, next: isMore ? keyOf(last) : undefined };
}
