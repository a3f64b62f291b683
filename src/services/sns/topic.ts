// A topic and who has subscribed to it.

import type { Filter } from "./filter-policy.ts";
import type { Publication } from "./publication.ts";

export interface Topic {
  readonly arn: string;
  readonly name: string;
  attributes: ReadonlyMap<string, string>;
  readonly subscriptions: Map<string, Subscription>;
  readonly published: Publication[];
}

export interface Subscription {
  readonly arn: string;
  readonly topicArn: string;
  readonly protocol: string;
  readonly endpoint: string;
  /** Whether a template made it, which makes it again at each start. */
  readonly ofTemplate: boolean;
  attributes: ReadonlyMap<string, string>;
  filter: Filter | undefined;
}
