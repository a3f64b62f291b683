// Which service, operation and protocol a request is for: by its target, its path, or the form it posts.

import { ServiceError } from "../aws/service-error.ts";
import type { ServiceApi } from "./operation.ts";
import { cborProtocol } from "./protocols/cbor.ts";
import { jsonProtocol } from "./protocols/json.ts";
import type { Protocol } from "./protocols/protocol.ts";
import { queryProtocol } from "./protocols/query.ts";

export interface Selection {
  readonly api: ServiceApi;
  readonly operation: string;
  readonly protocol: Protocol;
}

export interface RequestHead {
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

const json = { "1.0": jsonProtocol("1.0"), "1.1": jsonProtocol("1.1") };
const kinesisCbor = cborProtocol("application/x-amz-cbor-1.1", 1000);
const rpcCbor = cborProtocol("application/cbor", 1);
const rpcPath = /^\/service\/([A-Za-z0-9_]+)\/operation\/([A-Za-z0-9]+)$/;

/** The services of the region by the ways in which requests name them. */
export class Directory {
  readonly #byTarget = new Map<string, ServiceApi>();
  readonly #byQueryVersion = new Map<string, ServiceApi[]>();

  constructor(services: readonly ServiceApi[]) {
    for (const api of services) {
      if (api.targetPrefix !== undefined) this.#byTarget.set(api.targetPrefix, api);
      if (api.query === undefined) continue;
      this.#byQueryVersion.set(api.query.version, [
        ...(this.#byQueryVersion.get(api.query.version) ?? []),
        api,
      ]);
    }
  }

  /** Throws UnknownOperationException for a service or an operation that is not here. */
  select(head: RequestHead, body: Buffer): Selection {
    const target = head.headers["x-amz-target"];
    if (typeof target === "string") return this.#byHeader(target, contentType(head));
    const rpc = rpcPath.exec(head.path);
    if (rpc !== null) return this.#find(rpc[1] ?? "", rpc[2] ?? "", rpcCbor);
    if (contentType(head).startsWith("application/x-www-form-urlencoded")) return this.#byForm(body);
    throw new ServiceError(
      "MissingAction",
      "The request names no operation: expected the header X-Amz-Target or the parameter Action",
    );
  }

  #byHeader(target: string, type: string): Selection {
    const dot = target.lastIndexOf(".");
    const protocol = type.startsWith("application/x-amz-cbor") ? kinesisCbor : undefined;
    return this.#find(target.slice(0, dot), target.slice(dot + 1), protocol);
  }

  #byForm(body: Buffer): Selection {
    const form = new URLSearchParams(body.toString("utf8"));
    const operation = form.get("Action") ?? "";
    const version = form.get("Version") ?? "";
    const api = this.#byQueryVersion.get(version)?.find((each) => Object.hasOwn(each.operations, operation));
    if (api !== undefined) return { api, operation, protocol: queryProtocol };
    throw new ServiceError("InvalidAction", `Could not find operation ${operation} for version ${version}`);
  }

  #find(prefix: string, operation: string, protocol: Protocol | undefined): Selection {
    const api = this.#byTarget.get(prefix);
    if (api === undefined) {
      const known = [...this.#byTarget.keys()].join(", ");
      throw new ServiceError(
        "UnknownOperationException",
        `There is no service ${prefix || "(none)"} here; the services are ${known}`,
      );
    }
    if (api.forward === undefined && !Object.hasOwn(api.operations, operation)) {
      throw new ServiceError(
        "UnknownOperationException",
        `${prefix} has no operation ${operation || "(none)"} here`,
      );
    }
    return { api, operation, protocol: protocol ?? json[api.jsonVersion] };
  }
}

function contentType(head: RequestHead): string {
  return String(head.headers["content-type"] ?? "");
}
