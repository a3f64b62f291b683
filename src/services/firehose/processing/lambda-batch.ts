// What a function that transforms records is sent, and what its answer makes of them.
// https://docs.aws.amazon.com/firehose/latest/dev/data-transformation-status-model.html

import { randomUUID } from "node:crypto";
import type { DeliveryError } from "../../../aws/delivery.ts";
import { isJsonObject, type Json, type JsonObject } from "../../../aws/json.ts";
import type { Piece } from "../delivery/piece.ts";
import type { DeliveryStream } from "../streams/delivery-stream.ts";
import { ProcessingFailure } from "./processing-failure.ts";

/** A piece that waits for the function, by the id that this is told. */
export interface LambdaItem extends Piece {
  readonly id: string;
}

export function lambdaEvent(
  stream: DeliveryStream,
  region: string,
  items: readonly LambdaItem[],
): JsonObject {
  return {
    invocationId: randomUUID(),
    ...(stream.source === undefined ? {} : { sourceKinesisStreamArn: stream.source.streamArn }),
    deliveryStreamArn: stream.arn,
    region,
    records: items.map(({ id, data, source: { record } }) => ({
      recordId: id,
      approximateArrivalTimestamp: record.at,
      data: data.toString("base64"),
      ...(record.origin === undefined
        ? {}
        : {
            kinesisRecordMetadata: {
              ...record.origin,
              subsequenceNumber: "",
              approximateArrivalTimestamp: record.at,
            },
          }),
    })),
  };
}

/** What the function made of an item; undefined for one that it dropped. */
export type Transformed = Omit<Piece, "source"> | undefined;

/** Of each item in turn: what became of it, or why nothing did. Throws ProcessingFailure for an answer that is none. */
export function transformedItems(
  items: readonly LambdaItem[],
  answer: Json | undefined,
): readonly (Transformed | ProcessingFailure)[] {
  const records = isJsonObject(answer) ? answer.records : undefined;
  if (!Array.isArray(records) || !records.every(isJsonObject))
    throw new ProcessingFailure(
      "Lambda.JsonProcessingException",
      "There was an error parsing returned records from the Lambda function. Ensure that the returned records follow the status model required by Amazon Data Firehose.",
    );
  const byId = new Map<string, JsonObject>();
  for (const record of records as readonly JsonObject[]) {
    const id = String(record.recordId);
    if (byId.has(id))
      throw new ProcessingFailure(
        "Lambda.DuplicatedRecordId",
        "Multiple records were returned with the same record ID. Ensure that the Lambda function returns unique record IDs for each record.",
      );
    byId.set(id, record);
  }
  if (items.some(({ id }) => !byId.has(id)))
    throw new ProcessingFailure(
      "Lambda.MissingRecordId",
      "One or more record Ids were not returned. Ensure that the Lambda function returns all received record Ids.",
    );
  return items.map(({ id }) => transformed(byId.get(id) ?? {}));
}

function transformed(record: JsonObject): Transformed | ProcessingFailure {
  const { result, data, metadata } = record;
  if (result === "Dropped") return undefined;
  if (result === "ProcessingFailed")
    return new ProcessingFailure("Lambda.ProcessingFailedStatus", "ProcessingFailed status set for record");
  if (result !== "Ok" || typeof data !== "string")
    return new ProcessingFailure(
      "Lambda.InvalidRecord",
      "The result of a record must be Ok, Dropped or ProcessingFailed, and that of an Ok record must have data in base64.",
    );
  const keys = isJsonObject(metadata) ? metadata.partitionKeys : undefined;
  const partitionKeys = isJsonObject(keys)
    ? Object.fromEntries(Object.entries(keys).map(([name, value]) => [name, String(value)]))
    : undefined;
  return { data: Buffer.from(data, "base64"), partitionKeys };
}

/** Why a function could not be asked, or what came of it, as the failed records tell it. */
export function invocationFailure({ code, message }: DeliveryError): ProcessingFailure {
  if (/^AccessDenied/.test(code)) return new ProcessingFailure("Lambda.InvokeAccessDenied", message);
  if (/^(?:TooManyRequests|Throttling)/.test(code))
    return new ProcessingFailure("Lambda.TooManyRequests", message);
  if (code === "ResourceNotFoundException") return new ProcessingFailure("Lambda.ResourceNotFound", message);
  if (/Timedout/.test(code)) return new ProcessingFailure("Lambda.FunctionTimedOut", message);
  return new ProcessingFailure(
    "Lambda.FunctionError",
    `The Lambda function was successfully invoked but it returned an error result: ${message}`,
  );
}
