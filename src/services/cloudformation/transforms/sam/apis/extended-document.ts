// The document that an API's other properties add to: one that stands in the template, and that SAM can read.

import { type Draft, isDraft, own } from "../draft.ts";
import type { SamResource } from "../sam-resource.ts";
import { ApiDocument } from "./api-document.ts";
import { restApi } from "./api-kinds.ts";

export interface Extension {
  readonly property: string;
  /** What AWS calls the property; its own name where this is left out. */
  readonly label?: string;
  /** What the property adds, as AWS calls it: "Auth configuration". */
  readonly adds: string;
}

/** Undefined if the property isn't set. Throws InvalidResource if it is, and there is nothing to add to. */
export function documentToExtend(
  resource: SamResource,
  { property, label = property, adds }: Extension,
): ApiDocument | undefined {
  const given = resource.property(property);
  if (given === undefined || given === false || given === "") return undefined;
  const form = resource.type === restApi.type ? "Swagger" : "OpenApi";
  const body = resource.property("DefinitionBody");
  if (body === undefined)
    return resource.fail(
      `${label} works only with inline ${form} specified in 'DefinitionBody' property.`,
      property,
    );
  const document = ApiDocument.of(resource.properties);
  if (document === undefined || !isDraft(body) || !hasVersion(body))
    return resource.fail(
      `Unable to add ${adds} because 'DefinitionBody' does not contain a valid ${form} definition.`,
      "DefinitionBody",
    );
  return document;
}

function hasVersion(body: Draft): boolean {
  return own(body, "swagger") !== undefined || own(body, "openapi") !== undefined;
}
