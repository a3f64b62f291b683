// What SQS allows only once a minute: to purge a queue, and to make one of the name of one that was deleted.

import { ServiceError } from "../../../aws/service-error.ts";

const pauseMs = 60_000;

/** When each queue was last purged, and when which names were given up. Not kept on disk: a restart takes part of the minute. */
export class RecentActs {
  readonly #purged = new Map<string, number>();
  readonly #deleted = new Map<string, number>();

  /** Throws PurgeQueueInProgress. */
  purge(name: string, now: number): void {
    if (isRecent(this.#purged.get(name), now))
      throw new ServiceError(
        "PurgeQueueInProgress",
        `Only one PurgeQueue operation on ${name} is allowed every 60 seconds.`,
        { status: 403 },
      );
    note(this.#purged, name, now);
  }

  delete(name: string, now: number): void {
    this.#purged.delete(name);
    note(this.#deleted, name, now);
  }

  /** Throws QueueDeletedRecently. */
  checkCreate(name: string, now: number): void {
    if (!isRecent(this.#deleted.get(name), now)) return;
    throw new ServiceError(
      "QueueDeletedRecently",
      "You must wait 60 seconds after deleting a queue before you can create another with the same name.",
    );
  }
}

function isRecent(at: number | undefined, now: number): boolean {
  return at !== undefined && at + pauseMs > now;
}

/** Notes are in the order of their time, so those that are over come first. */
function note(times: Map<string, number>, name: string, now: number): void {
  times.delete(name);
  times.set(name, now);
  for (const [each, at] of times) {
    if (isRecent(at, now)) break;
    times.delete(each);
  }
}
