// AWS::Serverless::WebSocketApi: a WebSocket API, its stage, which deploys by itself, and a function behind each route.
// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-websocketapi.html

import type { Json, JsonObject } from "../../../../../aws/json.ts";
import { type Draft, isDraft, own, pick, present } from "../draft.ts";
import type { Expansion } from "../expansion.ts";
import { isIntrinsic, join, ref, sub } from "../intrinsics.ts";
import { SamResource } from "../sam-resource.ts";
import { told } from "../told.ts";
import { addAuthorizerPermission } from "./authorizers.ts";
import { addHttpDomain } from "./custom-domain.ts";

const apiMembers = [
  ...["ApiKeySelectionExpression", "Description", "DisableExecuteApiEndpoint", "DisableSchemaValidation"],
  ...["IpAddressType", "RouteSelectionExpression"],
];
const routeMembers = [
  ...["ApiKeyRequired", "ModelSelectionExpression", "OperationName", "RequestModels", "RequestParameters"],
  "RouteResponseSelectionExpression",
];
const stageMembers = ["AccessLogSettings", "DefaultRouteSettings", "RouteSettings", "StageVariables"];
const createdBy: JsonObject = { "websocketapi:createdBy": "SAM" };

export function expandWebSocketApi(given: SamResource, expansion: Expansion): void {
  // AWS's transform hands on nothing that stands beside the properties but `DependsOn`: no condition, no policy.
  const resource = new SamResource(given.id, { Type: given.type, Properties: given.properties });
  const routes = expansion.parameters.resolve(resource.property("Routes") as Json) as Draft;
  check(resource, routes);
  const tags = resource.property("Tags");
  expansion.add(resource, resource.id, {
    ...present({ DependsOn: given.attribute("DependsOn") }),
    Type: "AWS::ApiGatewayV2::Api",
    Properties: present({
      Name: resource.property("Name") ?? resource.id,
      ProtocolType: "WEBSOCKET",
      ...pick(resource.properties, apiMembers),
      Tags: { ...(isDraft(tags) ? tags : {}), ...createdBy },
    }),
  });
  const auth = authOf(resource, expansion, routes);
  const stageName = resource.property("StageName") ?? "default";
  const ids = Object.entries(routes).map(([key, route]) =>
    addRoute({ resource, expansion, stageName }, key, route as Json, key === "$connect" ? auth : undefined),
  );
  addStage(resource, expansion, { stageName, routes: ids });
  if (own(auth, "AuthType") === "CUSTOM") addAuthorizer(resource, expansion, auth as Draft);
}

function check(resource: SamResource, routes: Draft): void {
  if (Object.keys(routes).length === 0)
    resource.fail("WebSocket API must have at least one route.", "Routes");
  const addresses = resource.property("IpAddressType");
  if (addresses !== undefined && !isIntrinsic(addresses) && addresses !== "ipv4" && addresses !== "dualstack")
    resource.fail("IpAddressType must be 'ipv4' or 'dualstack'.", "IpAddressType");
  if (own(resource.property("Domain"), "MutualTlsAuthentication") !== undefined)
    resource.fail(
      "Mutual TLS domain name association is not supported for Websocket APIs.",
      "Domain",
      "MutualTlsAuthentication",
    );
  if (resource.property("StageName") === "$default")
    resource.fail("Stages cannot be named $default for WebSocket APIs.", "StageName");
}

/** Who may connect; an API is guarded there and nowhere else. */
function authOf(resource: SamResource, expansion: Expansion, routes: Draft): Draft | undefined {
  const auth = expansion.parameters.resolve(resource.property("Auth") ?? null);
  if (!isDraft(auth) || Object.keys(auth).length === 0) return undefined;
  if (!Object.hasOwn(routes, "$connect"))
    resource.fail("Authorization is only available if there is a $connect route.", "Auth");
  const type = own(auth, "AuthType");
  if (type === undefined)
    resource.fail("AuthType must be specified for additional auth configurations.", "Auth");
  if (type !== "NONE" && type !== "AWS_IAM" && type !== "CUSTOM")
    resource.fail(`AuthType '${told(type)}' is not one of AWS_IAM, CUSTOM or NONE.`, "Auth", "AuthType");
  if (type === "CUSTOM" && own(auth, "AuthArn") === undefined)
    resource.fail("AuthArn must be specified if AuthType is CUSTOM.", "Auth");
  if (type !== "CUSTOM" && Object.keys(auth).length > 1)
    resource.fail(`No additional configurations supported for AuthType ${type}.`, "Auth");
  return auth;
}

interface Routed {
  readonly resource: SamResource;
  readonly expansion: Expansion;
  readonly stageName: Json;
}

