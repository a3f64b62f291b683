// The types that a template can ask for and the region does not have: refused by name, all of a template's at once, because a
// service without one of its parts would be another service.

import { didYouMean } from "../../../aws/did-you-mean.ts";
import { isJsonObject, type JsonObject, objectOrEmpty } from "../../../aws/json.ts";
import { memberPointer } from "../../../aws/json-pointer.ts";
import { placeOf } from "../../../aws/template/places.ts";
import type { TemplateProblem } from "../../../aws/template/template-error.ts";
import { schemaOf, typeNames } from "../schemas/schema.ts";

export interface Unsupported {
  readonly id: string;
  readonly type: string;
  /** The name of the condition that decides whether it is to be. */
  readonly condition: string | undefined;
}

/** The resources of a template whose type the region does not have. */
export function unsupportedIn(
  body: JsonObject,
  isSupported: (type: string) => boolean,
): readonly Unsupported[] {
  return Object.entries(resourcesOf(body)).flatMap(([id, resource]) => {
    if (!isJsonObject(resource)) return [];
    const { Type: type, Condition: condition } = resource;
    if (typeof type !== "string" || isSupported(type)) return [];
    return [{ id, type, condition: typeof condition === "string" ? condition : undefined }];
  });
}

/** What is told of a stand-in. */
export function standInWarning(id: string, type: string): string {
  return `${memberPointer("/Resources", id)}: resource type ${type} is not supported by the local region and was not created: there is a name of it, and nothing behind`;
}

function resourcesOf({ Resources: resources }: JsonObject): JsonObject {
  return objectOrEmpty(resources);
}

/** That the region does not have it. */
export function unsupportedProblem({ id, type }: Unsupported, body: JsonObject): TemplateProblem {
  const path = memberPointer("/Resources", id);
  return {
    path,
    place: placeOf(body, `${path}/Type`),
    problem: `resource type ${type} is not supported by the local region${reasonOf(type)}`,
  };
}

/** For a type that AWS does not have either which one was meant. */
function reasonOf(type: string): string {
  const meant = schemaOf(type) === undefined ? didYouMean(type, typeNames()) : undefined;
  return meant === undefined || isOfAnotherService(type, meant) ? "" : `; did you mean ${meant}?`;
}

/** Short names of services are alike and yet not mistaken for each other: MSK is not ECS. */
function isOfAnotherService(type: string, meant: string): boolean {
  const [written = "", known = ""] = [type, meant].map((each) => each.split("::")[1]);
  return written !== known && written.length === known.length && written.length <= 3;
}
