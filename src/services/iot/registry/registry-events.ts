// What is published of changes of the registry, where that is switched on.
// https://docs.aws.amazon.com/iot/latest/developerguide/registry-events.html

import { randomUUID } from "node:crypto";
import type { RegionIdentity } from "../../../aws/arn.ts";
import type { RecordBook, Records } from "../../../storage/record-book.ts";
import type { Clock } from "../../../time/clock.ts";
import { ownPublication, type Publication } from "../messages/publication.ts";

/** Of jobs, policies and certificates nothing happens that would be told here. */
export const eventTypes = [
  ...(["THING", "THING_GROUP", "THING_TYPE", "THING_GROUP_MEMBERSHIP"] as const),
  ...(["THING_GROUP_HIERARCHY", "THING_TYPE_ASSOCIATION", "JOB", "JOB_EXECUTION", "POLICY"] as const),
  ...(["CERTIFICATE", "CA_CERTIFICATE"] as const),
] as const;
export type EventType = (typeof eventTypes)[number];

export type RegistryOperation = "CREATED" | "UPDATED" | "DELETED" | "ADDED" | "REMOVED";

interface EventConfigurations {
  readonly enabled: readonly EventType[];
  readonly createdAt: number;
  readonly modifiedAt: number;
}

export interface RegistryEventsParts {
  readonly clock: Clock;
  readonly identity: RegionIdentity;
  readonly book: RecordBook;
  /** Nobody waits for it. */
  readonly publish: (publication: Publication) => void;
}

const onlyKey = "all";

export class RegistryEvents {
  readonly #parts: RegistryEventsParts;
  readonly #kept: Records<EventConfigurations>;

  constructor(parts: RegistryEventsParts) {
    this.#parts = parts;
    this.#kept = parts.book.records("event-configurations");
  }

  /** Undefined while nothing was ever switched. */
  get configurations(): EventConfigurations | undefined {
    return this.#kept.get(onlyKey);
  }

  isEnabled(type: EventType): boolean {
    return this.configurations?.enabled.includes(type) === true;
  }

  /** What is not named stays as it is. */
  configure(changes: ReadonlyMap<EventType, boolean>): void {
    const now = this.#parts.clock.now();
    const { createdAt = now } = this.configurations ?? {};
    const enabled = eventTypes.filter((type) => changes.get(type) ?? this.isEnabled(type));
    this.#kept.put(onlyKey, { enabled, createdAt, modifiedAt: now });
  }

  /** `subject` is what stands in the topic between its beginning and the operation. */
  tell(type: EventType, subject: string, operation: RegistryOperation, document: object): void {
    if (!this.isEnabled(type)) return;
    const { clock, identity, publish } = this.#parts;
    publish(
      ownPublication(`$aws/events/${subject}/${operation.toLowerCase()}`, {
        ...{ eventType: `${type}_EVENT`, eventId: randomUUID(), timestamp: clock.now(), operation },
        ...{ accountId: identity.accountId, ...document },
      }),
    );
  }
}
