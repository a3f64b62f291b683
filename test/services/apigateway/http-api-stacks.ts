// Templates of HTTP APIs: one of SAM's in front of a function, and one in front of services.

import type { JsonObject } from "../../../src/aws/json.ts";

const handler = `exports.handler = async (event) => {
  const path = event.rawPath ?? event.path;
  if (path.endsWith("/throw")) throw new Error("no");
  if (path.endsWith("/text")) return "plain";
  if (path.endsWith("/status")) return { statusCode: 201, headers: { "X-Own": "1" }, cookies: ["a=1", "b=2"], body: "made" };
  if (path.endsWith("/bad")) return { statusCode: "x", body: "y" };
  if (path.endsWith("/older")) return { statusCode: 200, multiValueHeaders: { "x-list": ["1", "2"] }, body: JSON.stringify(event) };
  return { statusCode: 200, body: JSON.stringify(event) };
};`;

export const samTemplate = (): JsonObject => ({
  Transform: "AWS::Serverless-2016-10-31",
  Resources: {
    Front: {
      Type: "AWS::Serverless::HttpApi",
      Properties: {
        CorsConfiguration: {
          AllowOrigins: ["https://page.example"],
          AllowMethods: ["GET", "PUT"],
          AllowHeaders: ["x-own"],
        },
        StageVariables: { color: "blue" },
      },
    },
    Handler: {
      Type: "AWS::Serverless::Function",
      Properties: {
        ...{ Runtime: "nodejs22.x", Handler: "index.handler", InlineCode: handler },
        Events: {
          One: {
            Type: "HttpApi",
            Properties: { ApiId: { Ref: "Front" }, Path: "/items/{id}", Method: "get" },
          },
          Fixed: {
            Type: "HttpApi",
            Properties: { ApiId: { Ref: "Front" }, Path: "/items/fixed", Method: "get" },
          },
          Rest: {
            Type: "HttpApi",
            Properties: { ApiId: { Ref: "Front" }, Path: "/rest/{proxy+}", Method: "any" },
          },
          Older: {
            Type: "HttpApi",
            Properties: {
              ApiId: { Ref: "Front" },
              Path: "/v1/older",
              Method: "post",
              PayloadFormatVersion: "1.0",
            },
          },
        },
      },
    },
  },
  Outputs: { Id: { Value: { Ref: "Front" } } },
});

/** `backend` is where a server listens. */
export const actions = (backend: string): JsonObject => {
  const integration = (subtype: string, parameters: JsonObject): JsonObject => ({
    Type: "AWS::ApiGatewayV2::Integration",
    Properties: {
      ...{ ApiId: { Ref: "Api" }, IntegrationType: "AWS_PROXY", IntegrationSubtype: subtype },
      ...{ PayloadFormatVersion: "1.0", CredentialsArn: "arn:aws:iam::000000000000:role/any" },
      RequestParameters: parameters,
    },
  });
  const route = (key: string, id: string): JsonObject => ({
    Type: "AWS::ApiGatewayV2::Route",
    Properties: { ApiId: { Ref: "Api" }, RouteKey: key, Target: { "Fn::Sub": `integrations/\${${id}}` } },
  });
  const definition = '{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}';
  const role = "arn:aws:iam::000000000000:role/any";
  return {
    Resources: {
      Api: { Type: "AWS::ApiGatewayV2::Api", Properties: { Name: "actions", ProtocolType: "HTTP" } },
      Stage: {
        Type: "AWS::ApiGatewayV2::Stage",
        Properties: {
          ...{ ApiId: { Ref: "Api" }, StageName: "live", AutoDeploy: true, StageVariables: { who: "stage" } },
          AccessLogSettings: {
            DestinationArn: { "Fn::GetAtt": ["Log", "Arn"] },
            Format:
              "$context.httpMethod $context.routeKey $context.status $context.identity.sourceIp $context.nothing",
          },
        },
      },
      Log: { Type: "AWS::Logs::LogGroup", Properties: { LogGroupName: "access" } },
      Queue: { Type: "AWS::SQS::Queue", Properties: { QueueName: "fronted" } },
      Seen: { Type: "AWS::SQS::Queue", Properties: { QueueName: "seen" } },
      Stream: { Type: "AWS::Kinesis::Stream", Properties: { Name: "fronted", ShardCount: 1 } },
      Express: {
        Type: "AWS::StepFunctions::StateMachine",
        Properties: { StateMachineType: "EXPRESS", DefinitionString: definition, RoleArn: role },
      },
      Standard: {
        Type: "AWS::StepFunctions::StateMachine",
        Properties: { DefinitionString: definition, RoleArn: role },
      },
      Rule: {
        Type: "AWS::Events::Rule",
        Properties: {
          EventPattern: { source: ["front"] },
          Targets: [{ Id: "seen", Arn: { "Fn::GetAtt": ["Seen", "Arn"] } }],
        },
      },
      Send: integration("SQS-SendMessage", {
        QueueUrl: { Ref: "Queue" },
        MessageBody: "$request.body.message",
        MessageAttributes:
          '{"who":{"DataType":"String","StringValue":"${request.querystring.who} of ${stageVariables.who}"}}',
      }),
      Start: integration("StepFunctions-StartExecution", {
        ...{ StateMachineArn: { Ref: "Standard" }, Input: "$request.body", Name: "$request.path.name" },
      }),
      StartSync: integration("StepFunctions-StartSyncExecution", {
        ...{ StateMachineArn: { Ref: "Express" }, Input: "$request.body" },
      }),
      Put: integration("EventBridge-PutEvents", {
        ...{ Detail: "$request.body", DetailType: "$request.header.x-type", Source: "front" },
      }),
      Record: integration("Kinesis-PutRecord", {
        ...{ StreamName: { Ref: "Stream" }, Data: "$request.body.data", PartitionKey: "$context.requestId" },
      }),
      Http: {
        Type: "AWS::ApiGatewayV2::Integration",
        Properties: {
          ...{ ApiId: { Ref: "Api" }, IntegrationType: "HTTP_PROXY", IntegrationMethod: "ANY" },
          ...{ IntegrationUri: `${backend}/kept/{rest}`, PayloadFormatVersion: "1.0" },
          RequestParameters: {
            "append:header.x-made": "$context.stage",
            "overwrite:querystring.a": "over",
            "remove:header.x-gone": "''",
          },
          ResponseParameters: {
            "418": {
              ResponseParameters: [
                { Destination: "overwrite:statuscode", Source: "202" },
                { Destination: "overwrite:header.x-from", Source: "$response.header.x-backend" },
                { Destination: "remove:header.x-secret", Source: "''" },
              ],
            },
          },
        },
      },
      SendRoute: route("POST /send", "Send"),
      StartRoute: route("POST /start/{name}", "Start"),
      StartSyncRoute: route("POST /sync", "StartSync"),
      PutRoute: route("POST /events", "Put"),
      RecordRoute: route("POST /records", "Record"),
      HttpRoute: route("ANY /http/{rest+}", "Http"),
    },
    Outputs: { Id: { Value: { Ref: "Api" } }, Machine: { Value: { Ref: "Standard" } } },
  };
};
