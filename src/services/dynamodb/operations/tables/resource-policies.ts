// Policies of tables and streams: kept and told, though nothing here is refused for want of permission.
// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PutResourcePolicy.html

import type { JsonObject } from "../../../../aws/json.ts";
import { isJson } from "../../../../aws/json-text.ts";
import { ServiceError } from "../../../../aws/service-error.ts";
import type { Table } from "../../definitions/table.ts";
import type { TableDefinition } from "../../definitions/table-definition.ts";
import { invalidParameter } from "../../refusals.ts";
import { optional, readRequest, required, structure, text } from "../../requests/shape.ts";
import type { TableService } from "../../table-service.ts";
import { tableOfArn } from "./resource-arns.ts";

const mostBytes = 20 * 1024;
/** Expected where there must be none yet. */
const noPolicy = "NO_POLICY";

type Policy = NonNullable<TableDefinition["resourcePolicy"]>;

/**
 * A policy as it is kept; the same one as before keeps its revision. Revisions are times, each later than the one before it. Throws
 * ValidationException.
 */
export function policyOf(document: string, now: number, present?: Policy): Policy {
  if (Buffer.byteLength(document) > mostBytes) {
    throw invalidParameter(`Maximum policy size of ${mostBytes} bytes exceeded`);
  }
  if (!isJson(document)) throw invalidParameter("Invalid policy document: This policy contains invalid Json");
  if (present?.text === document) return present;
  return { text: document, revision: String(Math.max(now, Number(present?.revision ?? 0) + 1)) };
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
  const table = policiedTable(service, arn);
  const present = table.definition.resourcePolicy;
  const policy = policyOf(document, service.clock.now(), present);
  if (expected !== undefined && expected !== (present?.revision ?? noPolicy)) {
    throw policyNotFound(arn, otherRevision(table, expected));
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
  const { resourcePolicy: policy } = policiedTable(service, arn).definition;
  if (policy === undefined) throw policyNotFound(arn);
  return { Policy: policy.text, RevisionId: policy.revision };
}

export async function deleteResourcePolicy(
  service: TableService,
  parameters: JsonObject,
): Promise<JsonObject> {
  const { ResourceArn: arn, ExpectedRevisionId: expected } = readRequest(naming, parameters);
  const table = policiedTable(service, arn);
  const { resourcePolicy: policy, ...others } = table.definition;
  if (expected !== undefined && expected !== policy?.revision) {
    throw policyNotFound(arn, otherRevision(table, expected));
  }
  if (policy === undefined) return {};
  service.catalog.save(table.owner, () => others);
  await service.database.durable();
  return { RevisionId: policy.revision };
}

/** Throws ValidationException, ResourceNotFoundException. */
function policiedTable(service: TableService, arn: string): Table {
  return tableOfArn(service, arn, (name) => `Table: ${name}`);
}

/** What AWS says of a policy that is there with another revision than the one that was expected. */
function otherRevision({ definition }: Table, expected: string): string | undefined {
  const { name, resourcePolicy: present } = definition;
  if (present === undefined) return undefined;
  return expected === noPolicy
    ? `Requested policy update expecting none to be present for table ${name}, but a policy exists with revision id ${present.revision}.`
    : `Requested update for policy with revision id ${expected}, but the policy associated to target table ${name} has revision id ${present.revision}.`;
}

function policyNotFound(arn: string, detail = arn): ServiceError {
  return new ServiceError(
    "PolicyNotFoundException",
    `Resource-based policy not found for the provided ResourceArn: ${detail}`,
  );
}
