// An API whose operations are done once it is known that whoever calls may.

import { objectOrEmpty } from "../../aws/json.ts";
import { jsonInPieces } from "../../aws/wire/json-in-pieces.ts";
import type { Operation, Route, RouteCall, ServiceApi, WireObject } from "../../aws/wire/operation.ts";
import { inSlices } from "../../time/time-slice.ts";
import type { Access } from "./access.ts";

const openBrace = 0x7b;

/** `service` is as ARNs call it. */
export function guardedApi(api: ServiceApi, service: string, access: Access): ServiceApi {
  const { operations, routes } = api;
  return {
    ...api,
    operations: Object.fromEntries(
      Object.entries(operations).map(([name, run]) => [name, guarded(name, run)]),
    ),
    ...(routes === undefined ? {} : { routes: routes.map(guardedRoute) }),
  };

  function guarded(operation: string, run: Operation): Operation {
    return (request, call) => {
      const checked = access.checkCall({ service, operation, accessKeyId: call.accessKeyId }, request);
      return checked instanceof Promise ? checked.then(() => run(request, call)) : run(request, call);
    };
  }

  function guardedRoute(route: Route): Route {
    return {
      ...route,
      handle(call) {
        const { accessKeyId } = call;
        const { operation } = route;
        if (accessKeyId === undefined || access.holderOf(accessKeyId) === undefined)
          return route.handle(call);
        const handle = (body: WireObject) => {
          const checked = access.checkCall({ service, operation, accessKeyId }, requestOf(call, body));
          return checked instanceof Promise ? checked.then(() => route.handle(call)) : route.handle(call);
        };
        const body = jsonIn(call.body);
        return body instanceof Promise ? body.then(handle) : handle(body);
      },
    };
  }
}

/** What the path, the query and the headers say, and the body where that is JSON. */
function requestOf({ parameters, query, headers }: RouteCall, body: WireObject): WireObject {
  return { ...headers, ...body, ...Object.fromEntries(query), ...parameters };
}

/** A promise if the body is so large that it is parsed in several slices. */
function jsonIn(body: Uint8Array): WireObject | Promise<WireObject> {
  if (body[0] !== openBrace) return {};
  try {
    const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
    const value = inSlices(jsonInPieces(bytes));
    return value instanceof Promise ? value.then(objectOf, () => ({})) : objectOf(value);
  } catch {
    return {};
  }
}

function objectOf(value: unknown): WireObject {
  return objectOrEmpty(value);
}
