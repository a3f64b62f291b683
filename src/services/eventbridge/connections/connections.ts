// EventBridge's connections: how HTTP tasks authorize themselves. A connection is on disk before the call that made it answers;
// without a directory connections live in memory. AWS keeps the secret in Secrets Manager, the region with the connection.

import { randomUUID } from "node:crypto";
import { formatArn, type RegionIdentity } from "../../../aws/arn.ts";
import type { JsonObject } from "../../../aws/json.ts";
import { ServiceError } from "../../../aws/service-error.ts";
import { present } from "../../../aws/wire/given.ts";
import { constraintError } from "../../../aws/wire/members.ts";
import type { Repair } from "../../../storage/damage.ts";
import { Journal } from "../../../storage/journal.ts";
import type { Clock, Timer } from "../../../time/clock.ts";
import { type AccountQuotas, checkQuota } from "../account-quotas.ts";
import { type ConnectionAuthorization, readAuthorization } from "./connection-authorization.ts";

export interface ConnectionsOptions {
  readonly directory: string | undefined;
  readonly clock: Clock;
  readonly identity: RegionIdentity;
  readonly repair?: Repair | undefined;
  /** Gets a connection of OAuth its first token. Rejects if it gets none. */
  readonly authorize?: (connection: Connection) => Promise<unknown>;
  /** @default the machine is the limit */
  readonly quotas?: Pick<AccountQuotas, "connections"> | undefined;
}

/** A connection of OAuth is AUTHORIZING until it is known whether it gets a token. */
export type ConnectionState = "AUTHORIZED" | "AUTHORIZING" | "DEAUTHORIZED";

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
  readonly state: ConnectionState;
  readonly stateReason?: string | undefined;
  readonly createdAt: number;
  readonly modifiedAt: number;
  readonly authorizedAt: number;
}

/** What is kept of a connection: the rest is read from it. */
type KeptConnection = Omit<Connection, "authorization">;

/** A connection is seen AUTHORIZING for so long at least. */
const pauseMs = 1000;

type Entry =
  | { readonly type: "connection"; readonly connection: KeptConnection }
  | { readonly type: "deleted"; readonly name: string };

export class Connections {
  readonly #options: ConnectionsOptions;
  readonly #byName = new Map<string, Connection>();
  readonly #timers = new Map<string, Timer>();
  #journal: Journal<Entry> | undefined;

  private constructor(options: ConnectionsOptions) {
    this.#options = options;
  }

  static async open(options: ConnectionsOptions): Promise<Connections> {
    const connections = new Connections(options);
    const state = {
      replay: (entry: Entry) => connections.#apply(entry),
      snapshot: () => Array.from(connections.#byName.values(), entryOf),
    };
    connections.#journal = await Journal.openIn(
      options.directory,
      "connections.journal",
      state,
      options.repair,
    );
    return connections;
  }

  /** Rejects with ResourceAlreadyExistsException, ValidationException and LimitExceededException. */
  async create(request: ConnectionRequest): Promise<Connection> {
    const { name } = request;
    if (!/^[.\-_A-Za-z0-9]{1,64}$/.test(name)) {
      throw constraintError("name", name, "satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+");
    }
    if (this.#byName.has(name))
      throw new ServiceError("ResourceAlreadyExistsException", `Connection ${name} already exists.`);
    const { clock, identity, quotas } = this.#options;
    checkQuota(this.#byName.size, quotas?.connections);
    const id = randomUUID();
    const now = clock.now();
    return this.#keep({
      ...request,
      arn: formatArn(identity, "events", `connection/${name}/${id}`),
      secretArn: formatArn(identity, "secretsmanager", `secret:events!connection/${name}/${randomUUID()}`),
      ...{ createdAt: now, modifiedAt: now, authorizedAt: now, state: firstState(request) },
    });
  }

