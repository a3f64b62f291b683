// The services of the region by the ways in which requests name them: a target, a path, or a form.

import { ServiceError } from "../aws/service-error.ts";
import type { Route, ServiceApi, SocketRoute } from "../aws/wire/operation.ts";
import { formFields } from "../aws/wire/query-form.ts";
import { UnservedError } from "../aws/wire/unserved-error.ts";
import type { PageRequest } from "./admission.ts";
import type { Protocol, RefusalProtocol } from "./protocols/protocol.ts";
import { restJson, s3Protocol } from "./protocols/rest.ts";
import { RefusedOperations } from "./refused-operations.ts";
import { hostOf, type RequestHead } from "./request-head.ts";
import { cborType, type FormWay, type NameWay, type PathWay, type Way } from "./select-protocol.ts";

export interface FoundOperation {
  readonly api: ServiceApi;
  readonly operation: string;
  readonly protocol: Protocol;
  readonly largestBodyBytes: number;
}

export interface FoundForm extends FoundOperation {
  /** With what the path says. */
  readonly form: string;
}

export interface FoundRoute {
  /** Undefined for a page that is no service's. */
  readonly api: ServiceApi | undefined;
  readonly route: Route;
  readonly protocol: RefusalProtocol;
  readonly largestBodyBytes: number;
  readonly parameters: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
}

/** Nearly all services take no more than this. */
const usualBodyBytes = 1024 * 1024;

type RoutesByMethod = ReadonlyMap<string, readonly Route[]>;

export class Directory {
  readonly #byTarget = new Map<string, ServiceApi>();
  readonly #byForm: readonly ServiceApi[];
  readonly #routed: readonly { readonly api: ServiceApi | undefined; readonly routes: RoutesByMethod }[];
  readonly #sockets: readonly SocketRoute[];
  readonly #refused: ReadonlyMap<ServiceApi, RefusedOperations>;
  /** What was found for a way that comes again and again. */
  readonly #foundByName = new WeakMap<NameWay, FoundOperation>();
  /** Whose a form is stands in it, so that all of it is read before. */
  readonly largestFormBytes: number;

  /** `routes` are those of no service. */
  constructor(services: readonly ServiceApi[], routes: readonly Route[]) {
    for (const api of services) if (api.targetPrefix !== undefined) this.#byTarget.set(api.targetPrefix, api);
    this.#byForm = services.filter(({ query }) => query !== undefined);
    this.#routed = [
      { api: undefined, routes: byMethod(routes) },
      ...services
        .filter((api) => (api.routes ?? []).length > 0)
        .map((api) => ({ api, routes: byMethod(api.routes ?? []) }))
        // S3's take every path, so others are asked first.
        .sort(
          (one, other) => Number(one.api.routeProtocol === "s3") - Number(other.api.routeProtocol === "s3"),
        ),
    ];
    this.#sockets = services.flatMap(({ socketRoutes = [] }) => socketRoutes);
    this.#refused = new Map(services.map((api) => [api, new RefusedOperations(api)]));
    this.largestFormBytes = Math.max(usualBodyBytes, ...this.#byForm.map(largestBodyOf));
  }

  /** Throws UnservedError, and what is wrong with how the request names its operation. */
  byName(head: RequestHead, way: NameWay): FoundOperation {
    if (head.method !== "POST") throw notPosted(head);
    const known = this.#foundByName.get(way);
    if (known !== undefined) return known;
    const found = this.#find(way);
    this.#foundByName.set(way, found);
    return found;
  }