/** Says the logical id of the route. */
function addRoute(routed: Routed, key: string, route: Json, auth: Draft | undefined): string {
  const { resource, expansion, stageName } = routed;
  const id = `${resource.id}${routeWord(resource, key)}`;
  const functionArn = own(route, "FunctionArn");
  if (own(route, "RequestParameters") !== undefined && key !== "$connect")
    resource.fail(
      "Request parameters are only supported for the $connect route in WebSocket APIs.",
      ...["Routes", key, "RequestParameters"],
    );
  if (functionArn === undefined) resource.fail("Route must have associated function.", "Routes", key);
  const add = (suffix: string, type: string, properties: JsonObject) =>
    expansion.add(resource, `${id}${suffix}`, {
      Type: type,
      Properties: present(properties),
    });
  const type = own(auth, "AuthType");
  add("Route", "AWS::ApiGatewayV2::Route", {
    ApiId: ref(resource.id),
    RouteKey: key,
    ...pick(isDraft(route) ? route : {}, routeMembers),
    ...(type === undefined ? {} : { AuthorizationType: type }),
    ...(type === "CUSTOM" ? { AuthorizerId: ref(authorizerId(resource)) } : {}),
    Target: join("/", ["integrations", ref(`${id}Integration`)]),
  });
  const timeout = own(route, "IntegrationTimeout");
  add("Integration", "AWS::ApiGatewayV2::Integration", {
    ApiId: ref(resource.id),
    IntegrationType: "AWS_PROXY",
    IntegrationUri: invocation("FunctionArn", functionArn as Json),
    ...(timeout === undefined ? {} : { TimeoutInMillis: timeout }),
  });
  const source = `arn:\${AWS::Partition}:execute-api:\${AWS::Region}:\${AWS::AccountId}:\${${resource.id}.ApiId}`;
  add("Permission", "AWS::Lambda::Permission", {
    Action: "lambda:InvokeFunction",
    FunctionName: functionArn as Json,
    Principal: "apigateway.amazonaws.com",
    SourceArn:
      typeof stageName === "string"
        ? sub(`${source}/${stageName}/${key}`)
        : sub(`${source}/\${__StageName__}/${key}`, { __StageName__: stageName }),
  });
  return `${id}Route`;
}

/** A route's key as a part of logical ids. */
function routeWord(resource: SamResource, key: string): string {
  const word = /^\$(?:connect|disconnect|default)$/.test(key) ? key.slice(1) : key;
  if (!/^[\p{L}\p{N}]+$/u.test(word))
    resource.fail(
      `Route key '${key}' must be alphanumeric. Only $connect, $disconnect, and $default special routes are supported.`,
      ...["Routes", key],
    );
  return word.charAt(0).toUpperCase() + word.slice(1).toLowerCase();
}

function addStage(
  resource: SamResource,
  expansion: Expansion,
  { stageName, routes }: { readonly stageName: Json; readonly routes: readonly string[] },
): void {
  const suffix = stageName === "default" ? "Default" : typeof stageName === "string" ? stageName : "";
  const stage = `${resource.id}${suffix}Stage`;
  const given = resource.property("Tags");
  const propagated = resource.property("PropagateTags") === true && isDraft(given) ? given : {};
  const tags = { ...propagated, ...createdBy };
  expansion.add(resource, stage, {
    // What is set of a route needs the route.
    ...(resource.property("RouteSettings") === undefined ? {} : { DependsOn: [...routes] }),
    Type: "AWS::ApiGatewayV2::Stage",
    Properties: present({
      ApiId: ref(resource.id),
      StageName: stageName,
      AutoDeploy: true,
      ...pick(resource.properties, stageMembers),
      Tags: tags,
    }),
  });
  expansion.refer(resource.id, "Stage", stage);
  addHttpDomain(resource, expansion, { stage, tags });
}

function authorizerId(resource: SamResource): string {
  return `${resource.id}ConnectAuthorizer`;
}

function addAuthorizer(resource: SamResource, expansion: Expansion, auth: Draft): void {
  const id = authorizerId(resource);
  const [role, functionArn] = [own(auth, "InvokeRole"), own(auth, "AuthArn") as Json];
  expansion.add(resource, id, {
    Type: "AWS::ApiGatewayV2::Authorizer",
    Properties: present({
      ApiId: ref(resource.id),
      Name: own(auth, "Name") ?? id,
      AuthorizerType: "REQUEST",
      AuthorizerUri: invocation("AuthArn", functionArn),
      AuthorizerCredentialsArn: role,
      IdentitySource: own(auth, "IdentitySource"),
    }),
  });
  if (role === undefined)
    addAuthorizerPermission(resource, expansion, "", { FunctionArn: functionArn }, "${AWS::Partition}");
}

function invocation(name: string, functionArn: Json): JsonObject {
  const uri = `arn:\${AWS::Partition}:apigateway:\${AWS::Region}:lambda:path/2015-03-31/functions/\${${name}}/invocations`;
  return sub(uri, { [name]: functionArn });
}