  /** Takes up what the last run left in the midst of. */
  start(): void {
    for (const { name, state } of this.#byName.values())
      if (state === "AUTHORIZING") this.#authorizeLater(name);
  }

  /** What is not given stays as it is. Rejects with ResourceNotFoundException and ValidationException. */
  async update(request: Partial<ConnectionRequest> & { readonly name: string }): Promise<Connection> {
    const { authorization: _authorization, ...known } = this.describe(request.name);
    const changed = {
      ...known,
      ...present(request),
      stateReason: undefined,
      modifiedAt: this.#options.clock.now(),
    };
    return this.#keep({ ...changed, state: firstState(changed) });
  }

  /** Nothing is let in by it until it is updated. Rejects with ResourceNotFoundException. */
  async deauthorize(name: string): Promise<Connection> {
    const { authorization: _authorization, ...known } = this.describe(name);
    return this.#keep({ ...known, state: "DEAUTHORIZED" });
  }

  /** Throws ResourceNotFoundException. */
  describe(name: string): Connection {
    const connection = this.#byName.get(name);
    if (connection !== undefined) return connection;
    throw new ServiceError(
      "ResourceNotFoundException",
      `Failed to describe the connection(s). Connection '${name}' does not exist.`,
    );
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
    await this.#journal?.append({ type: "deleted", name });
    return connection;
  }

  async close(): Promise<void> {
    for (const timer of this.#timers.values()) timer.cancel();
    await this.#journal?.close();
  }

  async #keep(kept: KeptConnection): Promise<Connection> {
    const connection = {
      ...kept,
      authorization: readAuthorization(kept.authorizationType, kept.authParameters),
    };
    this.#byName.set(kept.name, connection);
    if (kept.state === "AUTHORIZING") this.#authorizeLater(kept.name);
    await this.#journal?.append(entryOf(connection));
    return connection;
  }

  #authorizeLater(name: string): void {
    const { authorize, clock } = this.#options;
    if (authorize === undefined) return;
    this.#timers.get(name)?.cancel();
    const timer = clock.setTimer(pauseMs, () => {
      this.#timers.delete(name);
      void this.#authorize(name, authorize);
    });
    this.#timers.set(name, timer);
  }

  async #authorize(name: string, authorize: (connection: Connection) => Promise<unknown>): Promise<void> {
    const connection = this.#byName.get(name);
    if (connection?.state !== "AUTHORIZING") return;
    const { authorization: _authorization, ...kept } = connection;
    const settle = (outcome: Partial<KeptConnection>) => {
      // It may have been changed meanwhile.
      if (this.#byName.get(name) !== connection) return;
      return this.#keep({ ...kept, ...outcome }).catch(() => undefined);
    };
    await authorize(connection).then(
      () => settle({ state: "AUTHORIZED", authorizedAt: this.#options.clock.now() }),
      (problem: unknown) =>
        settle({
          state: "DEAUTHORIZED",
          stateReason: problem instanceof Error ? problem.message : String(problem),
        }),
    );
  }

  #apply(entry: Entry): void {
    if (entry.type === "deleted") {
      this.#byName.delete(entry.name);
      return;
    }
    const kept = { ...earlierDefaults(entry.connection), ...entry.connection };
    const authorization = readAuthorization(kept.authorizationType, kept.authParameters);
    this.#byName.set(kept.name, { ...kept, authorization });
  }
}

function firstState({ authorizationType }: ConnectionRequest): ConnectionState {
  return authorizationType === "OAUTH_CLIENT_CREDENTIALS" ? "AUTHORIZING" : "AUTHORIZED";
}

/** Of connections that were kept before they had a state. */
function earlierDefaults({ modifiedAt }: KeptConnection): Pick<Connection, "state" | "authorizedAt"> {
  return { state: "AUTHORIZED", authorizedAt: modifiedAt };
}

function entryOf({ authorization: _authorization, ...connection }: Connection): Entry {
  return { type: "connection", connection };
}
