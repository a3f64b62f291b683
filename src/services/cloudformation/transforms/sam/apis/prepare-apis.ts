// Before anything is expanded: each API whose document SAM writes gets one, with the paths that events add to it, and
// conditions on those that only resources under conditions serve.

import type { Json } from "../../../../../aws/json.ts";
import { anyOf, type Conditions } from "../combined-condition.ts";
import { type Draft, draftOf, isDraft, objectAt, own } from "../draft.ts";
import { ifElse, noValue } from "../intrinsics.ts";
import { ApiDocument } from "./api-document.ts";
import { apiKinds, managed, restApi } from "./api-kinds.ts";
import { type ApiUse, apiId, apiUses } from "./implicit-apis.ts";

export function prepareApis(resources: Draft, template: Draft): void {
  addDocuments(resources);
  const byApi = new Map<string, ApiUse[]>();
  for (const use of apiUses(resources)) {
    const id = apiId(own(use.properties, use.kind.reference));
    if (id === undefined) continue;
    addPath(use, properties(resources, id));
    byApi.set(id, [...(byApi.get(id) ?? []), use]);
  }
  for (const [id, uses] of byApi) {
    const api = draftOf(resources[id]);
    if (api === undefined || own(api.Properties, managed) !== true) continue;
    conditionPaths(id, api, uses, template);
    if (id === uses[0]?.kind.implicitId) inherit(id, api, uses, template);
  }
}

function properties(resources: Draft, id: string): Draft | undefined {
  const api = own(resources, id);
  if (!isDraft(api) || !apiKinds.some(({ type }) => type === api.Type)) return undefined;
  return objectAt(api, "Properties");
}

function addDocuments(resources: Draft): void {
  for (const definition of Object.values(resources)) {
    const api = draftOf(definition);
    const kind = apiKinds.find(({ type }) => type === api?.Type);
    if (api === undefined || kind === undefined) continue;
    const members = objectAt(api, "Properties");
    if (members === undefined) continue;
    if ((members.DefinitionBody ?? null) === null && (members.DefinitionUri ?? null) === null) {
      members.DefinitionBody = kind.skeleton();
      members[managed] = true;
    }
    if (kind === restApi && members[managed] === true) setVersion(members);
  }
}

/** `OpenApiVersion: 3.0` is a number in YAML, whose last digit must not be lost. */
function setVersion(members: Draft): void {
  const version = members.OpenApiVersion;
  if (version === undefined) return;
  const text =
    typeof version === "number" && Number.isInteger(version) ? version.toFixed(1) : String(version);
  members.OpenApiVersion = text;
  const body = draftOf(members.DefinitionBody);
  if (!/^3(\.|$)/.test(text) || body === undefined) return;
  delete body.swagger;
  body.openapi = text;
}

function addPath(use: ApiUse, api: Draft | undefined): void {
  const { path, method } = route(use, api);
  if (api === undefined || !takesPaths(use, api)) return;
  ApiDocument.of(api)?.addOperation(path, method);
}

/** HTTP APIs take paths into whatever document they have; REST APIs only into SAM's own, or if they ask for it. */
export function takesPaths(use: Pick<ApiUse, "kind">, api: Draft): boolean {
  return use.kind !== restApi || api[managed] === true || api.MergeDefinitions === true;
}

export interface Route {
  readonly path: string;
  readonly method: string;
}

/** An HTTP API's event without path and method is the default route. */
export function route(
  { kind, properties }: Pick<ApiUse, "kind" | "properties">,
  api: Draft | undefined,
): Route {
  const [path, method] = [own(properties, "Path"), own(properties, "Method")];
  if (kind !== restApi && !path && !method)
    return { path: api?.FailOnWarnings === true ? "/$default" : "$default", method: "any" };
  return { path: String(path), method: String(method) };
}

function conditionPaths(id: string, api: Draft, uses: readonly ApiUse[], template: Draft): void {
  const members = api.Properties as Draft;
  const document = ApiDocument.of(members);
  if (document === undefined) return;
  for (const path of document.paths()) {
    const serving = uses.filter((use) => route(use, members).path === path);
    const condition = anyOf(conditionsOf(serving), pathConditionId(id, path), template);
    if (serving.length > 0 && condition !== undefined)
      document.setPath(path, ifElse(condition, document.path(path) as Json, noValue));
  }
}

function pathConditionId(id: string, path: string): string {
  const safe = path.replaceAll("/", "SLASH").replaceAll("{", "OB").replaceAll("}", "CB");
  return `${id}${safe.replace(/[^A-Za-z0-9]/g, "")}PathCondition`;
}

function conditionsOf(uses: readonly ApiUse[]): Conditions {
  return new Set(
    uses.map(({ owner }) => (typeof owner.Condition === "string" ? owner.Condition : undefined)),
  );
}

/** The implicit API is there where any of the resources is that it serves, and is kept if any of them is. */
function inherit(id: string, api: Draft, uses: readonly ApiUse[], template: Draft): void {
  const condition = anyOf(conditionsOf(uses), `${id}Condition`, template);
  if (condition !== undefined) api.Condition = condition;
  for (const attribute of ["DeletionPolicy", "UpdateReplacePolicy"]) {
    const policies = uses.map(({ owner }) => own(owner, attribute)).filter((policy) => policy !== undefined);
    const policy = policies.find((one) => one === "Retain") ?? policies[0];
    if (policy !== undefined) api[attribute] = policy;
  }
  for (const { owner } of uses) {
    const tags = own(owner.Properties, "Tags");
    if (own(owner.Properties, "PropagateTags") !== true || !isDraft(tags)) continue;
    const members = api.Properties as Draft;
    members.PropagateTags = true;
    members.Tags = { ...(isDraft(members.Tags) ? members.Tags : {}), ...tags };
  }
}
