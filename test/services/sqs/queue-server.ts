// SQS alone, on a free port, its messages in memory.

import { localIdentity } from "../../../src/aws/arn.ts";
import { sqsApi } from "../../../src/services/sqs/api/api.ts";
import { Queues } from "../../../src/services/sqs/queues/queues.ts";
import { systemClock } from "../../../src/time/clock.ts";
import { type SdkServer, serve } from "../../server/sdk-server.ts";

export async function serveQueues(): Promise<SdkServer> {
  const endpoint = "http://127.0.0.1:4566";
  const clock = systemClock;
  return serve(sqsApi(await Queues.open({ directory: undefined, clock, identity: localIdentity, endpoint })));
}
