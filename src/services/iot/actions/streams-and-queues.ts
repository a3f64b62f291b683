// Actions into what hands messages on: streams, queues, topics, functions, state machines.

import { randomUUID } from "node:crypto";
import { formatArn, parseArn } from "../../../aws/arn.ts";
import { ServiceError } from "../../../aws/service-error.ts";
import { queuePath } from "../../../aws/wire/queue-path.ts";
import { flag, oneOf, optional, required, structure, text } from "../../../aws/wire/shape.ts";
import { invalidRequest } from "../refusals.ts";
import {
  type ActionKind,
  type ActionRun,
  actionKind,
  ask,
  checkRole,
  deliver,
  optionalTemplate,
} from "./action.ts";

const roleArn = required(text());

/** https://docs.aws.amazon.com/iot/latest/developerguide/kinesis-rule-action.html */
export const kinesis: ActionKind = actionKind(
  structure({ roleArn, streamName: required(text({ min: 1 })), partitionKey: optional(text()) }),
  ({ streamName, partitionKey, roleArn }, { streams, access }) => {
    const key = optionalTemplate(partitionKey);
    const reference = { streamName };
    const stream = { StreamName: streamName };
    return {
      type: "Kinesis",
      resource: streamName,
      run({ text, outcome, ruleArn }) {
        checkRole(access, { roleArn, ruleArn }, ["kinesis", "PutRecord"], stream);
        const put = (partitionKey: string) =>
          streams.putRecord(reference, { partitionKey, data: outcome.bytes });
        const given = key === undefined ? randomUUID() : text(key);
        return typeof given === "string" ? put(given) : given.then(put);
      },
    };
  },
);

/** https://docs.aws.amazon.com/iot/latest/developerguide/kinesis-firehose-rule-action.html */
export const firehose: ActionKind = actionKind(
  structure({
    roleArn,
    deliveryStreamName: required(text({ min: 1 })),
    separator: optional(oneOf("\n", "\t", "\r\n", ",")),
    batchMode: optional(flag()),
  }),
  ({ deliveryStreamName: DeliveryStreamName, separator = "", batchMode = false, roleArn }, ends) => ({
    type: "Firehose",
    resource: DeliveryStreamName,
    async run({ outcome, ruleArn }) {
      const record = (data: Uint8Array | string) => ({
        Data: Buffer.concat([Buffer.from(data as string), Buffer.from(separator)]),
      });
      const role = { roleArn, ruleArn };
      const list = batchMode ? outcome.value() : undefined;
      if (!Array.isArray(list)) {
        const Record = record(outcome.bytes);
        await ask(ends, role, ["firehose", "PutRecord"], { DeliveryStreamName, Record });
        return;
      }
      for (let from = 0; from < list.length; from += mostInBatch) {
        const Records = list.slice(from, from + mostInBatch).map((each) => record(JSON.stringify(each)));
        const answer = await ask(ends, role, ["firehose", "PutRecordBatch"], { DeliveryStreamName, Records });
        if (answer.FailedPutCount !== 0) throw new ServiceError("ServiceUnavailableException", "Slow down.");
      }
    },
  }),
);

const mostInBatch = 500;

/** https://docs.aws.amazon.com/iot/latest/developerguide/sqs-rule-action.html */
export const sqs: ActionKind = actionKind(
  structure({ roleArn, queueUrl: required(text({ min: 1 })), useBase64: optional(flag()) }),
  ({ queueUrl, useBase64 = false, roleArn }, ends) => {
    const arn = queueArn(queueUrl);
    return {
      type: "SQS",
      resource: queueUrl,
      run({ outcome, ruleArn }) {
        const text = outcome.bytes.toString(useBase64 ? "base64" : "utf8");
        return deliver(ends, { arn, caller: { arn: ruleArn, roleArn }, payload: { text } });
      },
    };

    function queueArn(url: string): string {
      const path = URL.canParse(url) ? new URL(url).pathname : "";
      const [accountId, name] = queuePath.test(path) ? path.split("/").slice(-2) : [];
      if (accountId === undefined || name === undefined)
        throw invalidRequest(`The queue URL ${url} is not one of SQS`);
      return formatArn({ ...ends.identity, accountId }, "sqs", name);
    }
  },
);

/** https://docs.aws.amazon.com/iot/latest/developerguide/sns-rule-action.html */
export const sns: ActionKind = actionKind(
  structure({
    roleArn,
    targetArn: required(text({ min: 1 })),
    messageFormat: optional(oneOf("RAW", "JSON")),
  }),
  ({ targetArn, messageFormat = "RAW", roleArn }, ends) => ({
    type: "SNS",
    resource: targetArn,
    async run({ outcome, ruleArn }) {
      const MessageStructure = messageFormat === "JSON" ? "json" : undefined;
      await ask(ends, { roleArn, ruleArn }, ["sns", "Publish"], {
        ...{ TopicArn: targetArn, Message: outcome.bytes.toString() },
        ...(MessageStructure === undefined ? {} : { MessageStructure }),
      });
    },
  }),
);

/** https://docs.aws.amazon.com/iot/latest/developerguide/lambda-rule-action.html */
export const lambda: ActionKind = actionKind(
  structure({ functionArn: required(text({ min: 1 })) }),
  ({ functionArn }, ends) => {
    if (parseArn(functionArn)?.service !== "lambda")
      throw invalidRequest(`The function ARN ${functionArn} is not one of Lambda`);
    return {
      type: "Lambda",
      resource: functionArn,
      run: ({ outcome, ruleArn }) =>
        deliver(ends, { arn: functionArn, caller: { arn: ruleArn }, payload: { text: jsonOf(outcome) } }),
    };
  },
);

/** https://docs.aws.amazon.com/iot/latest/developerguide/stepfunctions-rule-action.html */
export const stepFunctions: ActionKind = actionKind(
  structure({ roleArn, stateMachineName: required(text({ min: 1 })), executionNamePrefix: optional(text()) }),
  ({ stateMachineName, executionNamePrefix = "", roleArn }, ends) => ({
    type: "StepFunctions",
    resource: stateMachineName,
    async run({ outcome, ruleArn }) {
      await ask(ends, { roleArn, ruleArn }, ["sfn", "StartExecution"], {
        stateMachineArn: formatArn(ends.identity, "states", `stateMachine:${stateMachineName}`),
        name: `${executionNamePrefix}${randomUUID()}`,
        input: jsonOf(outcome),
      });
    },
  }),
);

/** What is no JSON goes to those who take nothing else as a text of base64. */
function jsonOf({ bytes, value }: ActionRun["outcome"]): string {
  return value() === undefined && bytes.length > 0
    ? JSON.stringify(bytes.toString("base64"))
    : bytes.toString();
}
