// What of the topics is kept on disk: each topic with the subscriptions that clients made. Those of a template are made
// again whenever it is deployed, so they are not kept: one that is gone from the template must not live on.

import type { ReplayEntry } from "../archives/replays.ts";
import type { HttpEntry } from "../http/http-deliveries.ts";
import type { SigningKey } from "../publishing/signer.ts";
import type { Subscription, Topic } from "./topic.ts";

type Texts = Readonly<Record<string, string>>;

export interface KeptSubscription {
  readonly arn: string;
  readonly protocol: string;
  readonly endpoint: string;
  readonly attributes: Texts;
  readonly token?: string;
  readonly isPending?: boolean;
  readonly isAuthenticated?: boolean;
}

/** The last entry of a topic says all there is of it. */
export type TopicEntry =
  | {
      readonly type: "topic";
      readonly name: string;
      readonly attributes: Texts;
      readonly tags?: Texts;
      readonly dataProtectionPolicy?: string;
      readonly archivedSince?: number;
      readonly subscriptions: readonly KeptSubscription[];
    }
  | { readonly type: "deleted"; readonly topicArn: string }
  | { readonly type: "signing"; readonly key: SigningKey }
  | HttpEntry
  | ReplayEntry;

export function topicEntry(topic: Topic): TopicEntry {
  const { name, attributes, tags, dataProtectionPolicy, archivedSince, subscriptions } = topic;
  return {
    type: "topic",
    name,
    attributes: Object.fromEntries(attributes),
    ...(tags.size === 0 ? {} : { tags: Object.fromEntries(tags) }),
    ...(dataProtectionPolicy === undefined ? {} : { dataProtectionPolicy }),
    ...(archivedSince === undefined ? {} : { archivedSince }),
    subscriptions: [...subscriptions.values()].filter(({ ofTemplate }) => !ofTemplate).map(kept),
  };
}

function kept(subscription: Subscription): KeptSubscription {
  const { arn, protocol, endpoint, attributes, token, isPending, isAuthenticated } = subscription;
  return {
    ...{ arn, protocol, endpoint, attributes: Object.fromEntries(attributes) },
    ...(token === undefined ? {} : { token }),
    ...(isPending ? { isPending } : {}),
    ...(isAuthenticated ? { isAuthenticated } : {}),
  };
}
