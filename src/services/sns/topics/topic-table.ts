// The topics that there are, by ARN, and how they come back from what was kept of them.

import { formatArn, type RegionIdentity } from "../../../aws/arn.ts";
import { ServiceError } from "../../../aws/service-error.ts";
import { checkArn } from "../api/invalid-parameter.ts";
import { type CompileFilter, filterOfAttributes, keptFilterPolicy } from "../subscriptions/filter-policy.ts";
import type { Subscription, Topic } from "./topic.ts";
import { type TopicEntry, topicEntry } from "./topic-journal.ts";

export class TopicTable {
  readonly #identity: RegionIdentity;
  readonly #compileFilter: CompileFilter;
  readonly #topics = new Map<string, Topic>();

  constructor(identity: RegionIdentity, compileFilter: CompileFilter) {
    this.#identity = identity;
    this.#compileFilter = compileFilter;
  }

  all(): readonly Topic[] {
    return [...this.#topics.values()];
  }

  get(topicArn: string): Topic | undefined {
    return this.#topics.get(topicArn);
  }

  /** Throws InvalidParameter, NotFound. */
  named(topicArn: string): Topic {
    const topic = this.#topics.get(topicArn);
    if (topic !== undefined) return topic;
    checkArn("TopicArn", topicArn);
    throw new ServiceError("NotFound", "Topic does not exist", { status: 404 });
  }

  subscription(subscriptionArn: string): Subscription | undefined {
    return this.#topics
      .get(subscriptionArn.slice(0, subscriptionArn.lastIndexOf(":")))
      ?.subscriptions.get(subscriptionArn);
  }

  add(topic: Topic): void {
    this.#topics.set(topic.arn, topic);
  }

  delete(topicArn: string): boolean {
    return this.#topics.delete(topicArn);
  }

  entries(): readonly TopicEntry[] {
    return Array.from(this.#topics.values(), topicEntry);
  }

  replay(entry: Extract<TopicEntry, { readonly type: "topic" | "deleted" }>): void {
    if (entry.type === "deleted") {
      this.#topics.delete(entry.topicArn);
      return;
    }
    const topicArn = formatArn(this.#identity, "sns", entry.name);
    const subscriptions = entry.subscriptions.map((each): [string, Subscription] => {
      const attributes = new Map(Object.entries(each.attributes));
      const filter = filterOfAttributes(attributes, (settings) =>
        keptFilterPolicy(settings, this.#compileFilter),
      );
      const { token, isPending = false, isAuthenticated = false } = each;
      const state = { token, isPending, isAuthenticated, ofTemplate: false };
      return [each.arn, { ...each, topicArn, attributes, filter, ...state }];
    });
    this.#topics.set(topicArn, {
      arn: topicArn,
      name: entry.name,
      attributes: new Map(Object.entries(entry.attributes)),
      tags: new Map(Object.entries(entry.tags ?? {})),
      dataProtectionPolicy: entry.dataProtectionPolicy,
      archivedSince: entry.archivedSince,
      subscriptions: new Map(subscriptions),
      published: [],
    });
  }
}
