// Calls of a role that has the largest policies there are, by the patterns that take longest to be held against a name.

import type { Answer, Target } from "../../hostile/target.ts";
import { digested, type LargeRequest, query, states, times, told } from "./large-request.ts";
import { arnOf, one } from "./machines.ts";

const iam = query("2010-05-08");
const sts = query("2011-06-15");
const roleArn = "arn:aws:iam::000000000000:role/large";
const wildcards = (length: number) => `*${"?a".repeat(length)}c*`;
const managed = (at: number) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: times(20, (n) => ({
      Effect: n % 2 === 0 ? "Allow" : "Deny",
      Action: "*",
      Resource: `arn:aws:${at % 2 === 0 ? "s3:" : "dynamodb:*"}:*:${wildcards(60)}`,
    })),
  });
const inline = JSON.stringify({
  Version: "2012-10-17",
  Statement: { Effect: "Allow", Action: ["s3:*", "dynamodb:*", "lambda:*"], Resource: "*" },
});

async function makeRole(target: Target): Promise<void> {
  const trust = { Effect: "Allow", Principal: { AWS: "*", Service: "*" }, Action: "sts:AssumeRole" };
  await iam(target, "CreateRole", {
    RoleName: "large",
    AssumeRolePolicyDocument: JSON.stringify({ Version: "2012-10-17", Statement: trust }),
  });
  await iam(target, "PutRolePolicy", { RoleName: "large", PolicyName: "inline", PolicyDocument: inline });
  for (let at = 0; at < 10; at++) {
    await iam(target, "CreatePolicy", { PolicyName: `large${at}`, PolicyDocument: managed(at) });
    const PolicyArn = `arn:aws:iam::000000000000:policy/large${at}`;
    await iam(target, "AttachRolePolicy", { RoleName: "large", PolicyArn });
  }
}

/** As the role. */
async function asked(
  target: Target,
  service: string,
  headers: object,
  path: string,
  body: string,
  session: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const assumed = await sts(target, "AssumeRole", { RoleArn: roleArn, RoleSessionName: "s", ...session });
  const key = /<AccessKeyId>([^<]*)</.exec(assumed.body)?.[1] ?? "";
  const scope = `${key}/20260101/us-east-1/${service}/aws4_request`;
  return target.request("POST", path, {
    headers: {
      authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`,
      ...headers,
    },
    body,
  });
}

/** What a bucket says of everybody, in as many bytes as it may. */
const bucketPolicy = JSON.stringify({
  Version: "2012-10-17",
  Statement: times(120, () => ({
    ...{ Effect: "Deny", Principal: "*", Action: "s3:*" },
    Resource: `arn:aws:s3:::limited/${wildcards(20)}`,
  })),
});
const sessionPolicy = JSON.stringify({
  Version: "2012-10-17",
  Statement: [
    { Effect: "Allow", Action: "*", Resource: "*" },
    ...times(6, () => ({ Effect: "Deny", Action: "*", Resource: `arn:aws:s3:*:${wildcards(60)}` })),
  ],
});

export const roles: readonly LargeRequest[] = [
  {
    name: "IAM DynamoDB BatchGetItem of 100 tables by a role with the largest policies",
    prepare: makeRole,
    ask: (target) => {
      const RequestItems = Object.fromEntries(
        times(100, (at) => [`${"a".repeat(250)}${at}`, { Keys: [{ p: { S: "p" } }] }]),
      );
      return told(
        asked(
          target,
          "dynamodb",
          {
            "x-amz-target": "DynamoDB_20120810.BatchGetItem",
            "content-type": "application/x-amz-json-1.0",
          },
          "/",
          JSON.stringify({ RequestItems }),
        ),
      );
    },
  },
  {
    name: "IAM Lambda CreateFunction of 50 MB by a role with the largest policies",
    ask: (target) =>
      told(
        asked(
          target,
          "lambda",
          { "content-type": "application/json" },
          "/2015-03-31/functions",
          JSON.stringify({
            ...{ FunctionName: "of-role", Runtime: "nodejs22.x", Handler: "index.handler", Role: roleArn },
            Code: { ZipFile: Buffer.alloc(50_000_000, "x").toString("base64") },
          }),
        ),
      ),
  },
  {
    name: "IAM Step Functions deleteObjects of 1,000 by a role with the largest policies",
    ask: async (target) => {
      const Objects = times(1000, (at) => ({ Key: `${"a".repeat(200)}${at}` }));
      const definition = one({
        ...{ Type: "Task", Resource: "arn:aws:states:::aws-sdk:s3:deleteObjects" },
        Parameters: { Bucket: "none", Delete: { Objects } },
      });
      await states(target, "CreateStateMachine", { name: "of-role", definition, roleArn });
      const started = await states(target, "StartExecution", { stateMachineArn: arnOf("of-role") });
      const { executionArn } = JSON.parse(started.body);
      for (;;) {
        const { body } = await states(target, "DescribeExecution", { executionArn });
        const { status, error } = JSON.parse(body);
        if (status !== "RUNNING") return `${status} ${error}`;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
  },
  {
    name: "IAM S3 DeleteObjects of 1,000 by a role, a boundary, a session and a bucket with the largest policies",
    prepare: async (target) => {
      const boundary = { RoleName: "large", PermissionsBoundary: "arn:aws:iam::000000000000:policy/large0" };
      await iam(target, "PutRolePermissionsBoundary", boundary);
      await target.request("PUT", "/limited");
      return target.request("PUT", "/limited?policy", { body: bucketPolicy });
    },
    ask: (target) => {
      const keys = times(1000, (at) => `<Object><Key>${"a".repeat(900)}${at}</Key></Object>`).join("");
      const body = `<Delete>${keys}</Delete>`;
      return told(
        asked(target, "s3", digested(body).headers, "/limited?delete", body, { Policy: sessionPolicy }),
      );
    },
  },
];
