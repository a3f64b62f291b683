// What a service keeps of things by their names: maps of plain JSON, every change of which is entered in one journal. Without a
// directory they live in memory.

import type { Json } from "../aws/json.ts";
import type { Operation } from "../aws/wire/operation.ts";
import type { Repair } from "./damage.ts";
import { Journal } from "./journal.ts";

export interface RecordBookOptions {
  readonly directory: string | undefined;
  /** The journal's file. */
  readonly name: string;
  readonly repair?: Repair | undefined;
}

type Entry =
  | { readonly of: string; readonly key: string; readonly value: Json }
  | { readonly of: string; readonly gone: string };

/** One kind of thing by key, in the order in which they were first put. A value is replaced, never changed. */
export interface Records<Value> {
  get(key: string): Value | undefined;
  has(key: string): boolean;
  readonly size: number;
  values(): readonly Value[];
  entries(): readonly (readonly [key: string, value: Value])[];
  /** Throws InternalFailure, and puts nothing, while the disk takes nothing. */
  put(key: string, value: Value): void;
  /** Puts also while the disk takes nothing: for what comes to pass whether or not it is written down. */
  keep(key: string, value: Value): void;
  /** Throws InternalFailure, and removes nothing, while the disk takes nothing. */
  remove(key: string): void;
  /** Removes also while the disk takes nothing: for what makes it so. It is written down once there is room. */
  free(key: string): void;
}

export class RecordBook {
  readonly #kinds = new Map<string, Map<string, Json>>();
  #journal: Journal<Entry> | undefined;

  private constructor() {}

  static inMemory(): RecordBook {
    return new RecordBook();
  }

  /** Throws DamagedFile unless a repair is under way. */
  static async open({ directory, name, repair }: RecordBookOptions): Promise<RecordBook> {
    const book = new RecordBook();
    const state = {
      replay: (entry: Entry) => book.#apply(entry),
      snapshot: () => book.#snapshot(),
    };
    book.#journal = await Journal.openIn(directory, name, state, repair);
    return book;
  }

  /** `Value` has to be plain JSON: what is read after a restart is what JSON made of it. */
  records<Value>(of: string): Records<Value> {
    const records = this.#kind(of);
    return {
      get: (key) => records.get(key) as Value | undefined,
      has: (key) => records.has(key),
      get size() {
        return records.size;
      },
      values: () => [...records.values()] as Value[],
      entries: () => [...records.entries()] as [string, Value][],
      put: (key, value) => this.#change({ of, key, value: value as Json }),
      keep: (key, value) => this.#enter({ of, key, value: value as Json }),
      remove: (key) => {
        if (records.has(key)) this.#change({ of, gone: key });
      },
      free: (key) => {
        if (records.has(key)) this.#enter({ of, gone: key });
      },
    };
  }

  /** Resolves once every change up to now is on disk. Rejects with InternalFailure. */
  committed(): Promise<void> {
    return this.#journal?.append() ?? Promise.resolve();
  }

  /** These operations, answered only once what they changed is on disk. */
  acknowledging(operations: Readonly<Record<string, Operation>>): Record<string, Operation> {
    return Object.fromEntries(
      Object.entries(operations).map(([name, run]) => [
        name,
        async (request, call) => {
          const answer = await run(request, call);
          await this.committed();
          return answer;
        },
      ]),
    );
  }

  async close(): Promise<void> {
    await this.#journal?.close();
  }

  #change(entry: Entry): void {
    this.#journal?.checkWritable();
    this.#enter(entry);
  }

  #enter(entry: Entry): void {
    this.#apply(entry);
    // Whoever must know of a failing disk asks for `committed`.
    this.#journal?.append(entry).catch(() => undefined);
  }

  #apply(entry: Entry): void {
    const records = this.#kind(entry.of);
    if ("gone" in entry) records.delete(entry.gone);
    else records.set(entry.key, entry.value);
  }

  *#snapshot(): Iterable<Entry> {
    for (const [of, records] of this.#kinds) for (const [key, value] of records) yield { of, key, value };
  }

  #kind(of: string): Map<string, Json> {
    const records = this.#kinds.get(of) ?? new Map<string, Json>();
    this.#kinds.set(of, records);
    return records;
  }
}
