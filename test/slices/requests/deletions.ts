// The end of what the requests before made.

import { setTimeout as pause } from "node:timers/promises";
import {
  digested,
  dynamodb,
  kinesis,
  type LargeRequest,
  logs,
  query,
  sqs,
  states,
  told,
} from "./large-request.ts";
import { arnOf } from "./machines.ts";

const upkeepMs = 2000;

export const deletions: readonly LargeRequest[] = [
  {
    name: "Step Functions StartExecution of 1 MB of paths, after a start",
    ask: async (target) => {
      const stateMachineArn = arnOf("huge-paths");
      return told(states(target, "StartExecution", { stateMachineArn, input: '{"a":[]}' }));
    },
  },
  {
    name: "Step Functions DescribeExecution and ListExecutions of 100,000, after a start",
    ask: async (target) => {
      const stateMachineArn = arnOf("many");
      const { body } = await states(target, "ListExecutions", { stateMachineArn, maxResults: 1 });
      const [{ executionArn }] = JSON.parse(body).executions;
      const failed = await told(
        states(target, "ListExecutions", { stateMachineArn, statusFilter: "FAILED" }),
      );
      const history = await told(states(target, "GetExecutionHistory", { executionArn }));
      return `${await told(states(target, "DescribeExecution", { executionArn }))}; ${history}; ${failed}`;
    },
  },
  {
    name: "Step Functions DeleteStateMachine of 10,000 executions that wait",
    ask: async (target) => {
      const stateMachineArn = arnOf("waiting");
      const answered = await told(states(target, "DeleteStateMachine", { stateMachineArn }));
      for (;;) {
        const { status } = await states(target, "DescribeStateMachine", { stateMachineArn });
        if (status !== 200) return answered;
        await pause(50);
      }
    },
  },
  {
    name: "Step Functions DeleteStateMachine of 100,000 executions",
    ask: (target) => told(states(target, "DeleteStateMachine", { stateMachineArn: arnOf("many") })),
  },
  {
    name: "DynamoDB DeleteTable of 200,000 items",
    ask: async (target) => {
      const answered = await told(dynamodb(target, "DeleteTable", { TableName: "many" }));
      await pause(upkeepMs);
      return answered;
    },
  },
  {
    name: "S3 DeleteObjects of 1,000 of 100,000 keys",
    ask: (target) => {
      const keys = Array.from(
        { length: 1000 },
        (_, at) => `<Object><Key>${at}/${at % 7}/${at}</Key></Object>`,
      );
      return told(target.request("POST", "/many?delete", digested(`<Delete>${keys.join("")}</Delete>`)));
    },
  },
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
    name: "Kinesis DeleteStream of 300,000 records",
    ask: (target) => told(kinesis(target, "DeleteStream", { StreamName: "crowd" })),
  },
  {
    name: "Logs DeleteLogGroup",
    ask: (target) => told(logs(target, "DeleteLogGroup", { logGroupName: "large" })),
  },
  {
    name: "Logs DeleteLogGroup of a million events",
    ask: (target) => told(logs(target, "DeleteLogGroup", { logGroupName: "million" })),
  },
  {
    name: "SQS DeleteQueue of 120,000 messages",
    ask: async (target) => {
      const QueueUrl = "http://127.0.0.1/000000000000/crowd";
      await sqs(target, "PurgeQueue", { QueueUrl });
      return told(sqs(target, "DeleteQueue", { QueueUrl }));
    },
  },
  {
    name: "SNS DeleteTopic of 3,000 subscriptions",
    ask: (target) =>
      told(
        query("2010-03-31")(target, "DeleteTopic", {
          TopicArn: "arn:aws:sns:us-east-1:000000000000:crowd",
        }),
      ),
  },
  {
    name: "Step Functions DeleteStateMachine of 20,000 executions",
    ask: async (target) => {
      const answered = await told(states(target, "DeleteStateMachine", { stateMachineArn: arnOf("swarm") }));
      await pause(upkeepMs);
      return answered;
    },
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
