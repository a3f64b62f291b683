// The Kinesis streams that tables put their changes to. A change waits in the tables' file, written in its own transaction, until
// its stream has it.

import type { RegionIdentity } from "../../../aws/arn.ts";
import type { Clock } from "../../../time/clock.ts";
import type { Table } from "../definitions/table.ts";
import type { Catalog } from "../store/catalog.ts";
import type { ItemChange } from "../store/items.ts";
import type { TableDatabase } from "../store/table-database.ts";
import { type Changer, isChange } from "../streams/change-record.ts";
import type { Destination, DestinationDescription, Precision } from "./destination.ts";
import { DestinationPump, type PumpParts } from "./destination-pump.ts";
import { kinesisRecord } from "./kinesis-record.ts";

export interface DestinationsOptions extends Pick<PumpParts, "deliver" | "onFault"> {
  readonly database: TableDatabase;
  readonly catalog: Catalog;
  readonly clock: Clock;
  readonly identity: RegionIdentity;
}

export class Destinations {
  readonly #options: DestinationsOptions;
  /** By owner. */
  readonly #destinations = new Map<number, Destination>();
  readonly #pumps = new Map<number, DestinationPump>();
  /** The number of the last record, by owner. */
  readonly #last = new Map<number, number>();
  #isFlowing = false;

  constructor(options: DestinationsOptions) {
    this.#options = options;
    this.load();
  }

  /** Takes them as they are in the file: at first, and where a transaction that changed them has failed. */
  load(): void {
    this.#destinations.clear();
    this.#last.clear();
    const rows = this.#options.database.statement(
      "SELECT owner, description FROM destinations ORDER BY owner",
    );
    for (const { owner, description } of rows.all())
      this.#keep(Number(owner), JSON.parse(String(description)) as DestinationDescription);
  }

  /** Oldest first. */
  of(tableName: string): readonly Destination[] {
    return [...this.#destinations.values()].filter(
      ({ description }) => description.tableName === tableName && description.isOrphan !== true,
    );
  }

  enabledOf(tableName: string): Destination | undefined {
    return this.of(tableName).find(({ description }) => description.isEnabled);
  }

  /** The table has no other that is enabled. To be called in a transaction. */
  enable(tableName: string, streamArn: string, precision: Precision): void {
    const former = this.of(tableName).find(({ description }) => description.streamArn === streamArn);
    const owner = former?.owner ?? this.#options.catalog.newOwner();
    this.#save(owner, { tableName, streamArn, precision, isEnabled: true });
  }

  /** To be called in a transaction. */
  change({ owner, description }: Destination, change: Partial<DestinationDescription>): void {
    this.#save(owner, { ...description, ...change });
  }

  /** Its table goes: what waits is put all the same. To be called in the transaction that deletes the table. */
  orphan(tableName: string): void {
    for (const each of this.of(tableName)) this.change(each, { isEnabled: false, isOrphan: true });
  }

  /** Has a change wait for the table's stream, if there is one. To be called in the transaction of the change. */
  append(table: Table, change: ItemChange, by: Changer = "caller"): void {
    if (this.#destinations.size === 0) return;
    const enabled = this.enabledOf(table.name);
    if (enabled === undefined || !isChange(change)) return;
    const { owner, description } = enabled;
    const { database, clock, identity } = this.#options;
    const number = (this.#last.get(owner) ?? 0) + 1;
    const at = clock.now();
    const recorded = { ...change, number, at, by, region: identity.region };
    const { partitionKey, data } = kinesisRecord(table, recorded, description.precision);
    const text = `[${JSON.stringify(partitionKey)},${data}]`;
    database.count(text.length);
    database.statement("INSERT INTO records VALUES (?, ?, ?, ?)").run(owner, number, at, text);
    database.statement("UPDATE owners SET items = ? WHERE id = ?").run(number, owner);
    this.#last.set(owner, number);
    this.#pumpOf(enabled).wake();
  }

  /** Puts what the last run left over, and whatever comes from now on. */
  start(): void {
    this.#isFlowing = true;
    for (const destination of this.#destinations.values()) this.#pumpOf(destination).wake();
  }

  /** Resolves once nothing is being put any more. */
  async stop(): Promise<void> {
    this.#isFlowing = false;
    await Promise.all([...this.#pumps.values()].map((pump) => pump.stop()));
  }

  #save(owner: number, description: DestinationDescription): void {
    this.#options.database
      .statement("INSERT OR REPLACE INTO destinations VALUES (?, ?)")
      .run(owner, JSON.stringify(description));
    const destination = this.#keep(owner, description);
    this.#pumpOf(destination).wake();
  }

  #keep(owner: number, description: DestinationDescription): Destination {
    const destination = { owner, description };
    this.#destinations.set(owner, destination);
    if (!this.#last.has(owner)) {
      const row = this.#options.database.statement("SELECT items FROM owners WHERE id = ?").get(owner);
      this.#last.set(owner, Number(row?.items ?? 0));
    }
    return destination;
  }

  #pumpOf({ owner }: Destination): DestinationPump {
    const known = this.#pumps.get(owner);
    if (known !== undefined) return known;
    const pump = new DestinationPump({
      ...this.#options,
      owner,
      describe: () => (this.#isFlowing ? this.#destinations.get(owner)?.description : undefined),
      emptied: () => this.#emptied(owner),
    });
    this.#pumps.set(owner, pump);
    return pump;
  }

  /** Nothing waits: one without a table is done with. */
  #emptied(owner: number): void {
    const { database, catalog } = this.#options;
    if (this.#destinations.get(owner)?.description.isOrphan !== true) return;
    database.write(() => {
      database.statement("DELETE FROM destinations WHERE owner = ?").run(owner);
      catalog.doom(owner);
    });
    this.#destinations.delete(owner);
    this.#last.delete(owner);
    this.#pumps.delete(owner);
  }
}
