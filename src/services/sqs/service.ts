// SQS: queues that keep messages until whoever received one deletes it, first in first out where that is asked for.

import type { MetricSink } from "../../aws/metric-sink.ts";
import type { ServiceDoor } from "../door.ts";
import type { House } from "../house.ts";
import { sqsApi } from "./api/api.ts";
import { sqsPermissions } from "./needs.ts";
import { Queues } from "./queues/queues.ts";
import { sqsQueue, sqsQueueInlinePolicy, sqsQueuePolicy } from "./resources.ts";
import { queueTarget } from "./targets.ts";

export interface SqsNeeds extends Pick<House, "clock" | "identity" | "endpoint" | "folder" | "repair"> {
  readonly cloudwatch: { readonly metrics: MetricSink };
}

export const sqs: ServiceDoor<"sqs", SqsNeeds, Queues> = {
  name: "sqs",
  open: ({ folder, clock, identity, endpoint, repair, cloudwatch: { metrics } }) =>
    Queues.open({ directory: folder("queues"), clock, identity, endpoint, repair, metrics }),
  permissions: sqsPermissions,
  apis: { sqs: sqsApi },
  kinds: [sqsQueue, sqsQueuePolicy, sqsQueueInlinePolicy],
  targets: [queueTarget],
  keeps: { "queues/queues.journal": "all queues and their messages" },
  start: (queues) => queues.start(),
  stop: (queues) => queues.stop(),
  close: (queues) => queues.close(),
};
