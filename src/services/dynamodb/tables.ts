// DynamoDB and DynamoDB Streams: tables in one SQLite file. A call is worked through without a pause (what it reads can't change
// before it writes), and answered once the disk has what it wrote.

import { join } from "node:path";
import type { RegionIdentity } from "../../aws/arn.ts";
import type { Deliver } from "../../aws/delivery.ts";
import type { JsonObject } from "../../aws/json.ts";
import { ServiceError } from "../../aws/service-error.ts";
import type { ChangeCursor, SourceStream } from "../../event-sources/stream-source.ts";
import type { Repair } from "../../storage/damage.ts";
import type { Clock } from "../../time/clock.ts";
import { Backfill } from "./background/backfill.ts";
import { removeDoomedRows } from "./background/doomed-rows.ts";
import { deleteExpiredItems } from "./background/expired-items.ts";
import { type OnFault, Sweeper } from "./background/sweeper.ts";
import { type DeployedTable, deployTable, type WantedTable } from "./deploy-table.ts";
import { Destinations } from "./destinations/destinations.ts";
import { takeOverFormerTables } from "./migration/migrate-tables.ts";
import { tableOperations } from "./operations/operations.ts";
import { Catalog } from "./store/catalog.ts";
import { Items } from "./store/items.ts";
import { TableDatabase } from "./store/table-database.ts";
import { changeSource } from "./streams/change-source.ts";
import { streamOperations } from "./streams/stream-operations.ts";
import { TableStreams } from "./streams/table-streams.ts";
import type { TableOperation, TableService } from "./table-service.ts";

export interface TablesOptions {
  /** Where the items are kept; undefined for memory only. */
  readonly directory: string | undefined;
  readonly clock: Clock;
  readonly identity: RegionIdentity;
  /** Present for a start that keeps what is whole of a damaged file. */
  readonly repair?: Repair | undefined;
  /** Puts changes to Kinesis streams. */
  readonly deliver: Deliver;
  /** Throws ValidationException for a Kinesis stream that is not there. */
  readonly checkStream: (streamArn: string) => void;
  /** Told of what goes wrong where nobody waits for it. */
  readonly onFault: OnFault;
}

const fileName = "tables.sqlite";

export class Tables {
  /** What reads the changes of items: pipes, and whatever else delivers them. */
  readonly streams: TableStreams;
  readonly #service: TableService;

  private constructor(service: TableService) {
    this.#service = service;
    this.streams = service.streams;
  }

  /** Throws SqliteFileError, and DamagedFile unless a repair is under way. */
  static async open(options: TablesOptions): Promise<Tables> {
    const service = openService(options);
    try {
      if (options.directory !== undefined) await takeOverFormerTables(service, options.directory);
    } catch (problem) {
      service.sweeper.close();
      await service.database.close();
      throw problem;
    }
    return new Tables(service);
  }

  /** Calls an operation by its API name, such as `PutItem`. Throws ServiceError with DynamoDB's code and text. */
  async request(operation: string, parameters: JsonObject): Promise<JsonObject> {
    return operationOf(tableOperations, operation)(this.#service, parameters);
  }

  /** The same for DynamoDB Streams, such as `GetRecords`. */
  async requestStreams(operation: string, parameters: JsonObject): Promise<JsonObject> {
    return operationOf(streamOperations, operation)(this.#service, parameters);
  }

  /** The changes of a table, by the ARN of its stream, for whoever reads them as they come. Throws ResourceNotFoundException. */
  changes(streamArn: string): SourceStream<ChangeCursor> {
    return changeSource(this.streams, streamArn, this.#service.clock);
  }

  /** Makes a table as a template wants it, or makes one that is there so. Throws ServiceError. */
  deploy(wanted: WantedTable): Promise<DeployedTable> {
    return deployTable(this.#service, wanted);
  }

  /** Lets changes flow to Kinesis streams, first those that the last run left over. */
  start(): void {
    this.#service.destinations.start();
  }

  stop(): Promise<void> {
    return this.#service.destinations.stop();
  }

  async close(): Promise<void> {
    await this.stop();
    this.#service.sweeper.close();
    await this.#service.database.close();
  }
}

function openService(options: TablesOptions): TableService {
  const { directory, clock, identity, repair, deliver, checkStream, onFault } = options;
  const path = directory === undefined ? undefined : join(directory, fileName);
  const database = new TableDatabase(path, repair);
  const catalog = new Catalog(database);
  const streams = new TableStreams({ database, catalog, clock, identity });
  const destinations = new Destinations({ database, catalog, clock, identity, deliver, onFault });
  const chores = [
    () => backfill.work(),
    () => deleteExpiredItems(service),
    () => streams.trim(),
    () => removeDoomedRows(database),
  ];
  const service: TableService = {
    identity,
    clock,
    database,
    catalog,
    items: new Items(database),
    streams,
    destinations,
    checkStream,
    sweeper: new Sweeper({
      clock,
      chores,
      isAwaiting: () => streams.all.length > 0 || catalog.all.some(({ definition }) => definition.timeToLive),
      onFault,
    }),
    change(work) {
      try {
        return database.write(work);
      } catch (problem) {
        catalog.load();
        streams.load();
        destinations.load();
        throw problem;
      }
    },
  };
  const backfill = new Backfill(service);
  return service;
}

function operationOf(operations: Readonly<Record<string, TableOperation>>, name: string): TableOperation {
  const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
  if (operation !== undefined) return operation;
  throw new ServiceError("UnknownOperationException", `DynamoDB has no operation ${name} here`, {
    namespace: "com.amazon.coral.service",
  });
}
