// Tables that a request names by their ARN alone.

import { parseArn } from "../../../../aws/arn.ts";
import { ServiceError } from "../../../../aws/service-error.ts";
import type { Table } from "../../definitions/table.ts";
import { invalidParameter } from "../../refusals.ts";
import type { TableService } from "../../table-service.ts";

/** Throws ValidationException, and ResourceNotFoundException in the words of the operation. */
export function tableOfArn(
  service: TableService,
  arn: string,
  // The missing letter is AWS's.
  missing: (name: string) => string = () => `ResourcArn: ${arn}`,
): Table {
  if (!arn.startsWith("arn:")) throw invalidParameter(`ARNs must start with 'arn:': ${arn}`);
  const parsed = parseArn(arn);
  if (parsed?.service !== "dynamodb") {
    throw invalidParameter(`Provided Arn is not a DynamoDB resource arn: ${arn}`);
  }
  if (!/^table\/[^/]+(\/stream\/[^/]+)?$/.test(parsed.resource)) {
    throw invalidParameter(
      `Invalid resource arn provided, only table or stream is accepted. Provided resource arn: ${arn}`,
    );
  }
  const { accountId, region } = service.identity;
  const [, name = ""] = parsed.resource.split("/");
  const table = service.catalog.find(name);
  if (table === undefined || parsed.accountId !== accountId || parsed.region !== region) {
    throw new ServiceError(
      "ResourceNotFoundException",
      `Requested resource not found: ${missing(name)} not found`,
    );
  }
  return table;
}
