// Policies of tables and streams: kept and told, though nothing here is refused for want of permission.
// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PutResourcePolicy.html

import { createHash } from "node:crypto";
import type { JsonObject } from "../../../../aws/json.ts";
import { isJson } from "../../../../aws/json-text.ts";
import { ServiceError } from "../../../../aws/service-error.ts";
import type { TableDefinition } from "../../definitions/table-definition.ts";
import { invalidParameter } from "../../refusals.ts";
import { optional, readRequest, required, structure, text } from "../../requests/shape.ts";
import type { TableService } from "../../table-service.ts";
import { tableOfArn } from "./resource-arns.ts";

const mostBytes = 20 * 1024;

type Policy = NonNullable<TableDefinition["resourcePolicy"]>;

/** Throws ValidationException. */
export function policyOf(document: string): Policy {
  if (Buffer.byteLength(document) > mostBytes) {
    throw invalidParameter(`Maximum policy size of ${mostBytes} bytes exceeded`);
  }
  if (!isJson(document)) throw invalidParameter("Invalid policy document: This policy contains invalid Json");
  return { text: document, revision: revisionOf(document) };
}

/** A number, as AWS's are. */
function revisionOf(document: string): string {
  return String(createHash("sha256").update(document).digest().readBigUInt64BE() >> 11n);
}

const putting = structure({
  ResourceArn: required(text({ min: 1, max: 1283 })),
  Policy: required(text()),
  ExpectedRevisionId: optional(text({ min: 1, max: 255 })),
});

export async function putResourcePolicy(service: TableService, parameters: JsonObject): Promise<JsonObject> {
  const {
    ResourceArn: arn,
    Policy: document,
    ExpectedRevisionId: expected,
  } = readRequest(putting, parameters);
  const table = tableOfArn(service, arn);
  const policy = policyOf(document);
  const present = table.definition.resourcePolicy;
  if (expected !== undefined && expected !== (present?.revision ?? "NO_POLICY")) {
    throw policyNotFound(arn);
  }
  service.catalog.save(table.owner, () => ({ ...table.definition, resourcePolicy: policy }));
  await service.database.durable();
  return { RevisionId: policy.revision };
}

const naming = structure({
  ResourceArn: required(text({ min: 1, max: 1283 })),
  ExpectedRevisionId: optional(text({ min: 1, max: 255 })),
});

export function getResourcePolicy(service: TableService, parameters: JsonObject): JsonObject {
  const { ResourceArn: arn } = readRequest(naming, parameters);
  const { resourcePolicy: policy } = tableOfArn(service, arn).definition;
  if (policy === undefined) throw policyNotFound(arn);
  return { Policy: policy.text, RevisionId: policy.revision };
}

export async function deleteResourcePolicy(
  service: TableService,
  parameters: JsonObject,
): Promise<JsonObject> {
  const { ResourceArn: arn, ExpectedRevisionId: expected } = readRequest(naming, parameters);
  const table = tableOfArn(service, arn);
  const { resourcePolicy: policy, ...others } = table.definition;
  if (expected !== undefined && expected !== policy?.revision) throw policyNotFound(arn);
  if (policy === undefined) return {};
  service.catalog.save(table.owner, () => others);
  await service.database.durable();
  return { RevisionId: policy.revision };
}

function policyNotFound(arn: string): ServiceError {
  return new ServiceError(
    "PolicyNotFoundException",
    `Resource-based policy not found for the provided ResourceArn: ${arn}`,
  );
}
