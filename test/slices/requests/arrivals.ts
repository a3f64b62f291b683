// What comes in by Firehose, pipes, IoT, Scheduler and EventBridge.

import { firehoseRequests } from "./firehose.ts";
import type { LargeRequest } from "./large-request.ts";
import { pipeRequests } from "./pipes.ts";
import { rulesAndSchedules } from "./rules-and-schedules.ts";
import { topicRuleRequests } from "./topic-rules.ts";

export const arrivals: readonly LargeRequest[] = [
  ...firehoseRequests,
  ...pipeRequests,
  ...topicRuleRequests,
  ...rulesAndSchedules,
];
