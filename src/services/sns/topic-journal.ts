// What of the topics is kept on disk: each topic with the subscriptions that clients made. Those of a template are made
// again whenever it is deployed, so they are not kept: one that is gone from the template must not live on.

import type { JsonObject } from "../../aws/json.ts";
import type { Subscription, Topic } from "./topic.ts";

type Texts = Readonly<Record<string, string>>;

export interface KeptSubscription {
  readonly arn: string;
  readonly protocol: string;
  readonly endpoint: string;
  readonly attributes: Texts;
}

/** The last entry of a topic says all there is of it. */
export type TopicEntry =
  | {
      readonly type: "topic";
      readonly name: string;
      readonly attributes: Texts;
      readonly subscriptions: readonly KeptSubscription[];
    }
  | { readonly type: "deleted"; readonly topicArn: string };

export function topicEntry({ name, attributes, subscriptions }: Topic): TopicEntry {
  return {
    type: "topic",
    name,
    attributes: Object.fromEntries(attributes),
    subscriptions: [...subscriptions.values()].filter(({ ofTemplate }) => !ofTemplate).map(kept),
  };
}

function kept({ arn, protocol, endpoint, attributes }: Subscription): KeptSubscription {
  return { arn, protocol, endpoint, attributes: Object.fromEntries(attributes) };
}

/** Entries hold only JSON; TypeScript cannot see that of an interface. */
export function asJson(entry: TopicEntry): JsonObject {
  return entry as unknown as JsonObject;
}
