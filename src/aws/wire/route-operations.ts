// The operations of a REST service that knows itself by its routes, asked by the names of their members, so that a Task can ask them
// without a wire between.

import type { Json } from "../json.ts";
import type { CallInfo, Operation, RawAnswer, Route, WireObject } from "./operation.ts";

/** Members that stand in the query whatever the method is. */
const inQuery: ReadonlySet<string> = new Set(["Qualifier"]);

/**
 * Of the routes whose requests and answers are JSON; of several for one operation the first counts. `memberNames` are those of the paths'
 * parameters that are called otherwise than the parameter with a capital.
 */
export function operationsOf(
  routes: readonly Route[],
  memberNames: Readonly<Record<string, string>> = {},
): Readonly<Record<string, Operation>> {
  const memberOf = (name: string) => memberNames[name] ?? name.charAt(0).toUpperCase() + name.slice(1);
  const operations = new Map<string, Operation>();
  for (const route of routes) {
    if (route.isStreamed || operations.has(route.operation)) continue;
    operations.set(route.operation, (request, call) => {
      const inPath = [...route.path.source.matchAll(/\(\?<(\w+)>/g)].map(([, name = ""]) => name);
      return ask(route, new Map(inPath.map((name) => [memberOf(name), name])), request, call);
    });
  }
  return Object.fromEntries(operations);
}

/** `inPath` are the paths' parameters by their members. */
async function ask(
  route: Route,
  inPath: ReadonlyMap<string, string>,
  request: WireObject,
  call: CallInfo,
): Promise<WireObject> {
  const parameters = [...inPath].map(([member, name]) => [name, String(request[member] ?? "")] as const);
  const others = Object.entries(request).filter(([member]) => !inPath.has(member));
  const hasBody = route.method !== "GET" && route.method !== "DELETE";
  const query = new URLSearchParams(
    others
      .filter(([member]) => !hasBody || inQuery.has(member))
      .flatMap(([member, value]) =>
        (Array.isArray(value) ? value : [value]).map((each) => [member, String(each)] as [string, string]),
      ),
  );
  const members = Object.fromEntries(others.filter(([member]) => !inQuery.has(member)));
  const answer = await route.handle({
    ...call,
    ...{ method: route.method, target: "", query, headers: {} },
    parameters: Object.fromEntries(parameters),
    body: hasBody ? Buffer.from(JSON.stringify(members)) : Buffer.alloc(0),
  });
  return membersIn(answer);
}

function membersIn({ body }: RawAnswer): WireObject {
  if (typeof body !== "string" && !(body instanceof Uint8Array))
    throw new Error("An answer that goes on has no members");
  const text = typeof body === "string" ? body : Buffer.from(body).toString("utf8");
  return text === "" ? {} : (JSON.parse(text) as Readonly<Record<string, Json>>);
}
