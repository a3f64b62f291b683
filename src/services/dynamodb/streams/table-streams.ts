// All streams of the region's tables: their records as rows, and what reads them. A stream that has been disabled, or whose
// table is gone, can be read until its last record is a day old.

import { formatArn, type RegionIdentity } from "../../../aws/arn.ts";
import type { Json } from "../../../aws/json.ts";
import type { Clock } from "../../../time/clock.ts";
import type { Table } from "../definitions/table.ts";
import type { KeySchemaElement, StreamViewType, TableStream } from "../definitions/table-definition.ts";
import type { Catalog } from "../store/catalog.ts";
import type { ItemChange } from "../store/items.ts";
import type { TableDatabase } from "../store/table-database.ts";
import { type Changer, changeRecord, isChange } from "./change-record.ts";
import {
  labelOf,
  retentionMs,
  type Stream,
  type StreamDescription,
  type StreamRecord,
  shardIdOf,
} from "./stream.ts";

export interface TableStreamsOptions {
  readonly database: TableDatabase;
  readonly catalog: Catalog;
  readonly clock: Clock;
  readonly identity: RegionIdentity;
}

/** So many old records are removed in one go. */
const trimmedAtOnce = 100;

export class TableStreams {
  readonly #options: TableStreamsOptions;
  /** By ARN. */
  readonly #streams = new Map<string, Stream>();
  /** The number of the last record, by owner. */
  readonly #last = new Map<number, number>();
  readonly #watchers = new Map<string, Set<() => void>>();

  constructor(options: TableStreamsOptions) {
    this.#options = options;
    this.load();
  }

