// What SQS has on AWS and not here, by why.

import type { RefusedOperations } from "../../aws/wire/operation.ts";

export const refused: RefusedOperations = {
  "permissions are not enforced": ["AddPermission", "RemovePermission"],
  "messages are not moved back by SQS; receive them and send them again": [
    "CancelMessageMoveTask",
    "ListMessageMoveTasks",
    "StartMessageMoveTask",
  ],
  "GetQueueAttributes tells each queue's RedrivePolicy": ["ListDeadLetterSourceQueues"],
};
