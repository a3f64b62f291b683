// What the operations work with.

import { parseArn, type RegionIdentity } from "../../aws/arn.ts";
import type { JsonObject } from "../../aws/json.ts";
import { ServiceError } from "../../aws/service-error.ts";
import type { Clock } from "../../time/clock.ts";
import type { Sweeper } from "./background/sweeper.ts";
import type { Table } from "./definitions/table.ts";
import type { Destinations } from "./destinations/destinations.ts";
import type { Catalog } from "./store/catalog.ts";
import type { Items } from "./store/items.ts";
import type { TableDatabase } from "./store/table-database.ts";
import type { TableStreams } from "./streams/table-streams.ts";

export interface TableService {
  readonly identity: RegionIdentity;
  readonly clock: Clock;
  readonly database: TableDatabase;
  readonly catalog: Catalog;
  readonly items: Items;
  readonly streams: TableStreams;
  readonly destinations: Destinations;
  /** Throws ValidationException for a Kinesis stream that is not there. */
  readonly checkStream: (streamArn: string) => void;
  readonly sweeper: Sweeper;
  /** Runs what makes, changes or deletes a table, as one transaction: all of it, in memory too, or nothing. */
  readonly change: <Value>(work: () => Value) => Value;
}

/** Answers a request of the API, with members as the JSON protocol has them. Throws ServiceError. */
export type TableOperation = (service: TableService, request: JsonObject) => JsonObject | Promise<JsonObject>;

/** The table for a call on its items. Throws ResourceNotFoundException. */
export function tableNamed(service: TableService, nameOrArn: string): Table {
  const table = service.catalog.find(plainName(nameOrArn));
  if (table !== undefined) return table;
  throw tableNotFound();
}

export function tableNotFound(): ServiceError {
  return new ServiceError("ResourceNotFoundException", "Requested resource not found");
}

/** The table for a call on itself. Throws ResourceNotFoundException. */
export function describedTable(service: TableService, nameOrArn: string): Table {
  const name = plainName(nameOrArn);
  const table = service.catalog.find(name);
  if (table !== undefined) return table;
  throw new ServiceError(
    "ResourceNotFoundException",
    `Requested resource not found: Table: ${name} not found`,
  );
}

/** A request may name a table by its ARN. */
export function plainName(nameOrArn: string): string {
  const resource = nameOrArn.startsWith("arn:") ? parseArn(nameOrArn)?.resource : undefined;
  return resource?.startsWith("table/") === true ? resource.slice("table/".length) : nameOrArn;
}
