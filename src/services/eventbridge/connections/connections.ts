// EventBridge's connections: how HTTP tasks authorize themselves. A connection is on disk before the call that made it answers;
// without a directory connections live in memory. AWS keeps the secret in Secrets Manager, the region with the connection.

import { randomUUID } from "node:crypto";
import { formatArn, type RegionIdentity } from "../../../aws/arn.ts";
import type { Json, JsonObject } from "../../../aws/json.ts";
import { ServiceError } from "../../../aws/service-error.ts";
import type { Repair } from "../../../storage/damage.ts";
import { Journal } from "../../../storage/journal.ts";
import type { Clock } from "../../../time/clock.ts";
import { type ConnectionAuthorization, readAuthorization } from "./connection-authorization.ts";

export interface ConnectionsOptions {
  readonly directory: string | undefined;
  readonly clock: Clock;
  readonly identity: RegionIdentity;
  readonly repair?: Repair | undefined;
}

export interface ConnectionRequest {
  readonly name: string;
  readonly description?: string | undefined;
  readonly authorizationType: string;
  /** AuthParameters, by AWS's members. */
  readonly authParameters: JsonObject;
}

export interface Connection extends ConnectionRequest {
  readonly arn: string;
  readonly secretArn: string;
  readonly authorization: ConnectionAuthorization;
  readonly createdAt: number;
  readonly modifiedAt: number;
}

/** What is kept of a connection: the rest is read from it. */
type KeptConnection = Omit<Connection, "authorization">;

type Entry =
  | { readonly type: "connection"; readonly connection: KeptConnection }
  | { readonly type: "deleted"; readonly name: string };

export class Connections {
  readonly #options: ConnectionsOptions;
  readonly #byName = new Map<string, Connection>();
  #journal: Journal | undefined;

  private constructor(options: ConnectionsOptions) {
    this.#options = options;
  }

  static async open(options: ConnectionsOptions): Promise<Connections> {
    const connections = new Connections(options);
    const state = {
      replay: (entry: Json) => connections.#apply(entry as unknown as Entry),
      snapshot: () => Array.from(connections.#byName.values(), (each) => asJson(entryOf(each))),
    };
    connections.#journal = await Journal.openIn(
      options.directory,
      "connections.journal",
      state,
      options.repair,
    );
    return connections;
  }

  /** Rejects with ResourceAlreadyExistsException and ValidationException. */
  async create(request: ConnectionRequest): Promise<Connection> {
    const { name } = request;
    if (!/^[.\-_A-Za-z0-9]{1,64}$/.test(name)) {
      throw new ServiceError(
        "ValidationException",
        `1 validation error detected: Value '${name}' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+`,
      );
    }
    if (this.#byName.has(name))
      throw new ServiceError("ResourceAlreadyExistsException", `Connection ${name} already exists.`);
    const { clock, identity } = this.#options;
    const id = randomUUID();
    const now = clock.now();
    return this.#keep({
      ...request,
      arn: formatArn(identity, "events", `connection/${name}/${id}`),
      secretArn: formatArn(identity, "secretsmanager", `secret:events!connection/${name}/${randomUUID()}`),
      createdAt: now,
      modifiedAt: now,
    });
  }

  /** What is not given stays as it is. Rejects with ResourceNotFoundException and ValidationException. */
  async update(request: Partial<ConnectionRequest> & { readonly name: string }): Promise<Connection> {
    const { authorization: _authorization, ...known } = this.describe(request.name);
    const given = Object.fromEntries(Object.entries(request).filter(([, value]) => value !== undefined));
    return this.#keep({ ...known, ...given, modifiedAt: this.#options.clock.now() });
  }

  /** Throws ResourceNotFoundException. */
  describe(name: string): Connection {
    const connection = this.#byName.get(name);
    if (connection !== undefined) return connection;
    throw new ServiceError("ResourceNotFoundException", `Connection '${name}' does not exist.`);
  }

  findByArn(arn: string): Connection | undefined {
    const name = /:connection\/([^/]+)/.exec(arn)?.[1] ?? "";
    const connection = this.#byName.get(name);
    return connection?.arn === arn ? connection : undefined;
  }

  list(prefix = ""): readonly Connection[] {
    return [...this.#byName.values()].filter(({ name }) => name.startsWith(prefix));
  }

  async delete(name: string): Promise<Connection> {
    const connection = this.describe(name);
    this.#byName.delete(name);
    await this.#journal?.append(asJson({ type: "deleted", name }));
    return connection;
  }

  async close(): Promise<void> {
    await this.#journal?.close();
  }

  async #keep(kept: KeptConnection): Promise<Connection> {
    const connection = {
      ...kept,
      authorization: readAuthorization(kept.authorizationType, kept.authParameters),
    };
    this.#byName.set(kept.name, connection);
    await this.#journal?.append(asJson(entryOf(connection)));
    return connection;
  }

  #apply(entry: Entry): void {
    if (entry.type === "deleted") {
      this.#byName.delete(entry.name);
      return;
    }
    const { connection: kept } = entry;
    const authorization = readAuthorization(kept.authorizationType, kept.authParameters);
    this.#byName.set(kept.name, { ...kept, authorization });
  }
}

function entryOf({ authorization: _authorization, ...connection }: Connection): Entry {
  return { type: "connection", connection };
}

/** Entries hold only JSON; TypeScript cannot see that of an interface with optional members. */
function asJson(entry: Entry): Json {
  return entry as unknown as Json;
}
