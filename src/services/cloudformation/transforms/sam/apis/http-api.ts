// AWS::Serverless::HttpApi: an HTTP API and its stage, which deploys by itself.
// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-httpapi.html

import type { Json, JsonObject } from "../../../../../aws/json.ts";
import { type Draft, isDraft, objectAt, own, pick, present, setOwn } from "../draft.ts";
import type { Expansion } from "../expansion.ts";
import { s3Location } from "../function/code.ts";
import { choiceOf, ifElse, isIntrinsic, ref } from "../intrinsics.ts";
import type { SamResource } from "../sam-resource.ts";
import { ApiDocument } from "./api-document.ts";
import { checkAuth } from "./auth-check.ts";
import { addAuthorizerPermission, authorizersOf, httpScheme, iamScheme } from "./authorizers.ts";
import { addHttpDomain } from "./custom-domain.ts";
import { addEndpointExtension } from "./document-extras.ts";
import { defaultScopes } from "./event-auth.ts";
import { documentToExtend } from "./extended-document.ts";
import { addScheme, requireByDefault } from "./security.ts";
import { stageIdSuffix } from "./stage.ts";

const stageMembers = ["AccessLogSettings", "DefaultRouteSettings", "RouteSettings", "StageVariables"];

export function expandHttpApi(resource: SamResource, expansion: Expansion): void {
  const given = resource.property("Tags");
  const tags: Draft = { ...(isDraft(given) ? given : {}), "httpapi:createdBy": "SAM" };
  const document = ApiDocument.of(resource.properties);
  const body = apiBody(resource, expansion, document, tags);
  expansion.add(resource, resource.id, {
    ...resource.ownAttributes(),
    Type: "AWS::ApiGatewayV2::Api",
    Properties: present({ ...body, ...pick(resource.properties, ["FailOnWarnings"]) }),
  });
  const name = resource.property("StageName") ?? "$default";
  const stage = `${resource.id}${stageIdSuffix(name)}`;
  expansion.add(resource, stage, {
    ...resource.sharedAttributes(),
    Type: "AWS::ApiGatewayV2::Stage",
    Properties: present({
      ApiId: ref(resource.id),
      StageName: name,
      AutoDeploy: true,
      ...pick(resource.properties, stageMembers),
      Tags: document === undefined ? given : tags,
    }),
  });
  expansion.refer(resource.id, "Stage", stage);
  addHttpDomain(resource, expansion, { stage, tags });
}

function apiBody(
  resource: SamResource,
  expansion: Expansion,
  document: ApiDocument | undefined,
  tags: Draft,
): JsonObject {
  const [uri, definition] = [resource.property("DefinitionUri"), resource.property("DefinitionBody")];
  if (uri !== undefined && definition !== undefined)
    return resource.fail(
      "Specify either 'DefinitionUri' or 'DefinitionBody' property and not both.",
      "DefinitionUri",
    );
  extend(resource, expansion);
  if (document !== undefined) addTags(document, tags);
  else if (uri !== undefined && resource.property("Tags") !== undefined)
    resource.fail("Tags works only with inline OpenApi specified in the 'DefinitionBody' property.", "Tags");
  describe(resource);
  if (uri === undefined) return { Body: definition as Json };
  const { bucket, key, version } = s3Location(resource, "DefinitionUri");
  return { BodyS3Location: present({ Bucket: bucket, Key: key, Version: version }) };
}

function extend(resource: SamResource, expansion: Expansion): void {
  const cors = documentToExtend(resource, {
    property: "CorsConfiguration",
    label: "Cors",
    adds: "Cors configuration",
  });
  if (cors !== undefined)
    addCors(resource, cors, expansion.parameters.resolve(resource.property("CorsConfiguration") as Json));
  const auth = documentToExtend(resource, { property: "Auth", adds: "Auth configuration" });
  if (auth !== undefined) addAuth(resource, expansion, auth);
  const disabled = resource.property("DisableExecuteApiEndpoint");
  if (disabled === undefined) return;
  const document = ApiDocument.of(resource.properties);
  if (document === undefined)
    resource.fail(
      "DisableExecuteApiEndpoint works only within 'DefinitionBody' property.",
      "DisableExecuteApiEndpoint",
    );
  else addEndpointExtension(disabled, document);
}

/** `Name` and `Description` go into the document's `info`. */
function describe(resource: SamResource): void {
  for (const [property, member] of [
    ["Name", "title"],
    ["Description", "description"],
  ] as const) {
    const value = resource.property(property);
    if (value === undefined) continue;
    const body = resource.property("DefinitionBody");
    if (!isDraft(body))
      resource.fail(
        `${property} works only with inline OpenApi specified in the 'DefinitionBody' property.`,
        property,
      );
    const info = objectAt(body as Draft, "info");
    if (info !== undefined) info[member] = value;
  }
}

function addAuth(resource: SamResource, expansion: Expansion, document: ApiDocument): void {
  checkAuth(resource);
  const auth = resource.property("Auth") as Json;
  const authorizers = authorizersOf(auth);
  for (const [name, authorizer] of Object.entries(authorizers)) {
    addScheme(document, name, httpScheme(authorizer as Draft, expansion.partition));
    if (own(authorizer, "EnableFunctionDefaultPermissions") === true)
      addAuthorizerPermission(resource, expansion, name, authorizer as Draft, "${AWS::Partition}");
  }
  if (own(auth, "EnableIamAuthorizer") === true) addScheme(document, "AWS_IAM", iamScheme);
  const byDefault = own(auth, "DefaultAuthorizer");
  if (typeof byDefault !== "string") return;
  requireByDefault(document, {
    name: byDefault,
    scopes: defaultScopes(auth, byDefault),
    known: Object.keys(authorizers),
    preflight: false,
  });
}

function addTags(document: ApiDocument, tags: Draft): void {
  const existing = own(document.root, "tags");
  const added = Object.entries(tags).map(([name, value]) => ({
    name,
    "x-amazon-apigateway-tag-value": value,
  }));
  const kept = (Array.isArray(existing) ? existing : []) as readonly Json[];
  const names = kept.map((tag) => own(tag, "name"));
  document.root.tags = [...kept, ...added.filter(({ name }) => !names.includes(name))];
}

const corsMembers: Readonly<Record<string, string>> = {
  AllowOrigins: "allowOrigins",
  AllowHeaders: "allowHeaders",
  AllowMethods: "allowMethods",
  ExposeHeaders: "exposeHeaders",
  MaxAge: "maxAge",
  AllowCredentials: "allowCredentials",
};

function addCors(resource: SamResource, document: ApiDocument, cors: Json): void {
  const configuration = corsConfiguration(resource, cors);
  if (configuration !== undefined) document.root["x-amazon-apigateway-cors"] = configuration;
}

/** `true` lets all origins in. */
function corsConfiguration(resource: SamResource, cors: Json): Json | undefined {
  if (cors === true) return { allowOrigins: ["*"] };
  if (cors === false) return undefined;
  const choice = choiceOf(cors);
  if (choice !== undefined) return ifElse(choice.condition, named(choice.then), named(choice.otherwise));
  if (!isDraft(cors) || isIntrinsic(cors))
    return resource.fail("Invalid value for 'CorsConfiguration' property.", "CorsConfiguration");
  return named(cors);
}

function named(cors: Json): Json {
  if (!isDraft(cors) || isIntrinsic(cors)) return cors;
  const configuration: Draft = {};
  for (const [name, value] of Object.entries(cors)) {
    const member = corsMembers[name];
    if (member !== undefined && value !== false) setOwn(configuration, member, value);
  }
  return configuration;
}
