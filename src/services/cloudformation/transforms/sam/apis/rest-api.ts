// AWS::Serverless::Api: a REST API, its deployment and its stage.
// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-api.html

import type { Json, JsonObject } from "../../../../../aws/json.ts";
import { isDraft, own, pick, present } from "../draft.ts";
import type { Expansion } from "../expansion.ts";
import { s3Location } from "../function/code.ts";
import { isIntrinsic, ref } from "../intrinsics.ts";
import { hashOf } from "../logical-ids.ts";
import type { SamResource } from "../sam-resource.ts";
import { tagList } from "../tags.ts";
import { ApiDocument } from "./api-document.ts";
import { addCors } from "./cors.ts";
import { addRestDomain } from "./custom-domain.ts";
import {
  addBinaryMediaTypes,
  addEndpointExtension,
  addGatewayResponses,
  addModels,
  asOpenApi3,
} from "./document-extras.ts";
import { documentToExtend } from "./extended-document.ts";
import { addRestAuth } from "./rest-auth.ts";
import { stageIdSuffix } from "./stage.ts";
import { addUsagePlan } from "./usage-plan.ts";

const stageMembers = [
  "StageName",
  "CacheClusterEnabled",
  "CacheClusterSize",
  "Variables",
  "MethodSettings",
  "AccessLogSetting",
  "CanarySetting",
  "TracingEnabled",
];

const apiMembers = [
  "Name",
  "Description",
  "MinimumCompressionSize",
  "FailOnWarnings",
  "ApiKeySourceType",
  "Mode",
  "Policy",
  "SecurityPolicy",
  "EndpointAccessMode",
];

export function expandRestApi(resource: SamResource, expansion: Expansion): void {
  const { properties } = resource;
  if (properties.Auth !== undefined) properties.Auth = expansion.parameters.resolve(properties.Auth);
  const binary = resource.property("BinaryMediaTypes");
  const types = binary === undefined ? undefined : expansion.parameters.resolve(binary);
  const body = apiBody(resource, expansion, types);
  const tags = tagList(undefined, resource.property("Tags"));
  const propagates = resource.property("PropagateTags") === true && tags.length > 0;
  expansion.add(resource, resource.id, {
    ...resource.ownAttributes(),
    Type: "AWS::ApiGateway::RestApi",
    Properties: present({
      ...pick(resource.properties, apiMembers),
      ...body,
      ...endpoint(resource),
      BinaryMediaTypes: types,
      Tags: propagates ? tags : undefined,
    }),
  });
  const stage = addStage(resource, expansion, body, tags);
  addUsagePlan(resource, expansion, stage);
  addRestDomain(resource, expansion, stage);
}

function apiBody(resource: SamResource, expansion: Expansion, binary: Json | undefined): JsonObject {
  const [uri, definition] = [resource.property("DefinitionUri"), resource.property("DefinitionBody")];
  if (uri !== undefined && definition !== undefined)
    return resource.fail(
      "Specify either 'DefinitionUri' or 'DefinitionBody' property and not both.",
      "DefinitionUri",
    );
  complete(resource, expansion, binary);
  if (uri === undefined) return { Body: definition as Json };
  const { bucket, key, version } = s3Location(resource, "DefinitionUri");
  return { BodyS3Location: present({ Bucket: bucket, Key: key, Version: version }) };
}

/** In the order in which AWS's translator adds these. */
function complete(resource: SamResource, expansion: Expansion, binary: Json | undefined): void {
  const disabled = resource.property("DisableExecuteApiEndpoint");
  const cors = documentToExtend(resource, { property: "Cors", adds: "Cors configuration" });
  if (cors !== undefined) addCors(resource, cors);
  const auth = documentToExtend(resource, { property: "Auth", adds: "Auth configuration" });
  if (auth !== undefined) {
    addRestAuth(resource, expansion, auth);
    asOpenApi3(auth);
  }
  const responses = documentToExtend(resource, { property: "GatewayResponses", adds: "GatewayResponses" });
  if (responses !== undefined) addGatewayResponses(resource, responses);
  const document = ApiDocument.of(resource.properties);
  if (binary !== undefined && document !== undefined) addBinaryMediaTypes(binary, document);
  const models = documentToExtend(resource, { property: "Models", adds: "Models definitions" });
  if (models !== undefined) {
    addModels(resource, models);
    asOpenApi3(models);
  }
  if (disabled !== undefined && document === undefined)
    resource.fail(
      "DisableExecuteApiEndpoint works only within 'DefinitionBody' property.",
      "DisableExecuteApiEndpoint",
    );
  if (document === undefined) return;
  if (disabled !== undefined) addEndpointExtension(disabled, document);
  asOpenApi3(document);
}

function endpoint(resource: SamResource): JsonObject {
  const given = resource.property("EndpointConfiguration");
  if (given === undefined) return {};
  const isWhole = !isDraft(given) || isIntrinsic(given);
  const type = isWhole ? given : own(given, "Type");
  const types = type === undefined ? {} : { Types: [type] };
  return {
    EndpointConfiguration: present({
      ...types,
      VpcEndpointIds: isWhole ? undefined : own(given, "VPCEndpointIds"),
      IpAddressType: isWhole ? undefined : own(given, "IpAddressType"),
    }),
    ...(type === undefined ? {} : { Parameters: { endpointConfigurationTypes: type } }),
  };
}

/**
 * The stage, whose logical id it says, and the deployment that it shows: a picture of the API, another one under another id
 * whenever the document changes.
 */
function addStage(
  resource: SamResource,
  expansion: Expansion,
  body: JsonObject,
  tags: readonly Json[],
): string {
  const attributes = resource.sharedAttributes();
  const hash = hashOf((body.BodyS3Location ?? body.Body) as Json, 40);
  const deployment = `${resource.id}Deployment${hash.slice(0, 10)}`;
  const stage = `${resource.id}${stageIdSuffix(resource.property("StageName"))}`;
  expansion.add(resource, deployment, {
    ...attributes,
    Type: "AWS::ApiGateway::Deployment",
    Properties: present({
      Description: `RestApi deployment id: ${hash}`,
      RestApiId: ref(resource.id),
      // A stage that nobody asked for, as it has been since SAM's first days; APIs that name their version have none.
      StageName: resource.property("OpenApiVersion") === undefined ? "Stage" : undefined,
    }),
  });
  expansion.add(resource, stage, {
    ...attributes,
    Type: "AWS::ApiGateway::Stage",
    Properties: present({
      ...pick(resource.properties, stageMembers),
      RestApiId: ref(resource.id),
      DeploymentId: ref(deployment),
      Tags: tags.length === 0 ? undefined : tags,
    }),
  });
  expansion.refer(resource.id, "Deployment", deployment);
  expansion.refer(resource.id, "Stage", stage);
  return stage;
}
