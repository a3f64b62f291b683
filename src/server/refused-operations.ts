// The operations that AWS has and the region refuses by name, found as a request names them: by their own name, or by a path.

import type { ServiceApi } from "../aws/wire/operation.ts";
import { UnservedError } from "../aws/wire/unserved-error.ts";

interface RefusedPath {
  readonly operation: string;
  readonly method: string;
  readonly path: RegExp;
  /** What must stand in the query; an empty value stands for any. */
  readonly query: readonly (readonly [name: string, value: string])[];
  readonly why: string;
}

export class RefusedOperations {
  readonly #why = new Map<string, string>();
  readonly #paths: readonly RefusedPath[];
  readonly #api: ServiceApi;

  constructor(api: ServiceApi) {
    this.#api = api;
    const entries = Object.entries(api.refused ?? {}).flatMap(([why, operations]) =>
      operations.map((each) => ({ ...parsed(each), why })),
    );
    for (const { operation, why } of entries) this.#why.set(operation, why);
    this.#paths = entries.flatMap((entry) =>
      entry.path === undefined ? [] : [{ ...entry, path: entry.path }],
    );
  }

  /** Why the region does not have it; undefined for what AWS does not have either. */
  why(operation: string): string | undefined {
    return this.#why.get(operation);
  }

  /** Throws UnservedError if this is the path of a refused operation. */
  checkPath(method: string, path: string, query: URLSearchParams): void {
    const found = this.#paths.find(
      (each) =>
        each.method === method &&
        each.query.every(([name, value]) => query.has(name, value === "" ? undefined : value)) &&
        each.path.test(path),
    );
    if (found === undefined) return;
    const { name, routeProtocol } = this.#api;
    const message = `${name} has no operation ${found.operation} here: ${found.why}`;
    const [code, status] =
      routeProtocol === "s3"
        ? (["NotImplemented", 501] as const)
        : (["UnknownOperationException", 404] as const);
    throw new UnservedError({ service: name, operation: found.operation }, code, message, { status });
  }
}

/** `GetBucketAcl GET /{Bucket}?acl`, or a name alone. */
function parsed(text: string): Omit<RefusedPath, "path" | "why"> & { readonly path: RegExp | undefined } {
  const [operation = "", method = "", uri] = text.split(" ");
  if (uri === undefined) return { operation, method, path: undefined, query: [] };
  const [path = "", search = ""] = uri.split("?");
  const pattern = path.replaceAll(/\{(\w+)(\+?)\}/g, (_, _name, greedy) => (greedy === "" ? "[^/]+" : ".+"));
  return { operation, method, path: new RegExp(`^${pattern}/?$`), query: [...new URLSearchParams(search)] };
}
