// The inline policies that SAM gives a role for what its function, machine or schedule sends to.

import type { Json, JsonObject } from "../../../../../aws/json.ts";
import { join } from "../intrinsics.ts";

/** A policy without a `Version`, as SAM writes those. */
export function inlinePolicy(name: string, ...statements: readonly JsonObject[]): JsonObject {
  return { PolicyName: name, PolicyDocument: { Statement: statements } };
}

export function allowing(action: Json, resource: Json): JsonObject {
  return { Action: action, Effect: "Allow", Resource: resource };
}

export function queuePolicy(id: string, queue: Json): JsonObject {
  return inlinePolicy(`${id}SQSPolicy`, allowing("sqs:SendMessage", queue));
}

export function topicPolicy(id: string, topic: Json): JsonObject {
  return inlinePolicy(`${id}SNSPolicy`, allowing("sns:publish", topic));
}

export function functionPolicy(id: string, name: Json): JsonObject {
  return inlinePolicy(`${id}LambdaPolicy`, allowing("lambda:InvokeFunction", name));
}

export function busPolicy(id: string, bus: Json): JsonObject {
  return inlinePolicy(`${id}EventBridgePolicy`, allowing("events:PutEvents", bus));
}

export function bucketPolicy(id: string, bucket: Json): JsonObject {
  return inlinePolicy(
    `${id}S3Policy`,
    allowing("s3:PutObject", join("/", [bucket, "*"])),
    allowing("s3:ListBucket", bucket),
  );
}

/** Who may assume a role. */
export function assumedBy(service: string): JsonObject {
  return {
    Version: "2012-10-17",
    Statement: [
      { Action: ["sts:AssumeRole"], Effect: "Allow", Principal: { Service: [`${service}.amazonaws.com`] } },
    ],
  };
}
