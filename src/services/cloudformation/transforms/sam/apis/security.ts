// Who may call an operation: `security` of a document, for one event, and by default for all operations of an API.

import type { Json, JsonObject } from "../../../../../aws/json.ts";
import { type Draft, isDraft, objectAt, own } from "../draft.ts";
import type { ApiDocument } from "./api-document.ts";

/** Takes away the API key that the API asks for by default; no scheme of any document. */
const noApiKey = "api_key_false";
const apiKey = "api_key";

type Requirement = JsonObject;

function requirements(definition: Draft): readonly Requirement[] {
  const security = definition.security;
  return Array.isArray(security) ? (security.filter((one) => isDraft(one as Json)) as Requirement[]) : [];
}

function namesOne(requirement: Requirement, names: readonly string[]): boolean {
  return Object.keys(requirement).some((name) => names.includes(name));
}

export function addScheme(document: ApiDocument, name: string, scheme: JsonObject): void {
  const schemes =
    document.isOpenApi3 && own(document.root, "securityDefinitions") === undefined
      ? undefined
      : objectAt(document.root, "securityDefinitions");
  const target = schemes ?? componentSchemes(document);
  if (target !== undefined && !Object.hasOwn(target, name)) target[name] = scheme;
}

function componentSchemes(document: ApiDocument): Draft | undefined {
  const components = objectAt(document.root, "components");
  return components === undefined ? undefined : objectAt(components, "securitySchemes");
}

/** For one operation, by its event. */
export function requireAuthorizer(definition: Draft, authorizer: string, scopes: Json): void {
  const names = [authorizer];
  const others = requirements(definition).filter((one) => !namesOne(one, names));
  definition.security = [...others, { [authorizer]: scopes }];
}

/** For one operation, by its event. */
export function requireApiKey(definition: Draft, required: boolean): void {
  const names = [apiKey, noApiKey];
  const others = requirements(definition).filter((one) => !namesOne(one, names));
  definition.security = [...others, { [required ? apiKey : noApiKey]: [] }];
}

export interface DefaultAuthorizer {
  readonly name: string;
  readonly scopes: Json;
  /** The authorizers that an operation can ask for instead. */
  readonly known: readonly string[];
  readonly preflight: boolean;
}

/** For all operations that don't say who may call them. */
export function requireByDefault(document: ApiDocument, byDefault: DefaultAuthorizer): void {
  const known = [...byDefault.known, byDefault.name, "NONE", "AWS_IAM"];
  for (const path of document.paths()) {
    for (const { method, definition } of document.operations(path)) {
      if (method === "options" && !byDefault.preflight) continue;
      const existing = requirements(definition);
      const own = existing.filter((one) => namesOne(one, known));
      const others = existing.filter((one) => !own.includes(one));
      if (own.length > 0) definition.security = [...others, ...own];
      else definition.security = [...existing, { [byDefault.name]: byDefault.scopes }];
    }
  }
}

export function requireApiKeyByDefault(document: ApiDocument, preflight: boolean): void {
  for (const path of document.paths()) {
    for (const { method, definition } of document.operations(path)) {
      if (method === "options" && !preflight) continue;
      const existing = requirements(definition);
      const others = existing.filter((one) => !namesOne(one, [apiKey, noApiKey]));
      const refused = existing.some((one) => namesOne(one, [noApiKey]));
      definition.security = refused ? [...others] : [...others, { [apiKey]: [] }];
    }
  }
}

/** Takes out what only stood for the lack of a requirement. */
export function dropMarks(document: ApiDocument): void {
  for (const path of document.paths()) {
    for (const { definition } of document.operations(path)) {
      const existing = requirements(definition);
      if (existing.some((one) => namesOne(one, [noApiKey])))
        definition.security = existing.filter((one) => !namesOne(one, [noApiKey]));
    }
  }
}
