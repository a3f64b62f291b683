// The archives of FIFO topics: what is published to one that has an ArchivePolicy is on disk before it is handed on, and is there for
// the days that the policy says.
// https://docs.aws.amazon.com/sns/latest/dg/message-archiving-and-replay-topic-owner.html

import { join } from "node:path";
import { type ArchivedEvent, ArchiveLog, type ArchiveSpan } from "../../../storage/archive-log.ts";
import type { Repair } from "../../../storage/damage.ts";
import type { Clock, Timer } from "../../../time/clock.ts";
import type { CountForTopic } from "../published-metrics.ts";
import type { Topic } from "../topics/topic.ts";
import { retentionOf } from "./archive-policy.ts";
import { type ArchivedMessage, messageToJson } from "./archived-message.ts";

export interface TopicArchivesOptions {
  readonly clock: Clock;
  /** Where to keep them. @default in memory only */
  readonly directory?: string | undefined;
  readonly repair?: Repair | undefined;
  readonly count: CountForTopic;
}

interface OpenArchive {
  readonly topic: Topic;
  readonly log: Promise<ArchiveLog>;
}

const hourMs = 3_600_000;

export class TopicArchives {
  readonly #options: TopicArchivesOptions;
  /** By the ARNs of their topics. */
  readonly #open = new Map<string, OpenArchive>();
  /** Logs that are being opened or removed. */
  #settling: Promise<unknown> = Promise.resolve();
  #timer: Timer | undefined;
  #isStarted = false;

  constructor(options: TopicArchivesOptions) {
    this.#options = options;
  }

  /** To be called whenever a topic is there or has changed: opens its archive, or removes one that its policy no longer asks for. */
  settle(topic: Topic): void {
    const open = this.#open.get(topic.arn);
    const isAsked = retentionOf(topic.attributes) !== undefined;
    if (isAsked === (open !== undefined)) return;
    if (isAsked) {
      topic.archivedSince ??= this.#options.clock.now();
      const { directory, repair } = this.#options;
      const own = directory === undefined ? undefined : join(directory, "archives", `of-${topic.name}`);
      // The same name may have had an archive that is being removed.
      const log = this.#settling.then(() => ArchiveLog.open(own, repair));
      this.#open.set(topic.arn, { topic, log });
      this.#settling = log.catch(() => undefined);
      this.#watch();
      return;
    }
    topic.archivedSince = undefined;
    this.#open.delete(topic.arn);
    this.#settling = this.#settling.then(() => open?.log.then((log) => log.delete())).catch(() => undefined);
  }

  /** Resolves once all archives are as their topics ask. Rejects with DamagedFile. */
  async settled(): Promise<void> {
    await this.#settling;
    await Promise.all(Array.from(this.#open.values(), ({ log }) => log));
  }

  has(topicArn: string): boolean {
    return this.#open.has(topicArn);
  }

  /** From when on messages can be replayed. */
  beginningOf({ attributes, archivedSince }: Topic): number | undefined {
    const retentionMs = retentionOf(attributes);
    if (retentionMs === undefined || archivedSince === undefined) return undefined;
    return Math.max(archivedSince, this.#options.clock.now() - retentionMs);
  }

  /** On disk when it resolves; nothing is done for a topic that has no archive. */
  async keep(topic: Topic, message: ArchivedMessage): Promise<void> {
    const open = this.#open.get(topic.arn);
    if (open === undefined) return;
    const { count, clock } = this.#options;
    await (await open.log).append(messageToJson(message), clock.now());
    count(topic.arn, "archived");
    count(topic.arn, "archivedBytes", Buffer.byteLength(message.publication.message));
  }

  /** What has come behind a span, or all there is. Rejects with the system's error. */
  async *spans(
    topicArn: string,
    behind?: ArchiveSpan,
  ): AsyncGenerator<ArchiveSpan & { readonly events: readonly ArchivedEvent[] }, void> {
    const open = this.#open.get(topicArn);
    if (open === undefined) return;
    const oldest = this.beginningOf(open.topic) ?? 0;
    for await (const span of (await open.log).spans(behind))
      yield { ...span, events: span.events.filter(({ at }) => at >= oldest) };
  }

  /** From now on what is past its retention is taken away, and CloudWatch is told each hour what there is. */
  start(): void {
    this.#isStarted = true;
    this.#watch();
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#isStarted = false;
  }

  async close(): Promise<void> {
    this.stop();
    await this.#settling;
    for (const { log } of this.#open.values()) await (await log).close();
  }

  #watch(): void {
    if (!this.#isStarted || this.#timer !== undefined || this.#open.size === 0) return;
    this.#timer = this.#options.clock.setTimer(hourMs, () => {
      this.#timer = undefined;
      for (const open of this.#open.values()) void this.#look(open);
      this.#watch();
    });
  }

  async #look({ topic, log: opening }: OpenArchive): Promise<void> {
    const { count } = this.#options;
    const log = await opening;
    // What cannot be taken away now is there to be taken away later.
    await log.prune(this.beginningOf(topic) ?? 0).catch(() => undefined);
    count(topic.arn, "inArchive", log.count);
    count(topic.arn, "bytesInArchive", log.bytes);
  }
}
