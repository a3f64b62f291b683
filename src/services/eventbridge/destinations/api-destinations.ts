// API destinations: HTTP endpoints that events are sent to, each with a connection. On disk once `book.committed` resolves.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-api-destinations.html

import { randomUUID } from "node:crypto";
import { formatArn, type RegionIdentity } from "../../../aws/arn.ts";
import { ServiceError } from "../../../aws/service-error.ts";
import { isLoopback } from "../../../http-client/loopback.ts";
import type { RecordBook, Records } from "../../../storage/record-book.ts";
import type { Clock } from "../../../time/clock.ts";
import { type AccountQuotas, checkQuota } from "../account-quotas.ts";
import type { Connection } from "../connections/connections.ts";

export interface DestinationDefinition {
  readonly name: string;
  readonly description?: string;
  readonly connectionArn: string;
  /** An asterisk in its path or query stands for a path parameter of the target. */
  readonly endpoint: string;
  readonly method: string;
  readonly invocationsPerSecond: number;
}

export interface ApiDestination extends DestinationDefinition {
  readonly arn: string;
  readonly createdAt: number;
  readonly modifiedAt: number;
}

/** AWS's default, which is its limit as well. */
export const defaultRate = 300;

export interface ApiDestinationsParts {
  readonly clock: Clock;
  readonly identity: RegionIdentity;
  readonly book: RecordBook;
  readonly connections: { findByArn(arn: string): Connection | undefined };
  /** @default the machine is the limit */
  readonly quotas?: Pick<AccountQuotas, "apiDestinations"> | undefined;
}

export class ApiDestinations {
  readonly book: RecordBook;
  readonly #parts: ApiDestinationsParts;
  readonly #destinations: Records<ApiDestination>;

  constructor(parts: ApiDestinationsParts) {
    this.#parts = parts;
    this.book = parts.book;
    this.#destinations = parts.book.records("api-destinations");
  }

  get all(): readonly ApiDestination[] {
    return this.#destinations.values();
  }

  find(name: string): ApiDestination | undefined {
    return this.#destinations.get(name);
  }

  findByArn(arn: string): ApiDestination | undefined {
    const found = this.find(/:api-destination\/([^/]+)/.exec(arn)?.[1] ?? "");
    return found?.arn === arn ? found : undefined;
  }

  /** Throws ResourceNotFoundException. */
  get(name: string): ApiDestination {
    const destination = this.find(name);
    if (destination !== undefined) return destination;
    throw new ServiceError(
      "ResourceNotFoundException",
      `Failed to describe the api-destination(s). An api-destination '${name}' does not exist.`,
    );
  }

  /** Whether its connection lets it be invoked. */
  isActive({ connectionArn }: ApiDestination): boolean {
    return this.#parts.connections.findByArn(connectionArn)?.state === "AUTHORIZED";
  }

  /** Throws ResourceAlreadyExistsException, ResourceNotFoundException, ValidationException and LimitExceededException. */
  create(definition: DestinationDefinition): ApiDestination {
    const { name } = definition;
    if (this.find(name) !== undefined)
      throw new ServiceError(
        "ResourceAlreadyExistsException",
        `An api-destination '${name}' already exists.`,
      );
    const { clock, identity, quotas } = this.#parts;
    checkQuota(this.all.length, quotas?.apiDestinations);
    const now = clock.now();
    return this.#put({
      ...definition,
      arn: formatArn(identity, "events", `api-destination/${name}/${randomUUID()}`),
      ...{ createdAt: now, modifiedAt: now },
    });
  }

  /** What is not given stays as it is. Throws ResourceNotFoundException and ValidationException. */
  update(name: string, change: Partial<DestinationDefinition>): ApiDestination {
    return this.#put({ ...this.get(name), ...change, modifiedAt: this.#parts.clock.now() });
  }

  /** Throws ResourceNotFoundException. */
  delete(name: string): void {
    this.get(name);
    this.#destinations.remove(name);
  }

  #put(destination: ApiDestination): ApiDestination {
    const { name, connectionArn, endpoint } = destination;
    if (this.#parts.connections.findByArn(connectionArn) === undefined) {
      const connection = /:connection\/([^/]+)/.exec(connectionArn)?.[1] ?? connectionArn;
      throw new ServiceError("ResourceNotFoundException", `Connection '${connection}' does not exist.`);
    }
    if (!isAllowed(endpoint))
      throw new ServiceError(
        "ValidationException",
        `Parameter InvocationEndpoint is not valid. Reason: ${endpoint} is no HTTPS URL.`,
      );
    this.#destinations.put(name, destination);
    return destination;
  }
}

/** A server on this machine may speak plain HTTP. */
function isAllowed(endpoint: string): boolean {
  if (!URL.canParse(endpoint)) return false;
  const url = new URL(endpoint);
  return url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url));
}
