// All stacks with their resources, events and change sets, as they are kept on disk: a change is there before it is told of.

import type { Repair } from "../../../storage/damage.ts";
import { Journal } from "../../../storage/journal.ts";
import type { Clock } from "../../../time/clock.ts";
import type { ChangeSet } from "./change-set.ts";
import type { Stack, StackEvent, StackInput, StackResource } from "./stack.ts";

export interface StackRecord {
  readonly stack: Stack;
  readonly resources: ReadonlyMap<string, StackResource>;
  /** Oldest first. */
  readonly events: readonly StackEvent[];
  readonly changeSets: ReadonlyMap<string, ChangeSet>;
}

/** What is written down of one thing that has come to be otherwise. */
export type StackChange =
  | { readonly type: "stack"; readonly stack: Stack }
  | { readonly type: "resource"; readonly stackId: string; readonly resource: StackResource }
  | { readonly type: "resource-gone"; readonly stackId: string; readonly logicalId: string }
  | { readonly type: "event"; readonly event: StackEvent }
  | { readonly type: "change-set"; readonly changeSet: ChangeSet }
  | { readonly type: "change-set-gone"; readonly stackId: string; readonly id: string };

type Kept = "input" | "formerInput";

/** A stack without what its last entry says of it already. */
interface ShortenedStack {
  readonly type: "stack-as-before";
  readonly stack: Omit<Stack, "input"> & { readonly input?: StackInput };
  readonly inputIs: Kept | undefined;
  readonly formerInputIs: Kept | undefined;
}

type Entry = StackChange | ShortenedStack;

interface KeptRecord {
  stack: Stack;
  readonly resources: Map<string, StackResource>;
  readonly events: StackEvent[];
  readonly changeSets: Map<string, ChangeSet>;
}

export interface StackBookOptions {
  readonly directory: string | undefined;
  readonly clock: Clock;
  readonly repair?: Repair | undefined;
}

/** For so long a deleted stack is told of. */
const deletedForMs = 90 * 86_400_000;

export class StackBook {
  readonly #clock: Clock;
  readonly #records = new Map<string, KeptRecord>();
  /** The ids of the stacks that are there by their names. */
  readonly #ids = new Map<string, string>();
  readonly #watchers = new Set<(event: StackEvent) => void>();
  /** What belongs to a stack whose first entry was damaged: there is a later one, or it goes with it. */
  readonly #orphans = new Map<string, StackChange[]>();
  #journal: Journal<Entry> | undefined;

  private constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Throws DamagedFile unless a repair is under way. */
  static async open({ directory, clock, repair }: StackBookOptions): Promise<StackBook> {
    const book = new StackBook(clock);
    const state = {
      replay: (entry: Entry) => book.#replay(entry),
      snapshot: () => book.#snapshot(),
    };
    book.#journal = await Journal.openIn(directory, "stacks.journal", state, repair);
    return book;
  }

  get all(): readonly StackRecord[] {
    return [...this.#records.values()];
  }

  byId(id: string): StackRecord | undefined {
    return this.#records.get(id);
  }

  /** The stack that is there by that name; one that is deleted is found by its id only. */
  byName(name: string): StackRecord | undefined {
    return this.#records.get(this.#ids.get(name) ?? "");
  }

  /**
   * What is written of a change: of a stack not again what it was made of, which may be large and stays the same from the beginning
   * of an operation to its end.
   */
  #written(change: StackChange): Entry {
    const before = change.type === "stack" ? this.#records.get(change.stack.id)?.stack : undefined;
    if (change.type !== "stack" || before === undefined) return change;
    const { input, formerInput, ...facts } = change.stack;
    const kept = (value: StackInput | undefined): Kept | undefined => {
      if (value === undefined) return undefined;
      return value === before.input ? "input" : value === before.formerInput ? "formerInput" : undefined;
    };
    const [inputIs, formerInputIs] = [kept(input), kept(formerInput)];
    return {
      type: "stack-as-before",
      stack: {
        ...facts,
        ...(inputIs === undefined ? { input } : {}),
        ...(formerInputIs === undefined ? { formerInput } : {}),
      },
      inputIs,
      formerInputIs,
    };
  }

  /** Resolves once it is on disk. Throws InternalFailure if the disk does not take it. */
  async save(...changes: readonly StackChange[]): Promise<void> {
    this.#journal?.checkWritable();
    const written: Entry[] = [];
    for (const change of changes) {
      written.push(this.#written(change));
      this.#apply(change);
    }
    await this.#journal?.append(...written);
    for (const change of changes) if (change.type === "event") this.#tell(change.event);
  }

  /** Tells of every event once it is on disk. The answer ends that. */
  watch(watcher: (event: StackEvent) => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  async close(): Promise<void> {
    await this.#journal?.close();
  }

  #tell(event: StackEvent): void {
    for (const watcher of this.#watchers) watcher(event);
  }

  #replay(entry: Entry): void {
    if (entry.type !== "stack-as-before") {
      this.#apply(entry);
      return;
    }
    const before = this.#records.get(entry.stack.id)?.stack;
    const input = entry.stack.input ?? before?.[entry.inputIs ?? "input"];
    // What it is made of was damaged: the next operation writes it again.
    if (input === undefined) return;
    const formerInput = entry.stack.formerInput ?? (entry.formerInputIs && before?.[entry.formerInputIs]);
    this.#apply({ type: "stack", stack: { ...entry.stack, input, formerInput } });
  }

  #apply(change: StackChange): void {
    if (change.type === "stack") {
      this.#applyStack(change.stack);
      return;
    }
    const id = change.type === "event" ? change.event.stackId : stackIdOf(change);
    const record = this.#records.get(id);
    if (record === undefined) {
      this.#orphans.set(id, [...(this.#orphans.get(id) ?? []), change]);
      return;
    }
    if (change.type === "resource") record.resources.set(change.resource.logicalId, change.resource);
    else if (change.type === "resource-gone") record.resources.delete(change.logicalId);
    else if (change.type === "event") record.events.push(change.event);
    else if (change.type === "change-set") record.changeSets.set(change.changeSet.id, change.changeSet);
    else record.changeSets.delete(change.id);
  }

  #applyStack(stack: Stack): void {
    const record = this.#records.get(stack.id);
    if (record === undefined)
      this.#records.set(stack.id, { stack, resources: new Map(), events: [], changeSets: new Map() });
    else record.stack = stack;
    for (const orphan of this.#orphans.get(stack.id) ?? []) this.#apply(orphan);
    this.#orphans.delete(stack.id);
    if (stack.status !== "DELETE_COMPLETE") this.#ids.set(stack.name, stack.id);
    else if (this.#ids.get(stack.name) === stack.id) this.#ids.delete(stack.name);
  }

  *#snapshot(): Generator<Entry> {
    const forgotten = this.#clock.now() - deletedForMs;
    for (const { stack, resources, events, changeSets } of this.#records.values()) {
      if ((stack.deletedAt ?? Number.POSITIVE_INFINITY) < forgotten) continue;
      yield { type: "stack", stack };
      for (const resource of resources.values()) yield { type: "resource", stackId: stack.id, resource };
      for (const event of events) yield { type: "event", event };
      for (const changeSet of changeSets.values()) yield { type: "change-set", changeSet };
    }
  }
}

function stackIdOf(change: Exclude<StackChange, { type: "stack" | "event" }>): string {
  return change.type === "change-set" ? change.changeSet.stackId : change.stackId;
}
