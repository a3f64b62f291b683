// DynamoDB on the wire: passed on to the tables unchanged.

import type { Tables } from "../tables/tables.ts";
import type { ServiceApi } from "./operation.ts";

export function dynamodbApi(tables: Tables): ServiceApi {
  return {
    targetPrefix: "DynamoDB_20120810",
    errorNamespace: "com.amazonaws.dynamodb.v20120810",
    jsonVersion: "1.0",
    // A batch of items.
    largestBodyBytes: 16 * 1024 * 1024,
    operations: {},
    async forward({ target, body }) {
      const { status, headers, body: answer } = await tables.forward(target, body);
      const checksum = headers["x-amz-crc32"];
      return {
        status,
        headers: {
          "content-type": headers["content-type"] ?? "application/x-amz-json-1.0",
          ...(checksum === undefined ? {} : { "x-amz-crc32": checksum }),
        },
        body: answer,
      };
    },
  };
}
