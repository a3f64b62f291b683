// Tells of the end of an asynchronous invocation: a destination gets a record of it, a dead-letter queue the event itself.
// https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html

import { randomUUID } from "node:crypto";
import { parseArn } from "../../../aws/arn.ts";
import type { Deliver, DeliveryRequest } from "../../../aws/delivery.ts";
import { isJsonObject } from "../../../aws/json.ts";
import { jsonOrUndefined } from "../../../aws/json-text.ts";
import type { MessageAttribute } from "../../../aws/message-attribute.ts";
import type { ObjectSink } from "../../../aws/object-sink.ts";
import { ServiceError } from "../../../aws/service-error.ts";
import type { EndedEvent, EventResponse, Handover } from "./queued-event.ts";

/** `never`: whoever it was for will not take it, whenever it is asked. */
export type HandoverOutcome = "done" | "later" | "never";

export interface HandoverParts {
  readonly deliver: Deliver;
  readonly objects: ObjectSink;
}

/** "The first 1 KB of the error message." */
const longestErrorMessage = 1024;

export function handOverBy({ deliver, objects }: HandoverParts) {
  return async (event: EndedEvent, to: Handover): Promise<HandoverOutcome> => {
    if (parseArn(to.arn)?.service === "s3") return putRecord(objects, event, to.arn);
    const request = to.as === "destination" ? destinationRequest(event, to) : deadLetter(event, to);
    const outcome = await deliver(request);
    if (outcome.status === "DELIVERED") return "done";
    return outcome.error.isPassing ? "later" : "never";
  };
}

async function putRecord(objects: ObjectSink, event: EndedEvent, arn: string): Promise<HandoverOutcome> {
  const { functionName, end } = event;
  const at = new Date(end.at).toISOString();
  const [day = "", time = ""] = [at.slice(0, 10), at.slice(11, 19)];
  // "aws/lambda/async/<function-name>/YYYY/MM/DD/YYYY-MM-DDTHH.MM.SS-<Random UUID>"
  const key = `aws/lambda/async/${functionName}/${day.replaceAll("-", "/")}/${day}T${time.replaceAll(":", ".")}-${randomUUID()}`;
  const bytes = Buffer.from(recordOf(event));
  try {
    await objects.putObject({
      bucket: parseArn(arn)?.resource ?? "",
      key,
      bytes,
      contentType: "application/json",
    });
    return "done";
  } catch (problem) {
    if (!(problem instanceof ServiceError)) throw problem;
    return problem.status >= 500 ? "later" : "never";
  }
}

function destinationRequest(event: EndedEvent, { arn, roleArn }: Handover): DeliveryRequest {
  const { functionArn, condition } = event.end;
  const result = condition === "Success" ? "Success" : "Failure";
  return {
    arn,
    caller: { arn: functionArn, roleArn },
    payload: { text: recordOf(event) },
    traceHeader: event.traceHeader,
    event: {
      ...{ source: "lambda", detailType: `Lambda Function Invocation Result - ${result}` },
      resources: [arn, functionArn],
    },
  };
}

/** Payloads are JSON text already, and stay as they were written. */
function recordOf({ id, attempts, payload, response, end }: EndedEvent): string {
  const { condition, functionArn } = end;
  const record = {
    version: "1.0",
    timestamp: new Date(end.at).toISOString(),
    requestContext: { requestId: id, functionArn, condition, approximateInvokeCount: attempts },
  };
  const members = [JSON.stringify(record).slice(1, -1), `"requestPayload":${payload}`];
  if (response !== undefined) {
    const { executedVersion, functionError } = response;
    members.push(
      `"responseContext":${JSON.stringify({ statusCode: 200, executedVersion, functionError })}`,
      `"responsePayload":${asJson(response.payload)}`,
    );
  }
  return `{${members.join(",")}}`;
}

/** A runtime may answer with what is no JSON. */
function asJson(text: string): string {
  return jsonOrUndefined(text) === undefined ? JSON.stringify(text) : text;
}

function deadLetter(event: EndedEvent, { arn, roleArn }: Handover): DeliveryRequest {
  const { id, payload, response, end, traceHeader } = event;
  const text = (dataType: string, stringValue: string): MessageAttribute => ({ dataType, stringValue });
  return {
    arn,
    caller: { arn: end.functionArn, roleArn },
    payload: { text: payload },
    isDeadLetter: true,
    traceHeader,
    attributes: new Map([
      ["RequestID", text("String", id)],
      ["ErrorCode", text("Number", response === undefined ? "429" : "200")],
      ["ErrorMessage", text("String", errorMessageOf(response))],
    ]),
  };
}

/** An attribute must not be empty. */
function errorMessageOf(response: EventResponse | undefined): string {
  if (response === undefined) return "Rate Exceeded.";
  const answer = jsonOrUndefined(response.payload);
  const message = isJsonObject(answer) ? answer.errorMessage : undefined;
  const told = typeof message === "string" && message !== "" ? message : response.functionError;
  return (told ?? "Unhandled").slice(0, longestErrorMessage);
}
