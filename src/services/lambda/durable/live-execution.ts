// A durable execution while the region is up: its operations, which of them the function has been told of, and its history. Every change
// is entered in the journal; whoever acknowledges one waits until it is on disk.

import { randomBytes } from "node:crypto";
import type { Records } from "../../../storage/record-book.ts";
import { invalidParameter } from "../functions/refusals.ts";
import {
  type DurableDetails,
  type DurableEvent,
  type DurableExecution,
  type DurableOperation,
  isOver,
} from "./durable-record.ts";
import { eventOf } from "./operation-events.ts";
import { type OperationUpdate, updated } from "./operation-updates.ts";

/** What is kept of all executions; parts of one by its ARN, a space, and what tells them apart. */
export interface DurableBook {
  readonly executions: Records<DurableExecution>;
  readonly operations: Records<DurableOperation>;
  readonly events: Records<DurableEvent>;
}

export class LiveExecution {
  readonly arn: string;
  readonly #book: DurableBook;
  readonly #now: () => number;
  /** By their ids, in the order in which they were first told of. */
  readonly #operations = new Map<string, DurableOperation>();
  readonly #events: DurableEvent[] = [];
  /** When each was last changed, in changes of this execution; those of an earlier run of the region have been told of. */
  readonly #changedAt = new Map<string, number>();
  #changes = 0;
  /** Up to which change the function knows. */
  #told = 0;
  #token = "";
  #lastAnswer: { readonly clientToken: string; readonly answer: CheckpointAnswer } | undefined;

  constructor(record: DurableExecution, book: DurableBook, now: () => number) {
    this.arn = record.arn;
    this.#book = book;
    this.#now = now;
  }

  get record(): DurableExecution {
    const record = this.#book.executions.get(this.arn);
    if (record === undefined) throw new Error(`${this.arn} is held without being kept`);
    return record;
  }

  get isRunning(): boolean {
    return this.#book.executions.get(this.arn)?.status === "RUNNING";
  }

  /** What it was started with. */
  get input(): string {
    return this.operations.find(({ type }) => type === "EXECUTION")?.input ?? "{}";
  }

  get operations(): readonly DurableOperation[] {
    return [...this.#operations.values()];
  }

  get events(): readonly DurableEvent[] {
    return this.#events;
  }

  /** Those in which something may still come to pass without the function. */
  get open(): readonly DurableOperation[] {
    return this.operations.filter(
      (each) =>
        !isOver(each) && each.status !== "READY" && each.type !== "CONTEXT" && each.type !== "EXECUTION",
    );
  }

  /** What was changed since the function was last told. */
  get untold(): readonly DurableOperation[] {
    return this.operations.filter(({ id }) => (this.#changedAt.get(id) ?? 0) > this.#told);
  }

  operation(id: string): DurableOperation | undefined {
    return this.#operations.get(id);
  }

  /** What a book that was read has of it, in any order. */
  take(operations: readonly DurableOperation[], events: readonly DurableEvent[]): void {
    for (const each of operations.toSorted((one, other) => one.sequence - other.sequence))
      this.#operations.set(each.id, each);
    this.#events.push(...events.toSorted((one, other) => one.id - other.id));
  }

  /** Of what the function is to be told next, all is told; a token that was given before is none any more. */
  nextToken(): string {
    this.#told = this.#changes;
    this.#token = randomBytes(30).toString("base64");
    return this.#token;
  }

  /** So that an invocation which goes on after its end changes nothing. */
  withdrawToken(): void {
    this.#token = "";
    this.#lastAnswer = undefined;
  }

  /** Throws InvalidParameterValueException, in the words that AWS's SDK for durable executions looks for. */
  checkToken(token: string): void {
    if (!this.isRunning || token !== this.#token || token === "")
      throw invalidParameter(
        "Invalid Checkpoint Token: it is not that of the last checkpoint of a running execution.",
      );
  }

  /** All of the updates or none. Throws InvalidParameterValueException. */
  checkpoint(token: string, updates: readonly OperationUpdate[], clientToken?: string): CheckpointAnswer {
    if (clientToken !== undefined && this.#lastAnswer?.clientToken === clientToken)
      return this.#lastAnswer.answer;
    this.checkToken(token);
    const now = this.#now();
    const changed = new Map<string, DurableOperation>();
    const events: DurableOperation[] = [];
    let sequence = this.#operations.size;
    for (const update of updates) {
      const present = changed.get(update.Id) ?? this.#operations.get(update.Id);
      const isNew = present === undefined;
      if (isNew && update.ParentId !== undefined && !this.#knows(update.ParentId, changed))
        throw invalidParameter(`Invalid parent operation id ${update.ParentId}.`);
      const next = updated(update, present, { arn: this.arn, now, sequence });
      if (isNew) sequence += 1;
      // A step may be told of only once it has ended.
      if (isNew && next.status !== "STARTED") events.push({ ...next, status: "STARTED" });
      events.push(next);
      changed.set(next.id, next);
    }
    for (const each of changed.values()) this.#put(each);
    for (const each of events) this.#tell(each);
    const answer = { operations: this.untold, token: this.nextToken() };
    this.#lastAnswer = clientToken === undefined ? undefined : { clientToken, answer };
    return answer;
  }

  /** What came to pass without the function. */
  settle(id: string, change: Partial<DurableOperation>): void {
    const present = this.#operations.get(id);
    if (present === undefined || isOver(present)) return;
    const next = { ...present, ...change };
    this.#put(next);
    if (next.status !== present.status) this.#tell(next);
  }

  begin(operation: DurableOperation): void {
    this.#put(operation);
  }

  note(type: string, details: DurableDetails, operation?: DurableOperation): void {
    const id = this.#events.length + 1;
    const of = operation && {
      ...{ id: operation.id, name: operation.name, parentId: operation.parentId, subType: operation.subType },
    };
    const event: DurableEvent = { id, type, at: this.#now(), operation: of, details };
    this.#events.push(event);
    this.#book.events.keep(`${this.arn} ${id}`, event);
  }

  change(change: Partial<DurableExecution>): void {
    this.#book.executions.keep(this.arn, { ...this.record, ...change });
  }

  /** Nothing is kept of it any more. */
  remove(): void {
    for (const { id } of this.operations) this.#book.operations.free(`${this.arn} ${id}`);
    for (const { id } of this.#events) this.#book.events.free(`${this.arn} ${id}`);
    this.#book.executions.free(this.arn);
  }

  #knows(id: string, changed: ReadonlyMap<string, DurableOperation>): boolean {
    return changed.has(id) || this.#operations.has(id);
  }

  #put(operation: DurableOperation): void {
    this.#changes += 1;
    this.#changedAt.set(operation.id, this.#changes);
    this.#operations.set(operation.id, operation);
    this.#book.operations.keep(`${this.arn} ${operation.id}`, operation);
  }

  #tell(operation: DurableOperation): void {
    const event = eventOf(operation);
    if (event !== undefined) this.note(event.type, event.details, operation);
  }
}

export interface CheckpointAnswer {
  readonly token: string;
  /** Those that were changed since the function was last told, by this checkpoint or otherwise. */
  readonly operations: readonly DurableOperation[];
}