  /** Takes the streams as they are in the file: at first, and where a transaction that changed them has failed. */
  load(): void {
    this.#streams.clear();
    this.#last.clear();
    const rows = this.#options.database.statement(
      "SELECT owner, arn, description FROM streams ORDER BY owner",
    );
    for (const { owner, arn, description } of rows.all()) {
      this.#keep(Number(owner), String(arn), JSON.parse(String(description)) as StreamDescription);
    }
  }

  /** Oldest first. */
  get all(): readonly Stream[] {
    return [...this.#streams.values()];
  }

  find(arn: string): Stream | undefined {
    return this.#streams.get(arn);
  }

  arnOf(tableName: string, label: string): string {
    return formatArn(this.#options.identity, "dynamodb", `table/${tableName}/stream/${label}`);
  }

  /** Begins a stream. To be called in the transaction that gives it to the table. */
  begin(tableName: string, keySchema: readonly KeySchemaElement[], viewType: StreamViewType): TableStream {
    const { database, catalog, clock } = this.#options;
    let createdAt = clock.now();
    while (this.#streams.has(this.arnOf(tableName, labelOf(createdAt)))) createdAt += 1;
    const label = labelOf(createdAt);
    const owner = catalog.newOwner();
    const arn = this.arnOf(tableName, label);
    const description: StreamDescription = { tableName, label, viewType, keySchema, createdAt };
    database.statement("INSERT INTO streams VALUES (?, ?, ?)").run(owner, arn, JSON.stringify(description));
    this.#keep(owner, arn, description);
    return { owner, label, viewType, isEnabled: true };
  }

  /** The stream takes no more records. To be called in the transaction that takes it from the table. */
  end(tableName: string, { owner, label }: TableStream): void {
    const arn = this.arnOf(tableName, label);
    const stream = this.#streams.get(arn);
    if (stream === undefined) return;
    const description = { ...stream.description, disabledAt: this.#options.clock.now() };
    this.#options.database
      .statement("UPDATE streams SET description = ? WHERE owner = ?")
      .run(JSON.stringify(description), owner);
    this.#keep(owner, arn, description);
    this.#wake(arn);
  }

  /** Tells the table's stream, if it has one, of a change. To be called in the transaction of the change. */
  append(table: Table, change: ItemChange, by: Changer = "caller"): void {
    const { stream } = table.definition;
    if (stream?.isEnabled !== true || !isChange(change)) return;
    const { owner, viewType, label } = stream;
    const { database, clock, identity } = this.#options;
    const number = (this.#last.get(owner) ?? 0) + 1;
    const at = clock.now();
    const text = changeRecord(table, viewType, { ...change, number, at, by, region: identity.region });
    database.count(text.length);
    database.statement("INSERT INTO records VALUES (?, ?, ?, ?)").run(owner, number, at, text);
    database.statement("UPDATE owners SET items = ? WHERE id = ?").run(number, owner);
    // A number that a failed transaction leaves out is no matter; one that came twice would be.
    this.#last.set(owner, number);
    this.#wake(this.arnOf(table.name, label));
  }

  /** The number of the last record that there has been; 0 before the first. */
  lastNumber({ owner }: Stream): number {
    return this.#last.get(owner) ?? 0;
  }

  /** The number of the oldest record that can still be read, or of the next one to come. */
  firstNumber({ owner }: Stream): number {
    const row = this.#options.database
      .statement("SELECT number FROM records WHERE owner = ? AND at >= ? ORDER BY number LIMIT 1")
      .get(owner, this.#horizon());
    return row === undefined ? (this.#last.get(owner) ?? 0) + 1 : Number(row.number);
  }

  /** Records from this number on, in order: so many at most, and no more than fit into so many bytes but for the first. */
  read(stream: Stream, from: number, { limit, bytes }: { limit: number; bytes: number }): StreamRecord[] {
    const found: StreamRecord[] = [];
    let size = 0;
    const rows = this.#options.database
      .statement(
        "SELECT number, at, record FROM records WHERE owner = ? AND number >= ? AND at >= ? ORDER BY number LIMIT ?",
      )
      .iterate(stream.owner, from, this.#horizon(), limit);
    for (const { number, at, record } of rows) {
      const text = String(record);
      size += text.length;
      if (found.length > 0 && size > bytes) break;
      found.push({ number: Number(number), at: Number(at), record: JSON.parse(text) as Json });
    }
    return found;
  }

  /** Calls `wake` soon after the stream has taken records. The answer ends that. */
  watch(arn: string, wake: () => void): () => void {
    const watchers = this.#watchers.get(arn) ?? new Set();
    this.#watchers.set(arn, watchers);
    watchers.add(wake);
    return () => void watchers.delete(wake);
  }

  /** A chore: removes records that are a day old, and streams that have nothing any more. Says whether there is more. */
  trim(): boolean {
    return this.all.map((stream) => this.#trim(stream)).some(Boolean);
  }

  #trim({ owner, arn, description }: Stream): boolean {
    const { database, catalog } = this.#options;
    const removed = database.statement(
      `DELETE FROM records WHERE owner = ?1 AND number IN
        (SELECT number FROM records WHERE owner = ?1 AND at < ?2 ORDER BY number LIMIT ${trimmedAtOnce})`,
    );
    const oldest = database
      .statement("SELECT at FROM records WHERE owner = ? ORDER BY number LIMIT 1")
      .get(owner);
    if (oldest !== undefined && Number(oldest.at) < this.#horizon()) {
      database.write(() => removed.run(owner, this.#horizon()));
      return true;
    }
    if ((description.disabledAt ?? Number.POSITIVE_INFINITY) >= this.#horizon()) return false;
    database.write(() => {
      database.statement("DELETE FROM streams WHERE owner = ?").run(owner);
      catalog.doom(owner);
    });
    this.#streams.delete(arn);
    this.#last.delete(owner);
    return true;
  }

  #horizon(): number {
    return this.#options.clock.now() - retentionMs;
  }

  #keep(owner: number, arn: string, description: StreamDescription): void {
    this.#streams.set(arn, { owner, arn, description, shardId: shardIdOf(owner, description) });
    if (this.#last.has(owner)) return;
    const row = this.#options.database.statement("SELECT items FROM owners WHERE id = ?").get(owner);
    this.#last.set(owner, Number(row?.items ?? 0));
  }

  #wake(arn: string): void {
    const watchers = this.#watchers.get(arn);
    if (watchers !== undefined && watchers.size > 0) {
      setImmediate(() => {
        for (const wake of watchers) wake();
      });
    }
  }
}
