// What a route is for: `GET /pets/{id}`, `ANY /pets/{proxy+}`, or `$default` for whatever no other route is for.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html

import { badRequest } from "../refusals.ts";

const methods = ["ANY", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"];

export interface RouteKey {
  readonly method: string;
  readonly path: string;
}

/** Undefined for `$default`. Throws BadRequestException. */
export function checkRouteKey(routeKey: string): RouteKey | undefined {
  if (routeKey === "$default") return undefined;
  const [, method = "", path = ""] = /^([A-Z]+) (\/\S*)$/.exec(routeKey) ?? [];
  if (!methods.includes(method))
    throw badRequest(
      `The provided route key is not formatted properly for HTTP protocol. Format should be "[HTTP METHOD] /[RESOURCE PATH]" or "$default"`,
    );
  const parts = path.split("/");
  for (const [index, part] of parts.entries()) {
    const name = /^\{(.*)\}$/.exec(part)?.[1];
    if (name === undefined && /[{}]/.test(part))
      throw badRequest(`Path parts with a parameter consist of it alone: '${part}'`);
    if (name?.endsWith("+") && index < parts.length - 1)
      throw badRequest("A greedy path parameter can only be at the end of the path.");
    if (name !== undefined && !/^[A-Za-z0-9._$:-]+\+?$/.test(name))
      throw badRequest(`Path parameter name is not valid: '${part}'`);
  }
  return { method, path };
}
