// The services that an HTTP API calls by itself, and what each takes of a request.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-aws-services-reference.html

import type { Json, JsonObject } from "../../../aws/json.ts";
import type { WireObject } from "../../../aws/wire/operation.ts";

export interface AwsAction {
  /** By the name that `aws-sdk:` tasks give it. */
  readonly api: string;
  readonly operation: string;
  readonly required: readonly string[];
  readonly optional: readonly string[];
  /** The request of the operation. */
  readonly request: (parameters: JsonObject) => WireObject;
}

const numbers = new Set([...["DelaySeconds", "MaxNumberOfMessages", "VisibilityTimeout", "WaitTimeSeconds"]]);
/** What stands in a parameter as JSON text. */
const structures = new Set([
  ...["MessageAttributes", "MessageSystemAttributes", "AttributeNames", "MessageAttributeNames", "Resources"],
]);

export const awsActions: Readonly<Record<string, AwsAction>> = {
  "EventBridge-PutEvents": {
    ...{ api: "eventbridge", operation: "PutEvents" },
    required: ["Detail", "DetailType", "Source"],
    optional: ["Time", "EventBusName", "Resources", "TraceHeader"],
    request: ({ Time, ...entry }) => ({
      Entries: [{ ...typed(entry), ...(Time === undefined ? {} : { Time: secondsOf(Time) }) }],
    }),
  },
  "SQS-SendMessage": {
    ...{ api: "sqs", operation: "SendMessage" },
    required: ["QueueUrl", "MessageBody"],
    optional: [
      ...["DelaySeconds", "MessageAttributes", "MessageDeduplicationId", "MessageGroupId"],
      "MessageSystemAttributes",
    ],
    request: typed,
  },
  "SQS-ReceiveMessage": {
    ...{ api: "sqs", operation: "ReceiveMessage" },
    required: ["QueueUrl"],
    optional: [
      ...["AttributeNames", "MaxNumberOfMessages", "MessageAttributeNames", "ReceiveRequestAttemptId"],
      ...["VisibilityTimeout", "WaitTimeSeconds"],
    ],
    request: typed,
  },
  "SQS-DeleteMessage": {
    ...{ api: "sqs", operation: "DeleteMessage" },
    required: ["QueueUrl", "ReceiptHandle"],
    optional: [],
    request: typed,
  },
  "SQS-PurgeQueue": {
    ...{ api: "sqs", operation: "PurgeQueue", required: ["QueueUrl"], optional: [], request: typed },
  },
  "Kinesis-PutRecord": {
    ...{ api: "kinesis", operation: "PutRecord" },
    required: ["StreamName", "Data", "PartitionKey"],
    optional: ["SequenceNumberForOrdering", "ExplicitHashKey"],
    /** The data is bytes of a request as they are, not their base64 form. */
    request: ({ Data, ...rest }) => ({ ...rest, Data: Buffer.from(String(Data)) }),
  },
  "StepFunctions-StartExecution": {
    ...{ api: "sfn", operation: "StartExecution" },
    required: ["StateMachineArn"],
    optional: ["Name", "Input"],
    request: ofStates,
  },
  "StepFunctions-StartSyncExecution": {
    ...{ api: "sfn", operation: "StartSyncExecution" },
    required: ["StateMachineArn"],
    optional: ["Name", "Input", "TraceHeader"],
    request: ofStates,
  },
  "StepFunctions-StopExecution": {
    ...{ api: "sfn", operation: "StopExecution" },
    required: ["ExecutionArn"],
    optional: ["Cause", "Error"],
    request: ofStates,
  },
};

function typed(parameters: JsonObject): WireObject {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [name, typedMember(name, value)]),
  );
}

function typedMember(name: string, value: Json): Json {
  if (typeof value !== "string") return value;
  if (numbers.has(name) && /^-?\d+$/.test(value)) return Number(value);
  if (!structures.has(name)) return value;
  try {
    return JSON.parse(value) as Json;
  } catch {
    return value.split(",");
  }
}

/** The operations of Step Functions have their members in small letters. */
function ofStates(parameters: JsonObject): WireObject {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [name.charAt(0).toLowerCase() + name.slice(1), value]),
  );
}

function secondsOf(time: Json): number {
  return /^\d+(?:\.\d+)?$/.test(String(time)) ? Number(time) : Date.parse(String(time)) / 1000;
}