  #find(way: NameWay): FoundOperation {
    checkType(way);
    const { service, operation, protocol } = way;
    const api = this.#byTarget.get(service);
    if (api === undefined) {
      const known = [...this.#byTarget.values()].map(({ name }) => name).join(", ");
      throw unserved(way, `There is no service ${service || "(none)"} here; the services are ${known}`);
    }
    if (!Object.hasOwn(api.operations, operation)) {
      const named = { service: api.name, operation };
      const message = `${api.name} has no operation ${operation || "(none)"} here`;
      throw unserved(named, this.#withReason(message, api, operation));
    }
    return { api, operation, protocol, largestBodyBytes: largestBodyOf(api) };
  }

  /** Throws UnservedError. */
  byForm({ path }: RequestHead, { service, protocol }: FormWay, text: string): FoundForm {
    const fields = formFields(text);
    const operation = fields.get("Action") ?? "";
    const version = fields.get("Version") ?? "";
    const owner = this.#byForm.find(({ query }) => query?.resource?.path.test(path));
    const candidates =
      owner === undefined
        ? // A link such as SNS's to confirm a subscription names no version.
          this.#byForm.filter(({ query, operations }) =>
            version === "" ? Object.hasOwn(operations, operation) : query?.version === version,
          )
        : [owner];
    const api = candidates.find((each) => Object.hasOwn(each.operations, operation));
    if (api !== undefined) {
      const member = owner?.query?.resource?.member;
      const form = member === undefined || fields.has(member) ? text : `${text}&${member}=${path}`;
      return { api, operation, protocol, form, largestBodyBytes: largestBodyOf(api) };
    }
    if (operation === "")
      throw new ServiceError("MissingAction", "The request must contain the parameter Action.");
    const named = {
      service: candidates[0]?.name ?? service ?? `version ${version} of a Query service`,
      operation,
    };
    const message = `Could not find operation ${operation} for version ${version}`;
    throw new UnservedError(named, "InvalidAction", this.#withReason(message, candidates[0], operation));
  }

  /** Throws UnservedError. */
  byPath(head: RequestHead, way: PathWay): FoundRoute {
    const { method, search } = head;
    const query = new URLSearchParams(search);
    for (const { api, routes } of this.#routed) {
      if (!isMeant(api, way)) continue;
      const ofMethod = routes.get(method);
      if (ofMethod === undefined) continue;
      const at = pathIn(api, head);
      for (const route of ofMethod) {
        const match = route.path.exec(at);
        if (match === null) continue;
        if (route.accepts?.(query, head.headers) === false) continue;
        return {
          api,
          route,
          protocol: api?.routeProtocol === "s3" ? s3Protocol : restJson,
          largestBodyBytes:
            route.largestBodyBytes ?? (api === undefined ? usualBodyBytes : largestBodyOf(api)),
          parameters: match.groups ?? {},
          query,
        };
      }
    }
    for (const [api, refused] of this.#refused) {
      if (isMeant(api, way)) refused.checkPath(method, pathIn(api, head), query);
    }
    throw unservedPath(head, way, way.protocol === s3Protocol ? this.#methodsAt(head, query) : []);
  }

  /** The methods that S3 has for the path and its query. */
  #methodsAt(head: RequestHead, query: URLSearchParams): readonly string[] {
    const accepts = (api: ServiceApi | undefined, { path, accepts }: Route) =>
      path.test(pathIn(api, head)) && accepts?.(query, head.headers) !== false;
    return this.#routed
      .filter(({ api }) => api?.routeProtocol === "s3")
      .flatMap(({ api, routes }) =>
        [...routes].filter(([, each]) => each.some((route) => accepts(api, route))).map(([method]) => method),
      );
  }

  /** Who takes connections at this path. Throws UnknownOperationException. */
  socketRoute({ path }: RequestHead): SocketRoute {
    const route = this.#sockets.find((each) => each.path.test(path));
    if (route !== undefined) return route;
    throw new ServiceError(
      "UnknownOperationException",
      `Nobody takes WebSocket connections at ${path} here`,
      {
        status: 404,
      },
    );
  }

  /** By which headers a page of another origin is told that it may ask; undefined if it may not. */
  letIn({ head, ...page }: PageRequest, way: Way): Readonly<Record<string, string>> | undefined {
    if (way.by !== "path") return undefined;
    for (const { api } of this.#routed) {
      if (api?.letIn === undefined || !isMeant(api, way)) continue;
      const told = api.letIn({ ...page, path: pathIn(api, head) });
      if (told !== undefined) return told;
    }
    return undefined;
  }

  #withReason(message: string, api: ServiceApi | undefined, operation: string): string {
    const why = api && this.#refused.get(api)?.why(operation);
    return why === undefined ? message : `${message}: ${why}`;
  }
}

function byMethod(routes: readonly Route[]): RoutesByMethod {
  return Map.groupBy(routes, ({ method }) => method);
}

/** S3's routes take every path, so they are only for what asks S3. */
function isMeant(api: ServiceApi | undefined, { protocol, service }: PathWay): boolean {
  if (api?.signedAs !== undefined && service !== undefined && !api.signedAs.includes(service)) return false;
  return api?.routeProtocol !== "s3" || protocol === s3Protocol;
}

function pathIn(api: ServiceApi | undefined, head: RequestHead): string {
  return api?.pathOf?.(hostOf(head), head.path) ?? head.path;
}

function largestBodyOf({ largestBodyBytes = usualBodyBytes }: ServiceApi): number {
  return largestBodyBytes;
}

function notPosted({ method, path }: RequestHead): ServiceError {
  return new ServiceError(
    "MethodNotAllowed",
    `There is nothing at ${method} ${path} here: for a call of a service, expected POST`,
    { status: 405 },
  );
}

function checkType({ by, type }: NameWay): void {
  if (by === "rpc" && type !== cborType) {
    throw new ServiceError(
      "UnsupportedMediaTypeException",
      `The content type is ${type || "missing"}: expected application/cbor`,
      { status: 415 },
    );
  }
  // Besides these a form of a page can send nothing; AWS takes none of them for JSON.
  if (by === "target" && formTypes.has(type)) {
    throw new ServiceError(
      "UnknownOperationException",
      `The content type is ${type}: expected application/x-amz-json-1.0 or application/x-amz-json-1.1`,
    );
  }
}

const formTypes = new Set(["text/plain", "multipart/form-data", "application/x-www-form-urlencoded"]);

function unserved(
  named: { readonly service: string; readonly operation: string },
  message: string,
): UnservedError {
  return new UnservedError(named, "UnknownOperationException", message);
}

function unservedPath(
  { method, path }: RequestHead,
  { service, protocol }: PathWay,
  allowed: readonly string[],
): ServiceError {
  const steps = path.split("/", 3).filter((step) => step !== "");
  const named = { service: service ?? "a REST service", operation: `${method} /${steps.join("/")}` };
  if (protocol === s3Protocol) {
    const message = "The specified method is not allowed against this resource.";
    return new UnservedError({ ...named, service: "s3" }, "MethodNotAllowed", message, {
      status: 405,
      ...(allowed.length === 0 ? {} : { headers: { allow: allowed.join(", ") } }),
    });
  }
  if (path !== "/")
    return new UnservedError(
      named,
      "UnknownOperationException",
      `There is nothing at ${method} ${path} here`,
      { status: 404 },
    );
  return new ServiceError(
    "UnknownOperationException",
    "The request names no operation: expected the header X-Amz-Target or the parameter Action",
  );
}
