// The end of what the requests before made.

import { setTimeout as pause } from "node:timers/promises";
import { dynamodb, kinesis, type LargeRequest, logs, query, states, told } from "./large-request.ts";
import { arnOf } from "./machines.ts";

const upkeepMs = 2000;

export const deletions: readonly LargeRequest[] = [
  {
    name: "DynamoDB DeleteTable, and what clears it away",
    ask: async (target) => {
      const answered = await told(dynamodb(target, "DeleteTable", { TableName: "large" }));
      await pause(upkeepMs);
      return answered;
    },
  },
  {
    name: "Kinesis DeleteStream",
    ask: (target) => told(kinesis(target, "DeleteStream", { StreamName: "large" })),
  },
  {
    name: "Logs DeleteLogGroup",
    ask: (target) => told(logs(target, "DeleteLogGroup", { logGroupName: "large" })),
  },
  {
    name: "Step Functions DeleteStateMachine of 1 MB",
    ask: (target) => told(states(target, "DeleteStateMachine", { stateMachineArn: arnOf("huge-jsonata") })),
  },
  {
    name: "CloudFormation DeleteStack of 490 resources",
    ask: async (target) => {
      const answered = await told(query("2010-05-15")(target, "DeleteStack", { StackName: "large" }));
      await pause(upkeepMs);
      return answered;
    },
  },
];
