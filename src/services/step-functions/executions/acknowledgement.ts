// What a client is told only once it is on disk, and what it is told if the disk takes nothing.

import { ServiceError } from "../../../aws/service-error.ts";
import type { Backlog } from "../store/backlog.ts";
import { type ExecutionStore, StoreError } from "../store/execution-store.ts";

/** Throws InternalFailure if nothing can be written at the moment. */
export function checkWritable({ problem }: ExecutionStore): void {
  if (problem !== undefined) throw internalFailure(problem);
}

/** Resolves once everything written so far is on disk. Rejects with InternalFailure. */
export function written(store: ExecutionStore): Promise<void> {
  return store.committed().then(undefined, refuse);
}

function refuse(problem: unknown): never {
  throw problem instanceof StoreError ? internalFailure(problem) : problem;
}

/**
 * The same for all that has been told to executions so far: what a task answered goes through a few promises, and may have to
 * wait for the turn before.
 */
export async function taken(store: ExecutionStore, backlog: Backlog): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  await backlog.taken();
  await written(store);
}

function internalFailure(problem: StoreError): ServiceError {
  return new ServiceError("InternalFailure", problem.message, { status: 500 });
}
