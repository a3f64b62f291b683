// The tables that there are, in memory as in the file.

import { Table } from "../definitions/table.ts";
import type { TableDefinition } from "../definitions/table-definition.ts";
import type { TableDatabase } from "./table-database.ts";

export class Catalog {
  readonly #database: TableDatabase;
  readonly #tables = new Map<string, Table>();

  constructor(database: TableDatabase) {
    this.#database = database;
    this.load();
  }

  /** Takes the tables as they are in the file: at first, and where a transaction that changed them has failed. */
  load(): void {
    this.#tables.clear();
    for (const row of this.#database.statement("SELECT owner, definition FROM tables").iterate()) {
      const table = new Table(Number(row.owner), JSON.parse(String(row.definition)) as TableDefinition);
      this.#tables.set(table.name, table);
    }
  }

  find(name: string): Table | undefined {
    return this.#tables.get(name);
  }

  /** By name. */
  get all(): readonly Table[] {
    return [...this.#tables.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** A number for something that rows belong to. To be called in a transaction. */
  newOwner(): number {
    const { lastInsertRowid } = this.#database
      .statement("INSERT INTO owners (items, bytes) VALUES (0, 0)")
      .run();
    return Number(lastInsertRowid);
  }

  /** Has the rows of an owner removed. To be called in a transaction. */
  doom(owner: number): void {
    this.#database.statement("DELETE FROM owners WHERE id = ?").run(owner);
    this.#database.statement("INSERT INTO doomed VALUES (?)").run(owner);
  }

  /** Makes a table, or makes it what it is to be. `define` runs in the same transaction. */
  save(owner: number | undefined, define: () => TableDefinition): Table {
    const table = this.#database.write(() => {
      const saved = new Table(owner ?? this.newOwner(), define());
      this.#database
        .statement("INSERT OR REPLACE INTO tables VALUES (?, ?, ?)")
        .run(saved.owner, saved.name, JSON.stringify(saved.definition));
      return saved;
    });
    this.#tables.set(table.name, table);
    return table;
  }

  /** Its rows go later. `alongside` runs in the same transaction. */
  remove(table: Table, alongside: () => void): void {
    this.#database.write(() => {
      this.#database.statement("DELETE FROM tables WHERE owner = ?").run(table.owner);
      this.doom(table.owner);
      for (const { definition } of table.indexes) this.doom(definition.owner);
      alongside();
    });
    this.#tables.delete(table.name);
  }
}
