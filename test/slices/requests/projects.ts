// What projects bring: templates, functions, APIs, rules for messages, schedules and parameters.

import type { Target } from "../../hostile/target.ts";
import { each, type LargeRequest, query, rest, ssm, times, told } from "./large-request.ts";

const cloudformation = query("2010-05-15");
const lambda = rest("lambda");
const apigateway = rest("apigateway");
const iot = rest("iot");
const iotData = rest("iotdata");
const scheduler = rest("scheduler");
const role = "arn:aws:iam::000000000000:role/r";

const bytes = (count: number) => Buffer.alloc(count, "x").toString("base64");

/** 1 MB, with as many resources as a stack may have. */
const template = JSON.stringify({
  Parameters: { P: { Type: "String", Default: "p" } },
  Resources: Object.fromEntries(
    times(490, (n) => [
      `T${n}`,
      {
        Type: "AWS::SNS::Topic",
        Metadata: { text: "x".repeat(1000) },
        Properties: {
          DisplayName: { "Fn::Join": ["", times(20, (m) => ({ "Fn::Sub": `\${P}${m}` }))] },
        },
        ...(n === 0 ? {} : { DependsOn: [`T${n - 1}`] }),
      },
    ]),
  ),
});

const templateUrl = "https://templates.s3.amazonaws.com/large.json";

async function until(ask: () => Promise<string>, isOver: (status: string) => boolean): Promise<string> {
  for (;;) {
    const status = await ask();
    if (isOver(status)) return status;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

const stackStatus = async (target: Target, StackName: string) => {
  const { body } = await cloudformation(target, "DescribeStacks", { StackName });
  return /<StackStatus>([^<]*)</.exec(body)?.[1] ?? body.slice(0, 200);
};

const openApi = JSON.stringify({
  openapi: "3.0.1",
  info: { title: "large", version: "1" },
  paths: Object.fromEntries(
    times(290, (n) => [
      `/p${n}/{id}`,
      {
        get: {
          responses: { 200: { description: "x".repeat(2000) } },
          "x-amazon-apigateway-integration": {
            type: "MOCK",
            requestTemplates: { "application/json": '{"statusCode": 200}' },
            responses: { default: { statusCode: "200" } },
          },
        },
      },
    ]),
  ),
});

export const projects: readonly LargeRequest[] = [
  {
    name: "CloudFormation ValidateTemplate of 1 MB",
    prepare: async (target) => {
      await target.request("PUT", "/templates");
      await target.request("PUT", "/templates/large.json", { body: template });
    },
    ask: (target) => told(cloudformation(target, "ValidateTemplate", { TemplateURL: templateUrl })),
  },
  {
    name: "CloudFormation CreateStack of 490 resources, 1 MB",
    ask: async (target) => {
      const created = await cloudformation(target, "CreateStack", {
        StackName: "large",
        TemplateURL: templateUrl,
      });
      if (created.status !== 200) return told(created);
      return until(
        () => stackStatus(target, "large"),
        (status) => !status.endsWith("IN_PROGRESS"),
      );
    },
  },
  {
    name: "CloudFormation DescribeStackResources, and GetTemplate",
    ask: async (target) => {
      await cloudformation(target, "DescribeStackResources", { StackName: "large" });
      return told(cloudformation(target, "GetTemplate", { StackName: "large" }));
    },
  },
  {
    name: "Lambda CreateFunction of a zip that is none, 50 MB",
    ask: (target) =>
      told(
        lambda(target, "POST /2015-03-31/functions", {
          FunctionName: "large",
          Runtime: "nodejs22.x",
          Handler: "index.handler",
          Role: role,
          Code: { ZipFile: bytes(50_000_000) },
        }),
      ),
  },
  {
    name: "API Gateway ImportRestApi of 600 KB",
    ask: (target) => told(apigateway(target, "POST /restapis?mode=import", openApi)),
  },
  {
    name: "API Gateway PutIntegration of the largest mapping template",
    ask: async (target) => {
      const made = await apigateway(target, "POST /restapis", { name: "mapped" });
      const { id, rootResourceId } = JSON.parse(made.body);
      const method = `/restapis/${id}/resources/${rootResourceId}/methods/POST`;
      await apigateway(target, `PUT ${method}`, { authorizationType: "NONE" });
      const template = `{"statusCode": 200} ${"#if($a == 1)x#end".repeat(1200)}`;
      return told(
        apigateway(target, `PUT ${method}/integration`, {
          type: "MOCK",
          requestTemplates: { "application/json": template },
        }),
      );
    },
  },
  {
    name: "IoT CreateTopicRule of the longest statement",
    ask: (target) =>
      told(
        iot(target, "POST /rules/large", {
          sql: `SELECT ${times(2_500, (n) => `a.b${n} AS c${n}`).join(", ")} FROM 'large' WHERE a.x = 1`,
          actions: [],
        }),
      ),
  },
  {
    name: "IoT Publish of 128 KB to 300 rules",
    prepare: (target) =>
      each(300, (at) =>
        iot(target, `POST /rules/r${at}`, {
          sql: `SELECT *, get(l, 5) AS s FROM 'wide' WHERE get(l, 1).n = -${at + 1}`,
          actions: [],
        }),
      ),
    ask: (target) =>
      told(iotData(target, "POST /topics/wide?qos=1", JSON.stringify({ l: times(9_000, (n) => ({ n })) }))),
  },
  {
    name: "Scheduler ListSchedules of 1,000",
    prepare: (target) =>
      each(1000, (at) =>
        scheduler(target, `POST /schedules/s${at}`, {
          ScheduleExpression: "rate(1 days)",
          FlexibleTimeWindow: { Mode: "OFF" },
          Target: { Arn: "arn:aws:sqs:us-east-1:000000000000:large", RoleArn: role },
        }),
      ),
    ask: (target) => told(scheduler(target, "GET /schedules?MaxResults=100", "")),
  },
  {
    name: "Systems Manager GetParametersByPath of 2,000",
    prepare: (target) =>
      each(2000, (at) => ssm(target, "PutParameter", { Name: `/l/p${at}`, Value: "v", Type: "String" })),
    ask: (target) => told(ssm(target, "GetParametersByPath", { Path: "/", Recursive: true })),
  },
];
