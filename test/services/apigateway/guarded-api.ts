// A REST API whose methods are guarded in every way, the policies that it may have, and whom they are of.

import type { JsonObject } from "../../../src/aws/json.ts";

/** Says of whoever asks what the token is. */
const judge = `exports.handler = async ({ authorizationToken, methodArn }) => ({
  principalId: "ann",
  policyDocument: { Version: "2012-10-17", Statement: [{
    Action: "execute-api:Invoke",
    Effect: authorizationToken === "deny" ? "Deny" : "Allow",
    Resource: authorizationToken === "neither" ? methodArn + "/no" : methodArn,
  }] },
});`;

const trust = (Principal: JsonObject): JsonObject => ({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal, Action: "sts:AssumeRole" }],
});
const allowing: JsonObject = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "execute-api:Invoke", Resource: "*" }],
};
const byAccount = trust({ AWS: { "Fn::Sub": "arn:aws:iam::${AWS::AccountId}:root" } });
export const template: JsonObject = {
  Resources: {
    Running: {
      Type: "AWS::IAM::Role",
      Properties: { AssumeRolePolicyDocument: trust({ Service: "lambda.amazonaws.com" }) },
    },
    Allowed: {
      Type: "AWS::IAM::Role",
      Properties: {
        ...{ RoleName: "allowed", AssumeRolePolicyDocument: byAccount },
        Policies: [{ PolicyName: "p", PolicyDocument: allowing }],
      },
    },
    Other: { Type: "AWS::IAM::Role", Properties: { RoleName: "other", AssumeRolePolicyDocument: byAccount } },
    Judge: {
      Type: "AWS::Lambda::Function",
      Properties: {
        ...{ Runtime: "nodejs22.x", Handler: "index.handler", Code: { ZipFile: judge } },
        Role: { "Fn::GetAtt": ["Running", "Arn"] },
      },
    },
    Called: {
      Type: "AWS::Lambda::Permission",
      Properties: {
        ...{ Action: "lambda:InvokeFunction", Principal: "apigateway.amazonaws.com" },
        FunctionName: { Ref: "Judge" },
      },
    },
  },
  Outputs: { Judge: { Value: { "Fn::GetAtt": ["Judge", "Arn"] } } },
};

export const answered = {
  responses: {},
  "x-amazon-apigateway-integration": {
    ...{ type: "mock", requestTemplates: { "application/json": '{"statusCode":200}' } },
    responses: { default: { statusCode: "200", responseTemplates: { "application/json": "let in" } } },
  },
};

/** A method for each way to let in; the authorizer is a function. */
export const guardedApi = (judge: string, more: JsonObject = {}) =>
  Buffer.from(
    JSON.stringify({
      ...{ openapi: "3.0.1", info: { title: "guarded", version: "1" }, ...more },
      paths: {
        "/open": { get: answered },
        "/signed": { get: { ...answered, security: [{ signed: [] }] } },
        "/judged": { get: { ...answered, security: [{ judged: [] }] } },
        "/pooled": { get: { ...answered, security: [{ pooled: [] }] } },
      },
      components: {
        securitySchemes: {
          signed: {
            ...{ type: "apiKey", name: "Authorization", in: "header" },
            "x-amazon-apigateway-authtype": "awsSigv4",
          },
          judged: {
            ...{ type: "apiKey", name: "Authorization", in: "header" },
            "x-amazon-apigateway-authtype": "custom",
            "x-amazon-apigateway-authorizer": {
              ...{ type: "token", authorizerResultTtlInSeconds: 0 },
              authorizerUri: `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${judge}/invocations`,
            },
          },
          pooled: {
            ...{ type: "apiKey", name: "Authorization", in: "header" },
            "x-amazon-apigateway-authtype": "cognito_user_pools",
            "x-amazon-apigateway-authorizer": {
              type: "cognito_user_pools",
              providerARNs: ["arn:aws:cognito-idp:us-east-1:000000000000:userpool/us-east-1_p"],
            },
          },
        },
      },
    }),
  );

export type Statement = JsonObject;
export const statement = (more: JsonObject = {}): Statement => ({
  ...{ Effect: "Allow", Principal: "*", Action: "execute-api:Invoke", Resource: "execute-api:/*" },
  ...more,
});
export const documentOf = (statements: readonly Statement[]) =>
  JSON.stringify({ Version: "2012-10-17", Statement: statements });
export const here = { IpAddress: { "aws:SourceIp": ["127.0.0.0/8"] } };
export const elsewhere = { IpAddress: { "aws:SourceIp": ["203.0.113.0/24"] } };
export const notElsewhere = { NotIpAddress: { "aws:SourceIp": "203.0.113.0/24" } };
export const everybody = [statement()];
export const elsewhereOnly = [statement({ Condition: elsewhere })];
export const nobodyHere = [statement(), statement({ Effect: "Deny", Condition: here })];
