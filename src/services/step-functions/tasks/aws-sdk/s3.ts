// `aws-sdk:s3:…`: S3's own operations. A body is text to Step Functions, and is checked with the other arguments before S3 is asked.

import { randomBytes, randomUUID } from "node:crypto";
import { isJsonObject, type Json, type JsonObject } from "../../../../aws/json.ts";
import { ServiceError } from "../../../../aws/service-error.ts";
import type { Operation, WireObject } from "../../../../aws/wire/operation.ts";
import type { Failure } from "../../../../engine/failure.ts";
import type { TaskResult } from "../../../../engine/seams.ts";
import { ArgumentProblem, argumentObject, requiredText } from "../arguments.ts";
import { sdkFailure } from "../service-failure.ts";
import { shownAnswer } from "./call-sdk.ts";

export async function callS3(operation: Operation, action: string, taskArguments: Json): Promise<TaskResult> {
  const request = argumentObject(taskArguments);
  checkArguments(action, request);
  try {
    return shownAnswer(await operation(withBody(request), { requestId: randomUUID(), host: "127.0.0.1" }));
  } catch (error) {
    return s3Failure(error);
  }
}

/** Throws ArgumentProblem. */
function checkArguments(action: string, request: JsonObject): void {
  if (action !== "listBuckets") requiredText(request, "Bucket");
  if (/Object$/.test(action)) requiredText(request, "Key");
  if (action === "copyObject") requiredText(request, "CopySource");
  if (action !== "deleteObjects") return;
  const list = isJsonObject(request.Delete) ? request.Delete.Objects : undefined;
  if (!Array.isArray(list)) throw new ArgumentProblem("The field 'Delete.Objects' must be an array");
  for (const each of list) requiredText(argumentObject(each), "Key");
}

/** Whatever the body is, it is written as JSON: a text in its quotes [recorded]. */
function withBody(request: JsonObject): WireObject {
  const { Body: body } = request;
  return body === undefined ? request : { ...request, Body: Buffer.from(JSON.stringify(body)) };
}

/** The errors of the service's model; all others are S3Exception. */
const modelled = new Set([
  "BucketAlreadyExists",
  "BucketAlreadyOwnedByYou",
  "InvalidObjectState",
  "NoSuchBucket",
  "NoSuchKey",
  "NoSuchUpload",
]);

/** S3 has two request ids, and its first is shorter than those of other services. Throws ArgumentProblem. */
function s3Failure(error: unknown): Failure {
  if (!(error instanceof ServiceError)) throw error;
  const { code, message, status } = error;
  // No error of S3's: a member of the wrong type.
  if (code === "SerializationException") throw new ArgumentProblem(message);
  const requestId = randomBytes(8).toString("hex").toUpperCase();
  const members = { requestId: `${requestId}, Extended Request ID: ${randomBytes(56).toString("base64")}` };
  return sdkFailure(
    { name: "S3", unmodelled: new Set(modelled.has(code) ? [] : [code]) },
    new ServiceError(code, message, { status, members }),
  );
}
