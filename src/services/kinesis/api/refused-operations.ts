// What Kinesis has on AWS and not here, by why.

import type { RefusedOperations } from "../../../aws/wire/operation.ts";

export const refused: RefusedOperations = {
  "records are not delivered to S3 by channels; a pipe or a function takes them there": [
    "CreateChannel",
    "DeleteChannel",
    "DescribeChannel",
    "ListChannels",
    "UpdateChannel",
  ],
};
