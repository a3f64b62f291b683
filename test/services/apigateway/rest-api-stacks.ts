// Templates of REST APIs: one of SAM's in front of a function and a state machine, and one of any integrations.

import type { JsonObject } from "../../../src/aws/json.ts";

const handler = `exports.handler = async (event) => {
  if (event.fail) throw new Error("Refused: " + event.fail);
  if (event.path === "/things/throw") throw new Error("no");
  if (event.path === "/things/bad") return { hello: 1 };
  if (event.path === "/things/many") return { statusCode: 202, multiValueHeaders: { "Set-Cookie": ["a=1", "b=2"] }, body: "m" };
  return event.path ? { statusCode: 200, body: JSON.stringify(event) } : { got: event };
};`;
const role = "arn:aws:iam::000000000000:role/any";
const pass = { StartAt: "P", States: { P: { Type: "Pass", End: true } } };

export const sam: JsonObject = {
  Transform: "AWS::Serverless-2016-10-31",
  Resources: {
    Front: {
      Type: "AWS::Serverless::Api",
      Properties: { StageName: "prod", Cors: "'*'", Variables: { color: "blue" } },
    },
    Handler: {
      Type: "AWS::Serverless::Function",
      Properties: {
        ...{ Runtime: "nodejs22.x", Handler: "index.handler", InlineCode: handler },
        Events: {
          One: {
            Type: "Api",
            Properties: { RestApiId: { Ref: "Front" }, Path: "/things/{id}", Method: "any" },
          },
        },
      },
    },
    Machine: {
      Type: "AWS::Serverless::StateMachine",
      Properties: {
        Definition: pass,
        Events: {
          Start: { Type: "Api", Properties: { RestApiId: { Ref: "Front" }, Path: "/start", Method: "post" } },
        },
      },
    },
  },
  Outputs: {
    Id: { Value: { Ref: "Front" } },
    Function: { Value: { "Fn::GetAtt": ["Handler", "Arn"] } },
    Machine: { Value: { Ref: "Machine" } },
  },
};

interface Integrated {
  readonly method: string;
  readonly integration: JsonObject;
}

/** A resource below the root for each of these, by its name. */
export function plain(methods: Readonly<Record<string, Integrated>>): JsonObject {
  const resources = Object.entries(methods).flatMap(([name, { method, integration }]) => [
    [
      `${name}Resource`,
      {
        Type: "AWS::ApiGateway::Resource",
        Properties: {
          ...{ RestApiId: { Ref: "Api" }, PathPart: name },
          ParentId: { "Fn::GetAtt": ["Api", "RootResourceId"] },
        },
      },
    ],
    [
      `${name}Method`,
      {
        Type: "AWS::ApiGateway::Method",
        Properties: {
          ...{ RestApiId: { Ref: "Api" }, ResourceId: { Ref: `${name}Resource` } },
          ...{ HttpMethod: method, AuthorizationType: "NONE" },
          MethodResponses: [
            {
              StatusCode: "200",
              ResponseParameters: {
                "method.response.header.x-made": false,
                "method.response.header.x-any": "'*'",
              },
            },
          ],
          RequestParameters: { "method.request.querystring.q": false },
          Integration: integration,
        },
      },
    ],
  ]);
  return {
    Resources: {
      Api: { Type: "AWS::ApiGateway::RestApi", Properties: { Name: "plain" } },
      Queue: { Type: "AWS::SQS::Queue", Properties: { QueueName: "rested" } },
      Stream: { Type: "AWS::Kinesis::Stream", Properties: { Name: "rested", ShardCount: 1 } },
      ...Object.fromEntries(resources),
      Deployment: {
        Type: "AWS::ApiGateway::Deployment",
        DependsOn: Object.keys(methods).map((name) => `${name}Method`),
        Properties: { RestApiId: { Ref: "Api" } },
      },
      Live: {
        Type: "AWS::ApiGateway::Stage",
        Properties: {
          ...{ RestApiId: { Ref: "Api" }, DeploymentId: { Ref: "Deployment" }, StageName: "live" },
          Variables: { who: "stage" },
        },
      },
    },
    Outputs: { Id: { Value: { Ref: "Api" } } },
  };
}

const uri = (rest: string) => `arn:aws:apigateway:us-east-1:${rest}`;
export const aws = (rest: string, template: string | undefined, more: JsonObject = {}): JsonObject => ({
  ...{ Type: "AWS", IntegrationHttpMethod: "POST", Uri: uri(rest), Credentials: role },
  ...(template === undefined ? {} : { RequestTemplates: { "application/json": template } }),
  IntegrationResponses: [{ StatusCode: "200" }],
  ...more,
});

/** What stands in the path and the query, and in no body that is made for it. */
export const byPath = {
  ask: {
    method: "POST",
    integration: aws("sqs:path//000000000000/rested", undefined, {
      RequestParameters: {
        "integration.request.querystring.Action": "'SendMessage'",
        "integration.request.querystring.MessageBody": "method.request.body",
      },
    }),
  },
  store: {
    method: "PUT",
    integration: aws("s3:path/{bucket}/{key}", undefined, {
      IntegrationHttpMethod: "PUT",
      RequestParameters: {
        "integration.request.path.bucket": "'rested'",
        "integration.request.path.key": "'a/b'",
      },
    }),
  },
};
