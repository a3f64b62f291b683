// SQS: queues that keep messages until whoever received one deletes it, first in first out where that is asked for.

import type { ServiceDoor } from "../door.ts";
import type { House } from "../house.ts";
import { sqsApi } from "./api.ts";
import { Queues } from "./queues.ts";
import { sqsQueue, sqsQueueInlinePolicy, sqsQueuePolicy } from "./resources.ts";
import { queueTarget } from "./targets.ts";

export type SqsNeeds = Pick<House, "clock" | "identity" | "endpoint" | "folder" | "repair">;

export const sqs: ServiceDoor<"sqs", SqsNeeds, Queues> = {
  name: "sqs",
  open: ({ folder, clock, identity, endpoint, repair }) =>
    Queues.open({ directory: folder("queues"), clock, identity, endpoint, repair }),
  apis: { sqs: sqsApi },
  kinds: [sqsQueue, sqsQueuePolicy, sqsQueueInlinePolicy],
  targets: [queueTarget],
  keeps: { "queues/queues.journal": "all queues and their messages" },
  close: (queues) => queues.close(),
};
