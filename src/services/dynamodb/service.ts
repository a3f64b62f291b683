// DynamoDB and its streams: tables of items in one file, with conditions, transactions, indexes and PartiQL.

import { ServiceError } from "../../aws/service-error.ts";
import type { ServiceDoor } from "../door.ts";
import type { House } from "../house.ts";
import { dynamodbApi, dynamodbStreamsApi } from "./api.ts";
import { dynamodbPermissions } from "./needs.ts";
import { validationError } from "./refusals.ts";
import { dynamoDbGlobalTable } from "./resources/global-table.ts";
import { dynamoDbTable } from "./resources/table.ts";
import { Tables } from "./tables.ts";

export interface DynamoDbNeeds
  extends Pick<House, "clock" | "identity" | "folder" | "repair" | "onFault" | "router"> {
  /** The streams that tables put their changes to. */
  readonly kinesis: StreamLookup;
}

/** Throws ServiceError for a stream that is not there. */
interface StreamLookup {
  stream(reference: { readonly streamArn: string }): unknown;
}

export const dynamodb: ServiceDoor<"dynamodb", DynamoDbNeeds, Tables> = {
  name: "dynamodb",
  open: ({ folder, clock, identity, repair, onFault, router, kinesis }) =>
    Tables.open({
      directory: folder("tables"),
      ...{ clock, identity, repair, onFault, deliver: router.deliver },
      checkStream: (streamArn) => checkStream(kinesis, streamArn),
    }),
  permissions: dynamodbPermissions,
  apis: { dynamodb: dynamodbApi, dynamodbstreams: dynamodbStreamsApi },
  sources: [{ name: "table", only: ["stream"] }],
  kinds: [dynamoDbTable, dynamoDbGlobalTable],
  keeps: { "tables/tables.sqlite": "all tables and their items" },
  start: (tables) => tables.start(),
  stop: (tables) => tables.stop(),
  close: (tables) => tables.close(),
};

/** In the words that AWS has for a stream that its role does not find. */
function checkStream(streams: StreamLookup, streamArn: string): void {
  try {
    streams.stream({ streamArn });
  } catch (refusal) {
    if (!(refusal instanceof ServiceError)) throw refusal;
    throw validationError("User does not have a permission to use kinesis stream");
  }
}
