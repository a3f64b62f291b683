// What FIFO topics archive and what is replayed of it, as the topics see it.

import { ServiceError } from "../../../aws/service-error.ts";
import { invalidParameter } from "../api/invalid-parameter.ts";
import type { Topic } from "../topics/topic.ts";
import { isNoPolicy } from "./archive-policy.ts";
import { type ReplaySeams, Replays } from "./replays.ts";
import { TopicArchives, type TopicArchivesOptions } from "./topic-archives.ts";

export type ArchivingOptions = TopicArchivesOptions & Omit<ReplaySeams, "archives">;

export class Archiving {
  readonly archives: TopicArchives;
  readonly replays: Replays;

  constructor(options: ArchivingOptions) {
    this.archives = new TopicArchives(options);
    this.replays = new Replays({ ...options, archives: this.archives });
  }

  /** Goes on with what the last run left over. */
  start(): void {
    this.archives.start();
    this.replays.start();
  }

  stop(): void {
    this.archives.stop();
    this.replays.stop();
  }

  async close(): Promise<void> {
    this.replays.stop();
    await this.archives.close();
  }

  /** What GetTopicAttributes tells of a topic that has an archive. */
  attributesOf(topic: Topic): readonly (readonly [string, string])[] {
    const beginning = this.archives.beginningOf(topic);
    return beginning === undefined ? [] : [["BeginningArchiveTime", new Date(beginning).toISOString()]];
  }

  /** Throws InvalidState for a topic that has an archive. */
  checkDelete(topicArn: string): void {
    if (this.archives.has(topicArn))
      throw new ServiceError("InvalidState", "Invalid state: Cannot delete a topic with an ArchivePolicy");
  }

  /** Throws InvalidParameter where there is nothing to be replayed; `where` precedes the reason. */
  checkReplay(topicArn: string, policy: string | undefined, where: string): void {
    if (isNoPolicy(policy) || this.archives.has(topicArn)) return;
    throw invalidParameter(`${where}ReplayPolicy: The topic has no ArchivePolicy.`);
  }
}
