// One resource of every kind of API Gateway's that a template can ask for.

import { type KindCase, of } from "./kind-case.ts";

export const casesOfApis: Readonly<Record<string, KindCase>> = {
  "AWS::ApiGateway::Account": { ref: /./, lacks: {} },
  "AWS::ApiGateway::ApiKey": { changed: { Description: "d" }, ref: /^[a-z][a-z0-9]{9}$/ },
  "AWS::ApiGateway::Authorizer": {
    changed: { IdentitySource: "method.request.header.X" },
    properties: {
      ...{ RestApiId: of("AWSApiGatewayRestApi"), Name: "judge", Type: "TOKEN" },
      AuthorizerUri: "arn:aws:lambda:us-east-1:000000000000:function:judge",
    },
    ref: /^[a-z][a-z0-9]{5}$/,
  },
  "AWS::ApiGateway::BasePathMapping": {
    changed: { Stage: of("AWSApiGatewayStage") },
    properties: {
      ...{ DomainName: of("AWSApiGatewayDomainName"), RestApiId: of("AWSApiGatewayRestApi"), BasePath: "v1" },
    },
    ref: "rest.example.com|v1",
  },
  "AWS::ApiGateway::ClientCertificate": { changed: { Description: "d" }, ref: /^[a-z][a-z0-9]{5}$/ },
  "AWS::ApiGateway::DocumentationPart": {
    changed: { Properties: '{"description":"d"}' },
    properties: { RestApiId: of("AWSApiGatewayRestApi"), Location: { Type: "API" }, Properties: "{}" },
    ref: /^[a-z][a-z0-9]{5}$/,
  },
  "AWS::ApiGateway::DocumentationVersion": {
    changed: { Description: "d" },
    properties: {
      ...{ RestApiId: of("AWSApiGatewayRestApi"), DocumentationVersion: "1" },
      Description: of("AWSApiGatewayDocumentationPart"),
    },
    ref: "1",
  },
  "AWS::ApiGateway::VpcLink": {
    changed: { Description: "d" },
    properties: {
      Name: "link",
      TargetArns: ["arn:aws:elasticloadbalancing:us-east-1:000000000000:loadbalancer/net/one/1"],
    },
    ref: /^[a-z][a-z0-9]{5}$/,
  },
  "AWS::ApiGatewayV2::VpcLink": {
    changed: { Name: "other" },
    properties: { Name: "link", SubnetIds: ["subnet-1"] },
    ref: /^[a-z][a-z0-9]{5}$/,
  },
  "AWS::ApiGateway::DomainName": {
    changed: { SecurityPolicy: "TLS_1_0" },
    properties: { DomainName: "rest.example.com", EndpointConfiguration: { Types: ["REGIONAL"] } },
    ref: "rest.example.com",
  },
  "AWS::ApiGateway::Deployment": {
    // A deployment needs a method.
    properties: { RestApiId: of("AWSApiGatewayRestApi"), Description: of("AWSApiGatewayMethod") },
    ref: /^[a-z][a-z0-9]{5}$/,
  },
  "AWS::ApiGateway::GatewayResponse": {
    properties: { RestApiId: of("AWSApiGatewayRestApi"), ResponseType: "DEFAULT_4XX" },
    ref: /./,
  },
  "AWS::ApiGateway::Method": {
    changed: { OperationName: "o" },
    properties: {
      ...{ RestApiId: of("AWSApiGatewayRestApi"), ResourceId: of("AWSApiGatewayResource") },
      ...{ HttpMethod: "GET", Integration: { Type: "MOCK" } },
    },
    ref: /./,
  },
  "AWS::ApiGateway::Model": {
    changed: { Description: "d" },
    properties: { RestApiId: of("AWSApiGatewayRestApi"), Name: "m", Schema: {} },
    ref: "m",
  },
  "AWS::ApiGateway::RequestValidator": { properties: { RestApiId: of("AWSApiGatewayRestApi") }, ref: /./ },
  "AWS::ApiGateway::Resource": {
    properties: {
      ...{ RestApiId: of("AWSApiGatewayRestApi"), PathPart: "part" },
      ParentId: { "Fn::GetAtt": ["AWSApiGatewayRestApi", "RootResourceId"] },
    },
    ref: /^[a-z][a-z0-9]{5}$/,
  },
  "AWS::ApiGateway::RestApi": {
    changed: { Description: "d" },
    properties: { Name: "n" },
    ref: /^[a-z][a-z0-9]{9}$/,
  },
  "AWS::ApiGateway::Stage": {
    changed: { Variables: { a: "b" } },
    properties: {
      ...{ RestApiId: of("AWSApiGatewayRestApi"), DeploymentId: of("AWSApiGatewayDeployment") },
      StageName: "live",
    },
    ref: "live",
  },
  "AWS::ApiGateway::UsagePlan": { changed: { Description: "d" }, ref: /^[a-z][a-z0-9]{5}$/ },
  "AWS::ApiGateway::UsagePlanKey": {
    properties: {
      ...{ KeyId: of("AWSApiGatewayApiKey"), KeyType: "API_KEY" },
      UsagePlanId: of("AWSApiGatewayUsagePlan"),
    },
    ref: /^[a-z][a-z0-9]{9}:[a-z][a-z0-9]{5}$/,
  },
  "AWS::ApiGatewayV2::Api": {
    changed: { Description: "d" },
    properties: { ProtocolType: "HTTP" },
    ref: /^[a-z][a-z0-9]{9}$/,
  },
  "AWS::ApiGatewayV2::ApiMapping": {
    changed: { ApiMappingKey: "b" },
    properties: {
      ...{ DomainName: of("AWSApiGatewayV2DomainName"), ApiId: of("AWSApiGatewayV2Api"), ApiMappingKey: "a" },
      Stage: of("AWSApiGatewayV2Stage"),
    },
    ref: /^[a-z][a-z0-9]{5}$/,
  },
  "AWS::ApiGatewayV2::DomainName": {
    changed: { DomainNameConfigurations: [{ SecurityPolicy: "TLS_1_0" }] },
    properties: { DomainName: "http.example.com" },
    ref: "http.example.com",
  },
  "AWS::ApiGatewayV2::Deployment": {
    // A deployment needs a route, which it refers to by its description.
    properties: { ApiId: of("AWSApiGatewayV2Api"), Description: of("AWSApiGatewayV2Route") },
    ref: /^[a-z][a-z0-9]{5}$/,
  },
  "AWS::ApiGatewayV2::Integration": {
    changed: { TimeoutInMillis: 1000 },
    properties: {
      ApiId: of("AWSApiGatewayV2Api"),
      ...{ IntegrationType: "HTTP_PROXY", IntegrationMethod: "ANY", IntegrationUri: "http://127.0.0.1:1/" },
    },
    ref: /^[a-z][a-z0-9]{6}$/,
  },
  "AWS::ApiGatewayV2::Authorizer": {
    changed: { AuthorizerResultTtlInSeconds: 60 },
    properties: {
      ...{ ApiId: of("AWSApiGatewayV2Api"), Name: "judge", AuthorizerType: "REQUEST" },
      AuthorizerUri: "arn:aws:lambda:us-east-1:000000000000:function:judge",
      ...{ AuthorizerPayloadFormatVersion: "2.0", IdentitySource: ["$request.header.Authorization"] },
    },
    ref: /^[a-z][a-z0-9]{5}$/,
  },
  "AWS::ApiGatewayV2::Route": {
    changed: { RouteKey: "GET /other" },
    properties: {
      ApiId: of("AWSApiGatewayV2Api"),
      RouteKey: "ANY /{proxy+}",
      Target: { "Fn::Sub": "integrations/${AWSApiGatewayV2Integration}" },
    },
    ref: /^[a-z][a-z0-9]{6}$/,
  },
  "AWS::ApiGatewayV2::RouteResponse": {
    changed: { ModelSelectionExpression: "$request.body.kind" },
    properties: {
      ...{ ApiId: of("AWSApiGatewayV2Api"), RouteId: of("AWSApiGatewayV2Route") },
      RouteResponseKey: "$default",
    },
    ref: /^[a-z][a-z0-9]{6}$/,
  },
  "AWS::ApiGatewayV2::IntegrationResponse": {
    changed: { TemplateSelectionExpression: "$integration.response.body.kind" },
    properties: {
      ...{ ApiId: of("AWSApiGatewayV2Api"), IntegrationId: of("AWSApiGatewayV2Integration") },
      IntegrationResponseKey: "$default",
    },
    ref: /^[a-z][a-z0-9]{6}$/,
  },
  "AWS::ApiGatewayV2::Model": {
    changed: { Description: "d" },
    properties: { ApiId: of("AWSApiGatewayV2Api"), Name: "Any", Schema: { type: "object" } },
    ref: /^[a-z][a-z0-9]{5}$/,
  },
  "AWS::ApiGatewayV2::Stage": {
    changed: { StageVariables: { a: "b" } },
    properties: { ApiId: of("AWSApiGatewayV2Api"), StageName: "live", AutoDeploy: true },
    ref: "live",
  },
};
