// SNS: topics that hand each message on to all that subscribed to them and whose filter lets it through.

import type { LogSink } from "../../aws/log-sink.ts";
import type { MetricSink } from "../../aws/metric-sink.ts";
import { compileSnsPattern } from "../../event-patterns/compile-pattern.ts";
import type { ServiceDoor } from "../door.ts";
import type { House } from "../house.ts";
import { snsApi } from "./api/api.ts";
import { snsPermissions } from "./needs.ts";
import { snsSubscription, snsTopic, snsTopicInlinePolicy, snsTopicPolicy } from "./resources.ts";
import { topicTarget } from "./targets.ts";
import { Topics } from "./topics/topics.ts";

export interface SnsNeeds
  extends Pick<House, "clock" | "identity" | "endpoint" | "folder" | "repair" | "router"> {
  /** Where it is told that a subscriber did not take a message. */
  readonly logs: LogSink;
  readonly cloudwatch: { readonly metrics: MetricSink };
}

export const sns: ServiceDoor<"sns", SnsNeeds, Topics> = {
  name: "sns",
  open: ({ folder, clock, identity, endpoint, repair, router, logs, cloudwatch }) =>
    Topics.open({
      directory: folder("topics"),
      ...{ clock, identity, endpoint, repair },
      compileFilter: compileSnsPattern,
      deliver: router.deliver,
      metrics: cloudwatch.metrics,
      onText: (phoneNumber, message) =>
        logs.append("/millrace/sms", phoneNumber, [{ timestamp: clock.now(), message }]),
      onUndelivered: ({ arn, topicArn, endpoint }, { message }) =>
        logs.append("/millrace/topics", topicArn.slice(topicArn.lastIndexOf(":") + 1), [
          {
            timestamp: clock.now(),
            message: `${arn}: ${endpoint} did not take the message: ${message}`,
          },
        ]),
    }),
  permissions: snsPermissions,
  apis: { sns: snsApi },
  sources: [
    { name: "topic", only: ["queue", "function", "delivery stream"] },
    { name: "FIFO topic", only: ["queue", "FIFO queue"] },
    { name: "subscription's redrive policy", only: ["queue"] },
    { name: "redrive policy of a FIFO topic's subscription", only: ["FIFO queue"] },
  ],
  kinds: [snsTopic, snsSubscription, snsTopicPolicy, snsTopicInlinePolicy],
  targets: [topicTarget],
  keeps: {
    "topics/topics.journal": "all topics and their subscriptions",
    "topics/mobile.journal": "all platform applications and what is set for text messages",
  },
  start: (topics) => topics.start(),
  stop: (topics) => topics.stop(),
  close: (topics) => topics.close(),
};
