// AWS::Serverless::SimpleTable: a DynamoDB table with one key.
// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-simpletable.html

import { own, pick, present } from "./draft.ts";
import type { Expansion } from "./expansion.ts";
import type { SamResource } from "./sam-resource.ts";
import { tagList } from "./tags.ts";
import { told } from "./told.ts";

const attributeTypes: Readonly<Record<string, string>> = { String: "S", Number: "N", Binary: "B" };

export function expandSimpleTable(resource: SamResource, expansion: Expansion): void {
  const { name, type } = primaryKey(resource);
  const throughput = resource.property("ProvisionedThroughput");
  const tags = resource.property("Tags");
  expansion.add(resource, resource.id, {
    ...resource.ownAttributes(),
    Type: "AWS::DynamoDB::Table",
    Properties: present({
      AttributeDefinitions: [{ AttributeName: name, AttributeType: type }],
      KeySchema: [{ AttributeName: name, KeyType: "HASH" }],
      ...(throughput === undefined
        ? { BillingMode: "PAY_PER_REQUEST" }
        : { ProvisionedThroughput: throughput }),
      ...pick(resource.properties, ["TableName", "SSESpecification", "PointInTimeRecoverySpecification"]),
      Tags: tags === undefined ? undefined : tagList(undefined, tags),
    }),
  });
}

function primaryKey(resource: SamResource) {
  const key = resource.property("PrimaryKey");
  if (key === undefined) return { name: "id", type: "S" } as const;
  const [name, type] = [own(key, "Name"), own(key, "Type")];
  if (name === undefined)
    return resource.fail("'PrimaryKey' is missing required Property 'Name'.", "PrimaryKey");
  if (type === undefined)
    return resource.fail("'PrimaryKey' is missing required Property 'Type'.", "PrimaryKey");
  if (typeof type !== "string" || !Object.hasOwn(attributeTypes, type))
    return resource.fail(`Invalid 'Type' "${told(type)}".`, "PrimaryKey", "Type");
  return { name, type: attributeTypes[type] as string };
}
