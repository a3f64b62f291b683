// The functions of a GraphQL API, and the resolvers that ask them one after the other for a field.

import type { Json, JsonObject } from "../../../../../aws/json.ts";
import { isDraft, own, pick } from "../draft.ts";
import { getAtt } from "../intrinsics.ts";
import type { GraphQlApi } from "./graphql-api.ts";

/** The code that AppSync gives a resolver which has none of its own. */
const plainResolver = `
export function request(ctx) {
    return {};
}

export function response(ctx) {
    return ctx.prev.result;
}
`;

/** The ids of the functions in AppSync, by their names in the template. */
export function addFunctions(api: GraphQlApi, sources: ReadonlyMap<string, Json>): ReadonlyMap<string, Json> {
  const ids = new Map<string, Json>();
  const functions = api.resource.property("Functions");
  for (const [name, given] of Object.entries(isDraft(functions) ? functions : {})) {
    const asked = given as JsonObject;
    const known = own(asked, "Id");
    if (known) {
      if (Object.values(asked).filter((value) => value !== null).length !== 1)
        api.failPart(name, "'Id' cannot be defined with other properties in Function.", "Functions", name);
      ids.set(name, known);
      continue;
    }
    const id = `${api.resource.id}${name}`;
    const code = codeOf(api, name, asked, ["Functions", name]);
    if (code === undefined)
      api.failPart(name, "One of 'InlineCode' or 'CodeUri' must be set.", "Functions", name);
    const source = sourceOf(api, name, asked, sources);
    api.add(id, "AWS::AppSync::FunctionConfiguration", {
      ApiId: api.apiId,
      Name: textOf(own(asked, "Name")) || name,
      ...code,
      DataSourceName: source,
      ...pick(asked, ["MaxBatchSize", "Description"]),
      Runtime: runtimeOf(api, name, asked, ["Functions", name]),
      ...syncOf(asked),
    });
    ids.set(name, getAtt(id, "FunctionId"));
  }
  return ids;
}

export function addResolvers(api: GraphQlApi, functions: ReadonlyMap<string, Json>): void {
  const types = api.resource.property("Resolvers");
  for (const [type, fields] of Object.entries(isDraft(types) ? types : {})) {
    for (const [field, given] of Object.entries(fields as JsonObject))
      addResolver(api, { type, field, given: given as JsonObject }, functions);
  }
}

interface Resolver {
  readonly type: string;
  readonly field: string;
  readonly given: JsonObject;
}

function addResolver(
  api: GraphQlApi,
  { type, field, given }: Resolver,
  functions: ReadonlyMap<string, Json>,
): void {
  const place = ["Resolvers", type, field];
  const code = codeOf(api, field, given, place);
  const runtime =
    code === undefined
      ? { Name: "APPSYNC_JS", RuntimeVersion: "1.0.0" }
      : runtimeOf(api, field, given, place);
  const pipeline = own(given, "Pipeline");
  if (!Array.isArray(pipeline) || pipeline.length === 0)
    throw api.failPart(
      field,
      `Resolver '${field}' must have Pipeline defined. Unit resolvers are not supported. If you need a Unit resolver you can use AppSync resource.`,
      ...place,
    );
  const ids = pipeline.map(
    (name) =>
      functions.get(String(name)) ??
      api.failPart(field, `Function '${String(name)}' does not exist.`, ...place, "Pipeline"),
  );
  const caching = own(given, "Caching");
  api.add(
    `${api.resource.id}${type}${field}`,
    "AWS::AppSync::Resolver",
    {
      ...(code ?? { Code: plainResolver }),
      Runtime: runtime,
      ApiId: api.apiId,
      FieldName: textOf(own(given, "FieldName")) || field,
      TypeName: type,
      Kind: "PIPELINE",
      PipelineConfig: { Functions: ids },
      CachingConfig: isDraft(caching) ? pick(caching, Object.keys(caching)) : undefined,
      MaxBatchSize: own(given, "MaxBatchSize") || undefined,
    },
    { DependsOn: [api.schemaId] },
  );
}

/** Undefined where there is none. */
function codeOf(
  api: GraphQlApi,
  name: string,
  given: JsonObject,
  place: readonly string[],
): JsonObject | undefined {
  const [inline, uri] = [own(given, "InlineCode"), own(given, "CodeUri")];
  if (inline && uri)
    api.failPart(name, "Both 'InlineCode' and 'CodeUri' cannot be defined at the same time.", ...place);
  if (inline) return { Code: inline };
  return uri ? { CodeS3Location: uri } : undefined;
}

function runtimeOf(api: GraphQlApi, name: string, given: JsonObject, place: readonly string[]): Json {
  const runtime = own(given, "Runtime");
  if (!isDraft(runtime))
    return api.failPart(name, `'Runtime' must be defined as a property in ${name}.`, ...place);
  return { Name: runtime.Name ?? null, RuntimeVersion: runtime.Version ?? null };
}

function sourceOf(
  api: GraphQlApi,
  name: string,
  given: JsonObject,
  sources: ReadonlyMap<string, Json>,
): Json {
  const source = own(given, "DataSource");
  const isEmpty = !source || (isDraft(source) && Object.keys(source).length === 0);
  if (isEmpty) return api.failPart(name, "'DataSource' must be set.", "Functions", name);
  if (isDraft(source)) return source;
  const known = textOf(source) ?? "";
  if (known.toLowerCase() === "none") return noSource(api);
  return (
    sources.get(known) ??
    api.failPart(
      name,
      `Either define DataSource '${known}' in 'DataSources' or use intrinsic function like GetAtt, ImportValue, Sub or another one to reference a DataSource defined outside of this GraphQLApi resource.`,
      ...["Functions", name, "DataSource"],
    )
  );
}

/** All functions that need no data have one data source between them. */
function noSource(api: GraphQlApi): Json {
  const id = `${api.resource.id}NoneDataSource`;
  if (api.expansion.resource(id) === undefined)
    api.add(id, "AWS::AppSync::DataSource", { ApiId: api.apiId, Name: id, Type: "NONE" });
  return getAtt(id, "Name");
}

function syncOf(given: JsonObject): JsonObject {
  const sync = own(given, "Sync");
  return isDraft(sync) ? { SyncConfig: pick(sync, Object.keys(sync)) } : {};
}

function textOf(value: Json | undefined): string | undefined {
  return value === undefined || value === null ? undefined : String(value);
}
