// A table with a stream, for those who read it.

import type { Tables } from "../../src/services/dynamodb/tables.ts";

/** A table whose key is `id`. Gives the ARN of its stream. */
export async function createStreamedTable(
  tables: Pick<Tables, "request">,
  TableName: string,
  StreamViewType = "NEW_IMAGE",
): Promise<string> {
  const { TableDescription } = (await tables.request("CreateTable", {
    ...{ TableName, BillingMode: "PAY_PER_REQUEST" },
    AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
    KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
    StreamSpecification: { StreamEnabled: true, StreamViewType },
  })) as { readonly TableDescription: { readonly LatestStreamArn: string } };
  return TableDescription.LatestStreamArn;
}
