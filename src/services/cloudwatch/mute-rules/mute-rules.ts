// Alarm mute rules: while one is active the alarms that it names change their states and do nothing. What an alarm was kept from is
// done once no rule mutes it any more, if it is still in the state in which it was muted.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-mute-rules-behaviour.html

import { formatArn, type RegionIdentity } from "../../../aws/arn.ts";
import { ServiceError } from "../../../aws/service-error.ts";
import { setTimerAt } from "../../../schedule/timer-at.ts";
import { RecordBook, type Records } from "../../../storage/record-book.ts";
import type { Clock, Timer } from "../../../time/clock.ts";
import type { Announcement } from "../alarms/alarm-actions.ts";
import { checkMuteRule, type MuteConfiguration, mutesUntil } from "./mute-rule.ts";

export interface MuteRule {
  readonly configuration: MuteConfiguration;
  readonly arn: string;
  readonly updatedAt: number;
}

/** What an alarm has been kept from. */
interface Held {
  readonly state: string;
  readonly announcement: Announcement;
}

export interface MuteRulesOptions {
  readonly clock: Clock;
  readonly identity: RegionIdentity;
  /** Where rules are kept, and what alarms are kept from. @default in memory */
  readonly book?: RecordBook;
  /** The state of an alarm whose actions are enabled; undefined for another, and for one that is not there. */
  readonly stateOf: (alarmName: string) => string | undefined;
  /** Does the actions of an alarm. */
  readonly act: (announcement: Announcement) => void;
}

export class MuteRules {
  readonly #options: MuteRulesOptions;
  readonly #rules: Records<MuteRule>;
  readonly #held: Records<Held>;
  #timer: Timer | undefined;

  constructor(options: MuteRulesOptions) {
    this.#options = options;
    const book = options.book ?? RecordBook.inMemory();
    this.#rules = book.records<MuteRule>("mute-rule");
    this.#held = book.records<Held>("muted");
    this.#await();
  }

  /** In place of the rule of its name. Throws what `checkMuteRule` throws. */
  put(configuration: MuteConfiguration): { readonly arn: string; readonly isNew: boolean } {
    const { clock, identity } = this.#options;
    checkMuteRule(configuration);
    const { name } = configuration;
    const isNew = !this.#rules.has(name);
    const arn = formatArn(identity, "cloudwatch", `alarm-mute-rule:${name}`);
    this.#rules.put(name, { configuration, arn, updatedAt: clock.now() });
    this.#release();
    return { arn, isNew };
  }

  /** By their names. */
  all(): readonly MuteRule[] {
    return this.#rules
      .values()
      .toSorted((one, other) => (one.configuration.name < other.configuration.name ? -1 : 1));
  }

  find(name: string): MuteRule | undefined {
    return this.#rules.get(name);
  }

  /** Throws ResourceNotFoundException. */
  get(name: string): MuteRule {
    const found = this.find(name);
    if (found !== undefined) return found;
    throw new ServiceError("ResourceNotFoundException", `Alarm mute rule ${name} does not exist`, {
      status: 404,
    });
  }

  /** One that is not there is passed over. */
  delete(name: string): void {
    this.#rules.remove(name);
    this.#release();
  }

  /** Does the actions of an alarm that has come to this state, or keeps them while a rule mutes it. */
  act(announcement: Announcement, state: string): void {
    const { alarmName } = announcement.of;
    if (this.#mutedUntil(alarmName) === undefined) {
      this.#held.free(alarmName);
      this.#options.act(announcement);
      return;
    }
    this.#held.keep(alarmName, { state, announcement });
    this.#await();
  }

  close(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  /** When the first window ends that mutes an alarm; undefined for one that is not muted. */
  #mutedUntil(alarmName: string): number | undefined {
    const now = this.#options.clock.now();
    const ends = this.#rules
      .values()
      .filter(({ configuration }) => configuration.alarmNames.includes(alarmName))
      .flatMap(({ configuration }) => mutesUntil(configuration, now) ?? []);
    return ends.length === 0 ? undefined : Math.min(...ends);
  }

  #release(): void {
    for (const { state, announcement } of this.#held.values()) {
      const { alarmName } = announcement.of;
      if (this.#mutedUntil(alarmName) !== undefined) continue;
      this.#held.free(alarmName);
      if (this.#options.stateOf(alarmName) === state) this.#options.act(announcement);
    }
    this.#await();
  }

  #await(): void {
    this.close();
    const { clock } = this.#options;
    const held = this.#held.values();
    if (held.length === 0) return;
    const now = clock.now();
    const next = Math.min(
      ...held.map(({ announcement }) => this.#mutedUntil(announcement.of.alarmName) ?? now),
    );
    this.#timer = setTimerAt(clock, next, () => this.#release());
  }
}
