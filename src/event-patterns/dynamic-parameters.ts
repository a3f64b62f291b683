// Parameters of a target that may be a path into the event as a whole, and then stand for what is there: of a rule's target those of a
// request, of a pipe's target all texts. EventBridge user guide, "Dynamic path parameters".

import type { HttpAdditions } from "../aws/delivery.ts";
import type { Json } from "../aws/json.ts";
import { compileEventPath } from "./event-path.ts";

export interface HttpParameters {
  readonly PathParameterValues?: readonly string[];
  readonly HeaderParameters?: Readonly<Record<string, string>>;
  readonly QueryStringParameters?: Readonly<Record<string, string>>;
}

export type ReadParameter<Value> = (event: Json) => Value;

/** What a path leads nowhere for is empty. */
export function compileHttpParameters(parameters: HttpParameters): ReadParameter<HttpAdditions> {
  const path = (parameters.PathParameterValues ?? []).map(textAt);
  const headers = textsAt(parameters.HeaderParameters);
  const query = textsAt(parameters.QueryStringParameters);
  return (event) => ({
    pathParameters: path.map((read) => read(event) ?? ""),
    headers: headers(event),
    query: query(event),
  });
}

function textsAt(parameters: Readonly<Record<string, string>> = {}): ReadParameter<Record<string, string>> {
  const readers = Object.entries(parameters).map(([name, value]) => [name, textAt(value)] as const);
  return (event) => Object.fromEntries(readers.map(([name, read]) => [name, read(event) ?? ""]));
}

export function valueAt(parameter: string | undefined): ReadParameter<Json | undefined> {
  const path = parameter !== undefined && /^\$[.[]/.test(parameter) ? compileEventPath(parameter) : undefined;
  return path ?? (() => parameter);
}

export function textAt(parameter: string | undefined): ReadParameter<string | undefined> {
  const read = valueAt(parameter);
  return (event) => {
    const value = read(event);
    return value === undefined || typeof value === "string" ? value : JSON.stringify(value);
  };
}
