// An API whose operations are done once it is known that whoever calls may.

import { isJsonObject } from "../../aws/json.ts";
import type { Operation, Route, RouteCall, ServiceApi, WireObject } from "../../aws/wire/operation.ts";
import type { Access } from "./access.ts";

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
      access.checkCall(service, operation, request, call.accessKeyId);
      return run(request, call);
    };
  }

  function guardedRoute(route: Route): Route {
    return {
      ...route,
      handle(call) {
        const { accessKeyId } = call;
        if (accessKeyId !== undefined && access.holderOf(accessKeyId) !== undefined)
          access.checkCall(service, route.operation, requestOf(call), accessKeyId);
        return route.handle(call);
      },
    };
  }
}

/** What the path, the query and the headers say, and the body where that is JSON. */
function requestOf({ parameters, query, headers, body }: RouteCall): WireObject {
  return { ...headers, ...jsonIn(body), ...Object.fromEntries(query), ...parameters };
}

function jsonIn(body: Uint8Array): WireObject {
  if (body[0] !== 0x7b) return {};
  try {
    const value: unknown = JSON.parse(Buffer.from(body).toString());
    return isJsonObject(value) ? value : {};
  } catch {
    return {};
  }
}
