// The Kinesis stream of a table: put to, no longer put to, and described.
// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_EnableKinesisStreamingDestination.html

import type { JsonObject } from "../../../../aws/json.ts";
import { type DestinationDescription, type Precision, precisions } from "../../destinations/destination.ts";
import { validationError } from "../../refusals.ts";
import { tableName } from "../../requests/members.ts";
import { oneOf, optional, readRequest, required, structure, text } from "../../requests/shape.ts";
import { describedTable, type TableService } from "../../table-service.ts";
import { namedTable } from "./describe-tables.ts";

const configuration = structure({ ApproximateCreationDateTimePrecision: optional(oneOf(...precisions)) });

const streaming = {
  TableName: required(tableName),
  StreamArn: required(text({ min: 37, max: 1024 })),
};

const enabling = structure({ ...streaming, EnableKinesisStreamingConfiguration: optional(configuration) });

export async function enableKinesisStreamingDestination(
  service: TableService,
  parameters: JsonObject,
): Promise<JsonObject> {
  const request = readRequest(enabling, parameters);
  const precision = request.EnableKinesisStreamingConfiguration?.ApproximateCreationDateTimePrecision;
  const { name } = describedTable(service, request.TableName);
  enableDestination(service, name, request.StreamArn, precision ?? "MILLISECOND");
  await service.database.durable();
  return answer(name, request.StreamArn, "ENABLING", request.EnableKinesisStreamingConfiguration);
}

/** Throws ValidationException for a stream that is not there, or while the table has one. */
export function enableDestination(
  { destinations, change, checkStream }: TableService,
  table: string,
  streamArn: string,
  precision: Precision,
): void {
  if (destinations.enabledOf(table) !== undefined)
    throw validationError(
      "Table is not in a valid state to enable Kinesis Streaming Destination: EnableKinesisStreamingDestination must be DISABLED or ENABLE_FAILED to perform ENABLE operation.",
    );
  checkStream(streamArn);
  change(() => destinations.enable(table, streamArn, precision));
}

const disabling = structure({ ...streaming, EnableKinesisStreamingConfiguration: optional(configuration) });

export async function disableKinesisStreamingDestination(
  service: TableService,
  parameters: JsonObject,
): Promise<JsonObject> {
  const request = readRequest(disabling, parameters);
  const { name } = describedTable(service, request.TableName);
  const destination = activeDestination(service, name, request.StreamArn, "disable", "DISABLE");
  service.change(() => service.destinations.change(destination, { isEnabled: false }));
  await service.database.durable();
  return answer(name, request.StreamArn, "DISABLING", request.EnableKinesisStreamingConfiguration);
}

const updating = structure({
  ...streaming,
  UpdateKinesisStreamingConfiguration: optional(configuration),
});

export async function updateKinesisStreamingDestination(
  service: TableService,
  parameters: JsonObject,
): Promise<JsonObject> {
  const { UpdateKinesisStreamingConfiguration: wanted, ...request } = readRequest(updating, parameters);
  const precision = wanted?.ApproximateCreationDateTimePrecision;
  const { name } = describedTable(service, request.TableName);
  const destination = activeDestination(service, name, request.StreamArn, "update", "UPDATE");
  if (precision === undefined || precision === destination.description.precision)
    throw validationError(
      `Invalid Request: Precision is already set to the desired value of ${precision ?? destination.description.precision} for tableId: ${name}, kdsArn: ${request.StreamArn}`,
    );
  service.change(() => service.destinations.change(destination, { precision }));
  await service.database.durable();
  return {
    TableName: name,
    StreamArn: request.StreamArn,
    DestinationStatus: "UPDATING",
    UpdateKinesisStreamingConfiguration: { ApproximateCreationDateTimePrecision: precision },
  };
}

function activeDestination(
  { destinations }: TableService,
  table: string,
  streamArn: string,
  act: string,
  operation: string,
) {
  const enabled = destinations.enabledOf(table);
  if (enabled?.description.streamArn === streamArn) return enabled;
  throw validationError(
    `Table is not in a valid state to ${act} Kinesis Streaming Destination: KinesisStreamingDestination must be ACTIVE to perform ${operation} operation.`,
  );
}

export function describeKinesisStreamingDestination(
  service: TableService,
  parameters: JsonObject,
): JsonObject {
  const { name } = describedTable(service, readRequest(namedTable, parameters).TableName);
  const described = service.destinations.of(name).map(({ description }) => shown(description));
  return { TableName: name, KinesisDataStreamDestinations: described };
}

function shown({ streamArn, precision, isEnabled }: DestinationDescription): JsonObject {
  return {
    StreamArn: streamArn,
    DestinationStatus: isEnabled ? "ACTIVE" : "DISABLED",
    ApproximateCreationDateTimePrecision: precision,
  };
}

function answer(
  table: string,
  streamArn: string,
  status: string,
  given: { readonly ApproximateCreationDateTimePrecision?: Precision | undefined } | undefined,
): JsonObject {
  return {
    TableName: table,
    StreamArn: streamArn,
    DestinationStatus: status,
    ...(given === undefined ? {} : { EnableKinesisStreamingConfiguration: given as JsonObject }),
  };
}
