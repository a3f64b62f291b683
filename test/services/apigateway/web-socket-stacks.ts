// A template of a WebSocket API: routes to a function, a queue, a server, and to nobody.

import type { JsonObject } from "../../../src/aws/json.ts";

const handler = `const https = require("node:https");
const say = ({ domainName, stage, connectionId }, text) => new Promise((resolve, reject) => {
  const url = "https://" + domainName + "/" + stage + "/@connections/" + encodeURIComponent(connectionId);
  const headers = { authorization: "AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/execute-api/aws4_request" };
  const sent = https.request(url, { method: "POST", headers }, (answer) => answer.resume().on("end", resolve));
  sent.on("error", reject);
  sent.end(text);
});
exports.handler = async (event) => {
  const { routeKey } = event.requestContext;
  if (event.type === "REQUEST") return {
    principalId: "p", context: { level: "1" },
    policyDocument: { Version: "2012-10-17", Statement: [
      { Effect: event.headers.token === "good" ? "Allow" : "Deny", Action: "execute-api:Invoke", Resource: event.methodArn } ] },
  };
  if (routeKey === "$connect") {
    const { refuse, protocol } = event.queryStringParameters ?? {};
    if (refuse === "throw") throw new Error("no");
    if (refuse !== undefined) return { statusCode: Number(refuse), body: "not you" };
    return { statusCode: 200, headers: protocol === undefined ? {} : { "Sec-WebSocket-Protocol": protocol } };
  }
  if (routeKey === "throw") throw new Error("no");
  if (routeKey === "backchannel") await say(event.requestContext, "by https");
  return { statusCode: 200, body: JSON.stringify(event) };
};`;

const sub = (text: string): JsonObject => ({ "Fn::Sub": text });
const invocation = sub(
  "arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Handler.Arn}/invocations",
);

function integration(properties: JsonObject): JsonObject {
  return {
    Type: "AWS::ApiGatewayV2::Integration",
    Properties: { ApiId: { Ref: "Chat" }, IntegrationMethod: "POST", ...properties },
  };
}

function route(key: string, target: string, properties: JsonObject = {}): JsonObject {
  return {
    Type: "AWS::ApiGatewayV2::Route",
    Properties: {
      ...{ ApiId: { Ref: "Chat" }, RouteKey: key, Target: sub(`integrations/\${${target}}`) },
      ...properties,
    },
  };
}

const answered = { RouteResponseSelectionExpression: "$default" };

function response(routeName: string): JsonObject {
  return {
    Type: "AWS::ApiGatewayV2::RouteResponse",
    Properties: {
      ApiId: { Ref: "Chat" },
      RouteId: { Ref: routeName },
      RouteResponseKey: "$default",
    },
  };
}

/** `backend` is the address of a server. */
export const chatTemplate = (backend: string): JsonObject => ({
  Transform: "AWS::Serverless-2016-10-31",
  Resources: {
    Handler: {
      Type: "AWS::Serverless::Function",
      Properties: { Runtime: "nodejs22.x", Handler: "index.handler", InlineCode: handler },
    },
    Allowed: {
      Type: "AWS::Lambda::Permission",
      Properties: {
        ...{ Action: "lambda:InvokeFunction", Principal: "apigateway.amazonaws.com" },
        FunctionName: { Ref: "Handler" },
      },
    },
    Left: { Type: "AWS::SQS::Queue" },
    Chat: {
      Type: "AWS::ApiGatewayV2::Api",
      Properties: {
        Name: "chat",
        ProtocolType: "WEBSOCKET",
        RouteSelectionExpression: "$request.body.action",
      },
    },
    ByFunction: integration({ IntegrationType: "AWS_PROXY", IntegrationUri: invocation }),
    ByQueue: integration({
      ...{ IntegrationType: "AWS", RequestParameters: formHeader, PassthroughBehavior: "NEVER" },
      IntegrationUri: sub(
        "arn:${AWS::Partition}:apigateway:${AWS::Region}:sqs:path/${AWS::AccountId}/${Left.QueueName}",
      ),
      RequestTemplates: {
        $default:
          'Action=SendMessage&MessageBody=$util.urlEncode("$context.connectionId $context.disconnectStatusCode $context.disconnectReason")',
      },
    }),
    ByServer: integration({ IntegrationType: "HTTP", IntegrationUri: `${backend}/said` }),
    ByNobody: integration({
      IntegrationType: "MOCK",
      TemplateSelectionExpression: "${request.body.template}",
      RequestTemplates: { $default: '{"statusCode": 200}', failing: '{"statusCode": 500}' },
    }),
    Pong: {
      Type: "AWS::ApiGatewayV2::IntegrationResponse",
      Properties: {
        ...{ ApiId: { Ref: "Chat" }, IntegrationId: { Ref: "ByNobody" }, IntegrationResponseKey: "/200/" },
        ResponseTemplates: { $default: '{"pong": "$context.connectionId", "stage": "$stageVariables.name"}' },
      },
    },
    Failing: {
      Type: "AWS::ApiGatewayV2::IntegrationResponse",
      Properties: {
        ...{
          ApiId: { Ref: "Chat" },
          IntegrationId: { Ref: "ByNobody" },
          IntegrationResponseKey: "/5\\d\\d/",
        },
        ResponseTemplates: { $default: '{"failed": true}' },
      },
    },
    Strict: {
      Type: "AWS::ApiGatewayV2::Model",
      Properties: {
        ...{ ApiId: { Ref: "Chat" }, Name: "Strict", ContentType: "application/json" },
        Schema: { type: "object", required: ["text"], properties: { text: { type: "string" } } },
      },
    },
    Connect: route("$connect", "ByFunction"),
    Disconnect: route("$disconnect", "ByQueue"),
    Usual: route("$default", "ByFunction", answered),
    UsualAnswer: response("Usual"),
    Throw: route("throw", "ByFunction"),
    Silent: route("silent", "ByFunction"),
    Backchannel: route("backchannel", "ByFunction"),
    Ping: route("ping", "ByNobody", answered),
    PingAnswer: response("Ping"),
    Served: route("served", "ByServer", answered),
    ServedAnswer: response("Served"),
    Checked: route("checked", "ByNobody", {
      ...answered,
      RequestModels: { $default: "Strict" },
    }),
    CheckedAnswer: response("Checked"),
    Live: {
      Type: "AWS::ApiGatewayV2::Stage",
      Properties: {
        ...{ ApiId: { Ref: "Chat" }, StageName: "live", AutoDeploy: true },
        StageVariables: { name: "the live one" },
      },
    },
  },
  Outputs: {
    Id: { Value: { Ref: "Chat" } },
    Endpoint: { Value: { "Fn::GetAtt": ["Chat", "ApiEndpoint"] } },
    Queue: { Value: { Ref: "Left" } },
    Handler: { Value: invocation },
  },
});

const formHeader = { "integration.request.header.Content-Type": "'application/x-www-form-urlencoded'" };
