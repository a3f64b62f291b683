// EventBridge Scheduler's schedules in their groups, by name. What is put is on disk once `book.committed` resolves.

import { formatArn, type RegionIdentity } from "../../../aws/arn.ts";
import { ServiceError } from "../../../aws/service-error.ts";
import type { Tags } from "../../../aws/tags.ts";
import type { RecordBook, Records } from "../../../storage/record-book.ts";
import type { Clock } from "../../../time/clock.ts";
import { defaultGroup, type Schedule, type ScheduleDefinition, type ScheduleGroup } from "./schedule.ts";

export interface SchedulesParts {
  readonly clock: Clock;
  readonly identity: RegionIdentity;
  readonly book: RecordBook;
  /** Told of a schedule that was put or taken away. */
  readonly changed: (key: string) => void;
  /** @default the machine is the limit */
  readonly quotas?: ScheduleQuotas | undefined;
}

/** What an account may have of each. */
export interface ScheduleQuotas {
  readonly schedules: number;
  readonly groups: number;
}

/** Unless AWS raises them. https://docs.aws.amazon.com/scheduler/latest/UserGuide/scheduler-quotas.html */
export const accountQuotas: ScheduleQuotas = { schedules: 10_000_000, groups: 500 };

/** Names are told apart by group. */
export function keyOf({ group, name }: Pick<Schedule, "group" | "name">): string {
  return `${group}/${name}`;
}

export function scheduleArn(identity: RegionIdentity, of: Pick<Schedule, "group" | "name">): string {
  return formatArn(identity, "scheduler", `schedule/${keyOf(of)}`);
}

export class Schedules {
  readonly book: RecordBook;
  readonly #parts: SchedulesParts;
  readonly #schedules: Records<Schedule>;
  readonly #groups: Records<ScheduleGroup>;

  constructor(parts: SchedulesParts) {
    this.#parts = parts;
    this.book = parts.book;
    this.#schedules = parts.book.records("schedules");
    this.#groups = parts.book.records("groups");
    if (!this.#groups.has(defaultGroup)) this.#putGroup(defaultGroup, {}, undefined);
  }

  all(): readonly Schedule[] {
    return this.#schedules.values();
  }

  find(key: string): Schedule | undefined {
    return this.#schedules.get(key);
  }

  /** Throws ResourceNotFoundException. */
  get(name: string, group: string = defaultGroup): Schedule {
    const schedule = this.find(keyOf({ group, name }));
    if (schedule !== undefined) return schedule;
    throw notFound(`Schedule ${name}`);
  }

  /** Of one group, or of all. Throws ResourceNotFoundException for a group that is not there. */
  list(group: string | undefined): readonly Schedule[] {
    if (group === undefined) return this.all();
    this.group(group);
    return this.all().filter((schedule) => schedule.group === group);
  }

  /**
   * The same request again answers as it did at first. Throws ResourceNotFoundException, ConflictException and
   * ServiceQuotaExceededException.
   */
  create(definition: ScheduleDefinition, clientToken?: string): Schedule {
    this.group(definition.group);
    const known = this.find(keyOf(definition));
    if (known === undefined) {
      checkQuota("schedules", this.#schedules.size, this.#parts.quotas?.schedules);
      return this.#put(definition, this.#parts.clock.now(), clientToken);
    }
    if (clientToken !== undefined && known.clientToken === clientToken) return known;
    throw conflict(`Schedule ${definition.name} already exists.`);
  }

  /** What the definition does not say takes its default. Throws ResourceNotFoundException. */
  update(definition: ScheduleDefinition): Schedule {
    const { createdAt, clientToken } = this.get(definition.name, definition.group);
    return this.#put(definition, createdAt, clientToken);
  }

  /** Throws ResourceNotFoundException. */
  delete(name: string, group?: string): void {
    this.#remove(this.get(name, group));
  }

  /** In order of time. */
  get groups(): readonly ScheduleGroup[] {
    return this.#groups.values();
  }

  /** Throws ResourceNotFoundException. */
  group(name: string): ScheduleGroup {
    const group = this.#groups.get(name);
    if (group !== undefined) return group;
    throw notFound(`Schedule group ${name}`);
  }

  /** Throws ConflictException and ServiceQuotaExceededException. */
  createGroup(name: string, tags: Tags, clientToken?: string): ScheduleGroup {
    const known = this.#groups.get(name);
    if (known === undefined) {
      checkQuota("schedule groups", this.#groups.size, this.#parts.quotas?.groups);
      return this.#putGroup(name, tags, clientToken);
    }
    if (clientToken !== undefined && known.clientToken === clientToken) return known;
    throw conflict(`Schedule group ${name} already exists.`);
  }

  /** With all its schedules. Throws ResourceNotFoundException, and ValidationException for the default group. */
  deleteGroup(name: string): void {
    const group = this.group(name);
    if (name === defaultGroup)
      throw new ServiceError("ValidationException", "The default schedule group cannot be deleted.");
    for (const schedule of this.list(name)) this.#remove(schedule);
    this.#groups.remove(group.name);
  }

  setTags(name: string, tags: Tags): void {
    this.#groups.put(name, { ...this.group(name), tags, modifiedAt: this.#parts.clock.now() });
  }

  #put(definition: ScheduleDefinition, createdAt: number, clientToken: string | undefined): Schedule {
    const { clock, identity, changed } = this.#parts;
    const key = keyOf(definition);
    const schedule: Schedule = {
      ...definition,
      arn: scheduleArn(identity, definition),
      createdAt,
      modifiedAt: clock.now(),
      ...(clientToken === undefined ? {} : { clientToken }),
    };
    this.#schedules.put(key, schedule);
    changed(key);
    return schedule;
  }

  #remove(schedule: Schedule): void {
    const key = keyOf(schedule);
    this.#schedules.remove(key);
    this.#parts.changed(key);
  }

  #putGroup(name: string, tags: Tags, clientToken: string | undefined): ScheduleGroup {
    const { clock, identity } = this.#parts;
    const now = clock.now();
    const group: ScheduleGroup = {
      ...{ name, tags, createdAt: now, modifiedAt: now },
      arn: formatArn(identity, "scheduler", `schedule-group/${name}`),
      ...(clientToken === undefined ? {} : { clientToken }),
    };
    this.#groups.put(name, group);
    return group;
  }
}

function checkQuota(what: string, count: number, most: number | undefined): void {
  if (most === undefined || count < most) return;
  throw new ServiceError(
    "ServiceQuotaExceededException",
    `The account has reached its limit of ${most} ${what}.`,
    { status: 402 },
  );
}

function notFound(what: string): ServiceError {
  return new ServiceError("ResourceNotFoundException", `${what} does not exist.`, { status: 404 });
}

function conflict(message: string): ServiceError {
  return new ServiceError("ConflictException", message, { status: 409 });
}
