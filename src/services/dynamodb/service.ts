// DynamoDB and its streams: tables of items in one file, with conditions, transactions, indexes and PartiQL.

import type { ServiceDoor } from "../door.ts";
import type { House } from "../house.ts";
import { dynamodbApi, dynamodbStreamsApi } from "./api.ts";
import { dynamodbPermissions } from "./needs.ts";
import { dynamoDbGlobalTable } from "./resources/global-table.ts";
import { dynamoDbTable } from "./resources/table.ts";
import { Tables } from "./tables.ts";

export type DynamoDbNeeds = Pick<House, "clock" | "identity" | "folder" | "repair" | "onFault">;

export const dynamodb: ServiceDoor<"dynamodb", DynamoDbNeeds, Tables> = {
  name: "dynamodb",
  open: ({ folder, clock, identity, repair, onFault }) =>
    Tables.open({ directory: folder("tables"), clock, identity, repair, onFault }),
  permissions: dynamodbPermissions,
  apis: { dynamodb: dynamodbApi, dynamodbstreams: dynamodbStreamsApi },
  kinds: [dynamoDbTable, dynamoDbGlobalTable],
  keeps: { "tables/tables.sqlite": "all tables and their items" },
  close: (tables) => tables.close(),
};
