// TagResource, UntagResource and ListTagsOfResource.
// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TagResource.html

import type { JsonObject } from "../../../../aws/json.ts";
import { tagList, withoutTags } from "../../../../aws/tags.ts";
import { tagsWith } from "../../definitions/settings-rules.ts";
import { validationError } from "../../refusals.ts";
import { list, optional, readRequest, required, structure, text } from "../../requests/shape.ts";
import { tags } from "../../requests/table-members.ts";
import type { TableService } from "../../table-service.ts";
import { tableOfArn } from "./resource-arns.ts";

const arn = required(text({ min: 1, max: 1283 }));
const tagging = structure({ ResourceArn: arn, Tags: required(tags) });
const untagging = structure({ ResourceArn: arn, TagKeys: required(list(text())) });
const listing = structure({ ResourceArn: arn, NextToken: optional(text()) });

export async function tagResource(service: TableService, parameters: JsonObject): Promise<JsonObject> {
  const { ResourceArn: resource, Tags: wanted } = readRequest(tagging, parameters);
  const { owner, definition } = tableOfArn(service, resource);
  // The missing blank is AWS's.
  if (wanted.length === 0) throw validationError("Atleast one Tag needs to be provided as Input.");
  service.catalog.save(owner, () => ({ ...definition, tags: tagsWith(definition.tags, wanted) }));
  await service.database.durable();
  return {};
}

export async function untagResource(service: TableService, parameters: JsonObject): Promise<JsonObject> {
  const { ResourceArn: resource, TagKeys: keys } = readRequest(untagging, parameters);
  const { owner, definition } = tableOfArn(service, resource);
  if (keys.length === 0) throw validationError("Atleast one Tag Key needs to be provided as Input.");
  service.catalog.save(owner, () => ({ ...definition, tags: withoutTags(definition.tags, keys) }));
  await service.database.durable();
  return {};
}

/** A table has so few tags that they fit into one answer. */
export function listTagsOfResource(service: TableService, parameters: JsonObject): JsonObject {
  const { ResourceArn: resource } = readRequest(listing, parameters);
  const { definition } = tableOfArn(service, resource);
  return { Tags: tagList(definition.tags) };
}
