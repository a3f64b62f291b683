// What an API says of its parts: documentation, by the place that it is of. https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-documenting-api.html

import { isJsonObject, type Json, type JsonObject } from "../../../aws/json.ts";
import { present } from "../../../aws/wire/given.ts";
import { newId } from "../ids.ts";
import { badRequest, conflict } from "../refusals.ts";
import type { DocumentationLocation, DocumentationPart, DocumentationVersion } from "./records.ts";
import type { RestApis } from "./rest-apis.ts";

type LocationField = "path" | "method" | "statusCode" | "name";

/** Which fields the place of each kind has. A name has to be given, the others have defaults. */
const fieldsOf = {
  RESPONSE_BODY: ["path", "method", "statusCode"],
  RESPONSE: ["path", "method", "statusCode"],
  METHOD: ["path", "method"],
  MODEL: ["name"],
  AUTHORIZER: ["name"],
  RESPONSE_HEADER: ["path", "method", "statusCode", "name"],
  RESOURCE: ["path"],
  PATH_PARAMETER: ["path", "method", "name"],
  REQUEST_BODY: ["path", "method"],
  QUERY_PARAMETER: ["path", "method", "name"],
  API: [],
  REQUEST_HEADER: ["path", "method", "name"],
} as const satisfies Readonly<Record<string, readonly LocationField[]>>;

export type DocumentationType = keyof typeof fieldsOf;
/** In AWS's order. */
export const documentationTypes = Object.keys(fieldsOf) as DocumentationType[];

const defaults = { path: "/", method: "*", statusCode: "*" } as const;

/** With what AWS takes for what is not said. Throws BadRequestException. */
function checkedLocation(given: DocumentationLocation): DocumentationLocation {
  const fields: readonly LocationField[] = fieldsOf[given.type as DocumentationType] ?? [];
  if (!Object.hasOwn(fieldsOf, given.type))
    throw badRequest(
      `Invalid documentation part type '${given.type}': expected one of ${documentationTypes.join(", ")}`,
    );
  for (const field of ["path", "method", "statusCode", "name"] as const)
    if (given[field] !== undefined && !fields.includes(field))
      throw badRequest(`The location of a documentation part of type ${given.type} has no ${field}`);
  if (fields.includes("name") && !given.name)
    throw badRequest(`The location of a documentation part of type ${given.type} must have a name`);
  const usual = Object.fromEntries(
    Object.entries(defaults).filter(([field]) => fields.includes(field as LocationField)),
  );
  return { ...usual, ...present(given), type: given.type };
}

/** Throws BadRequestException for what is no object of JSON. */
export function checkedProperties(text: string): string {
  if (text === "") throw badRequest("Documentation part properties must be non-empty");
  try {
    if (isJsonObject(JSON.parse(text) as Json)) return text;
  } catch {}
  throw badRequest("Documentation part properties must be a JSON object");
}

/** Throws NotFoundException, BadRequestException, and ConflictException for a place that is documented. */
export function addPart(
  apis: RestApis,
  apiId: string,
  { location: given, properties }: Omit<DocumentationPart, "id">,
): DocumentationPart {
  apis.get(apiId);
  const location = checkedLocation(given);
  const part = { id: newId(6), location, properties: checkedProperties(properties) };
  if (partAt(apis, apiId, location) !== undefined)
    throw conflict(
      `Documentation part already exists for the specified location: ${shownLocation(location)}.`,
    );
  return apis.documentationParts.put(apiId, part);
}

/** What is left out of a document that is no part, with why. What has been documented is put in its place. */
export function partsInDocument(document: JsonObject): {
  readonly parts: readonly Omit<DocumentationPart, "id">[];
  readonly warnings: readonly string[];
} {
  const told = document["x-amazon-apigateway-documentation"];
  const { documentationParts: listed = [] } = isJsonObject(told) ? told : document;
  if (!Array.isArray(listed)) throw badRequest("documentationParts must be a list");
  const parts: Omit<DocumentationPart, "id">[] = [];
  const warnings: string[] = [];
  for (const each of listed as readonly Json[]) {
    const { location, properties } = isJsonObject(each) ? each : {};
    const text = typeof properties === "string" ? properties : JSON.stringify(properties ?? {});
    try {
      const place = isJsonObject(location) ? (location as unknown as DocumentationLocation) : { type: "" };
      parts.push({ location: checkedLocation(place), properties: checkedProperties(text) });
    } catch (problem) {
      warnings.push((problem as Error).message);
    }
  }
  return { parts, warnings };
}

/** Adds parts and puts them in the place of those that are there; or of all of them, unless it merges. Throws NotFoundException. */
export function importParts(
  apis: RestApis,
  apiId: string,
  parts: readonly Omit<DocumentationPart, "id">[],
  isMerged: boolean,
): readonly string[] {
  apis.get(apiId);
  if (!isMerged) apis.documentationParts.removeAll(apiId);
  return parts.map((part) => {
    const { id = newId(6) } = partAt(apis, apiId, part.location) ?? {};
    return apis.documentationParts.put(apiId, { ...part, id }).id;
  });
}

/** Of all parts that there are. Throws NotFoundException, BadRequestException, ConflictException. */
export function addVersion(
  apis: RestApis,
  apiId: string,
  { version, description }: Pick<DocumentationVersion, "version" | "description">,
): DocumentationVersion {
  apis.get(apiId);
  if (version === "") throw badRequest("Documentation version must be non-empty");
  if (apis.documentationVersions.find(apiId, version) !== undefined)
    throw conflict(`Documentation version ${version} already exists for this REST API`);
  const parts = apis.documentationParts.of(apiId);
  if (parts.length === 0) throw badRequest("The REST API has no documentation parts");
  const createdDate = apis.seconds();
  return apis.documentationVersions.put(apiId, { version, description, createdDate, parts });
}

/** Throws NotFoundException, and ConflictException for one that a stage has. */
export function removeVersion(apis: RestApis, apiId: string, version: string): void {
  apis.get(apiId);
  apis.documentationVersions.get(apiId, version);
  const stage = apis.stages.of(apiId).find((each) => each.documentationVersion === version);
  if (stage !== undefined)
    throw conflict(`Documentation version ${version} is in use by the stage ${stage.stageName}`);
  apis.documentationVersions.remove(apiId, version);
}

/** What the API has and nothing is said of. */
export function undocumented(apis: RestApis, apiId: string): readonly DocumentationLocation[] {
  const resources = apis.resources.of(apiId);
  const places: readonly DocumentationLocation[] = [
    { type: "API" },
    ...apis.models.of(apiId).map(({ name }) => ({ type: "MODEL", name })),
    ...apis.authorizers.of(apiId).map(({ name }) => ({ type: "AUTHORIZER", name })),
    ...resources.map(({ path }) => ({ type: "RESOURCE", path })),
    ...resources.flatMap(({ path, resourceMethods = {} }) =>
      Object.keys(resourceMethods).map((method) => ({ type: "METHOD", path, method })),
    ),
  ];
  return places.filter((location) => partAt(apis, apiId, location) === undefined);
}

function partAt(
  apis: RestApis,
  apiId: string,
  location: DocumentationLocation,
): DocumentationPart | undefined {
  const key = shownLocation(location);
  return apis.documentationParts.of(apiId).find((each) => shownLocation(each.location) === key);
}

/** As AWS shows a place: `type 'METHOD', path '/pets', method 'GET'`. */
function shownLocation(location: DocumentationLocation): string {
  return (["type", "path", "method", "statusCode", "name"] as const)
    .filter((field) => location[field] !== undefined)
    .map((field) => `${field} '${location[field]}'`)
    .join(", ");
}
