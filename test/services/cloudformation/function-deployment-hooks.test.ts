// The functions that a deployment asks before and after it moves traffic, and the role in whose name it does.

import type { Stack } from "@aws-sdk/client-cloudformation";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { VirtualClock } from "../../../src/time/virtual-clock.ts";
import { until } from "../../support/until.ts";
import { type ServedStacks, serveStacks } from "./support/served-stacks.ts";

const clock = new VirtualClock(Date.UTC(2026, 0, 1));
let served: ServedStacks;
beforeAll(async () => {
  served = await serveStacks(undefined, clock, "enforce");
});
afterAll(() => served.close());

/** Says by the ids that it is called with what its variable tells it to say. */
const hookCode = `
exports.handler = async ({ DeploymentId, LifecycleEventHookExecutionId }) => {
  console.log("asked", DeploymentId, LifecycleEventHookExecutionId);
  const { SAYS, AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID } = process.env;
  if (SAYS === "") return;
  const answer = await fetch(AWS_ENDPOINT_URL, {
    method: "POST",
    headers: {
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": "CodeDeploy_20141006.PutLifecycleEventHookExecutionStatus",
      authorization: "AWS4-HMAC-SHA256 Credential=" + AWS_ACCESS_KEY_ID +
        "/20260101/us-east-1/codedeploy/aws4_request, SignedHeaders=host, Signature=0",
    },
    body: JSON.stringify({
      deploymentId: DeploymentId,
      lifecycleEventHookExecutionId: LifecycleEventHookExecutionId,
      status: SAYS,
    }),
  });
  console.log("told", answer.status, await answer.text());
};`;

const account = "000000000000";
const named = { Capabilities: ["CAPABILITY_NAMED_IAM" as const] };
const allowed = (Action: string | readonly string[], Resource: string) => ({
  Effect: "Allow",
  ...{ Action, Resource },
});

function role(service: string, ...Statement: readonly object[]) {
  return {
    Type: "AWS::IAM::Role",
    Properties: {
      AssumeRolePolicyDocument: {
        Version: "2012-10-17",
        Statement: [
          { Effect: "Allow", Principal: { Service: `${service}.amazonaws.com` }, Action: "sts:AssumeRole" },
        ],
      },
      Policies: [{ PolicyName: "p", PolicyDocument: { Version: "2012-10-17", Statement } }],
    },
  };
}

const ofDeployments = [
  allowed(
    ["lambda:GetAlias", "lambda:UpdateAlias", "lambda:GetProvisionedConcurrencyConfig"],
    `arn:aws:lambda:us-east-1:${account}:function:f*`,
  ),
  allowed("lambda:InvokeFunction", `arn:aws:lambda:us-east-1:${account}:function:CodeDeployHook_*`),
  allowed("cloudwatch:DescribeAlarms", "*"),
];

interface Release {
  /** The results of the function's versions so far. */
  readonly results: readonly string[];
  /** What the functions say that are asked. */
  readonly before?: string;
  readonly after?: string;
  /** What the role of deployments may. */
  readonly role?: readonly object[];
}

function template({ results, before, after, role: statements = ofDeployments }: Release) {
  const code = (ZipFile: string) => ({ Runtime: "nodejs24.x", Handler: "index.handler", Code: { ZipFile } });
  const hook = (name: string, says: string) => ({
    Type: "AWS::Lambda::Function",
    Properties: {
      ...{ FunctionName: `CodeDeployHook_${name}`, Role: { "Fn::GetAtt": ["HookRole", "Arn"] } },
      // The clock may be moved on while it runs.
      Timeout: 900,
      ...{ ...code(hookCode), Environment: { Variables: { SAYS: says } } },
    },
  });
  return {
    Resources: {
      HookRole: role(
        "lambda",
        allowed(["logs:CreateLogStream", "logs:PutLogEvents"], "*"),
        allowed(
          "codedeploy:PutLifecycleEventHookExecutionStatus",
          `arn:aws:codedeploy:us-east-1:${account}:deploymentgroup:app/group`,
        ),
      ),
      DeployRole: role("codedeploy", ...statements),
      ...(before === undefined ? {} : { Before: hook(before === "" ? "silent" : "before", before) }),
      ...(after === undefined ? {} : { After: hook("after", after) }),
      Function: {
        Type: "AWS::Lambda::Function",
        Properties: {
          ...{ FunctionName: "f", Role: { "Fn::GetAtt": ["HookRole", "Arn"] } },
          ...code(`exports.handler = async () => "${results.at(-1)}";`),
        },
      },
      ...Object.fromEntries(
        results.map((Description, index) => [
          `Version${index + 1}`,
          {
            Type: "AWS::Lambda::Version",
            DeletionPolicy: "Retain",
            Properties: { FunctionName: { Ref: "Function" }, Description },
          },
        ]),
      ),
      Application: {
        Type: "AWS::CodeDeploy::Application",
        Properties: { ApplicationName: "app", ComputePlatform: "Lambda" },
      },
      Group: {
        Type: "AWS::CodeDeploy::DeploymentGroup",
        Properties: {
          ...{ ApplicationName: { Ref: "Application" }, DeploymentGroupName: "group" },
          ...{ DeploymentConfigName: "CodeDeployDefault.LambdaCanary10Percent5Minutes" },
          ServiceRoleArn: { "Fn::GetAtt": ["DeployRole", "Arn"] },
          AlarmConfiguration: { Enabled: true, Alarms: [{ Name: "never" }] },
        },
      },
      Alias: {
        Type: "AWS::Lambda::Alias",
        UpdatePolicy: {
          CodeDeployLambdaAliasUpdate: {
            ...{ ApplicationName: { Ref: "Application" }, DeploymentGroupName: { Ref: "Group" } },
            ...(before === undefined ? {} : { BeforeAllowTrafficHook: { Ref: "Before" } }),
            ...(after === undefined ? {} : { AfterAllowTrafficHook: { Ref: "After" } }),
          },
        },
        Properties: {
          ...{ Name: "live", FunctionName: { Ref: "Function" } },
          FunctionVersion: { "Fn::GetAtt": [`Version${results.length}`, "Version"] },
        },
      },
    },
  };
}

const live = (name = "f") => {
  const { version, weights } = served.region.services.lambda.functions.get(name).aliases[0] ?? {};
  return { version, weights };
};

/** Updates the stack, and lets minutes pass when they are due: at first those in which a tenth goes to the new version. */
async function updated(release: Release, isDue = () => isShared("f"), minutes = 5) {
  return passing(served.update("s", template(release), named), isDue, minutes);
}

async function passing(updating: Promise<Stack>, isDue: () => boolean, minutes: number) {
  let isOver = false;
  const updated = updating.finally(() => {
    isOver = true;
  });
  await until(() => {
    if (isDue()) clock.advanceBy(minutes * 60_000);
    return isOver || undefined;
  });
  return (await updated).StackStatus;
}

const isShared = (name: string) => Object.keys(live(name).weights ?? {}).length > 0;

function logOf(name: string): string {
  const logGroupName = `/aws/lambda/CodeDeployHook_${name}`;
  const { logs } = served.region.services;
  if (!logs.describeLogGroups().some((group) => group.logGroupName === logGroupName)) return "";
  return logs
    .filterLogEvents({ logGroupName })
    .events.map(({ message }) => message)
    .join("\n");
}

const isAnswered = (name: string) => logOf(name).includes("REPORT");

function loggedBy(name: string): Promise<string> {
  return until(() => (isAnswered(name) ? logOf(name) : undefined));
}

async function ask(operation: string, body: object) {
  const answer = await fetch(served.url, {
    method: "POST",
    headers: {
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": `CodeDeploy_20141006.${operation}`,
    },
    body: JSON.stringify(body),
  });
  return [answer.status, JSON.stringify(await answer.json())] as const;
}

const failedHook =
  /Alias UPDATE_FAILED .*d-[A-Z0-9]{9} failed\. The deployment failed because one or more of the lifecycle event validation functions failed\./;

describe("a deployment whose template names functions to ask", () => {
  test("asks them before and after, and goes on when they say that it went well", async () => {
    const two = { before: "Succeeded", after: "Succeeded" };
    await served.create("s", template({ results: ["one"], ...two }), named);
    const status = await updated({ results: ["one", "two"], ...two });
    expect(status).toBe("UPDATE_COMPLETE");
    expect(live()).toEqual({ version: "2", weights: {} });
    const logs = [await loggedBy("before"), await loggedBy("after")];
    const [first, second] = logs.map((log) => /asked (d-[A-Z0-9]{9}) ([\w-]{36})/.exec(log) ?? []);
    expect(first?.[1]).toBe(second?.[1]);
    for (const log of logs) expect(log).toMatch(/told 200 \{"lifecycleEventHookExecutionId":"[\w-]{36}"\}/);

    const [deploymentId, lifecycleEventHookExecutionId] = first?.slice(1) ?? [];
    const info = { status: "Succeeded", applicationName: "app", deploymentGroupName: "group" };
    const [code, text] = await ask("GetDeployment", { deploymentId });
    expect([code, JSON.parse(text).deploymentInfo]).toEqual([200, expect.objectContaining(info)]);
    const word = { deploymentId, lifecycleEventHookExecutionId, status: "Failed" };
    expect(await ask("PutLifecycleEventHookExecutionStatus", word)).toEqual([
      400,
      expect.stringContaining("LifecycleEventAlreadyCompletedException"),
    ]);
  });

  test("moves nothing when the one before says that it failed", async () => {
    const release = { results: ["one", "two", "three"], before: "Failed", after: "Succeeded" };
    const status = await updated(release);
    expect(status).toBe("UPDATE_ROLLBACK_COMPLETE");
    expect(live()).toEqual({ version: "2", weights: {} });
    expect((await served.events("s")).join("\n")).toMatch(failedHook);
  });

  test("goes back when the one after says that it failed", async () => {
    const release = { results: ["one", "two", "four"], before: "Succeeded", after: "Failed" };
    const status = await updated(release);
    expect(status).toBe("UPDATE_ROLLBACK_COMPLETE");
    expect(live()).toEqual({ version: "2", weights: {} });
    expect((await served.events("s")).join("\n")).toMatch(failedHook);
  });

  test("gives up when there is no word within an hour", async () => {
    const release = { results: ["one", "two", "five"], before: "", after: "Succeeded" };
    const before = clock.now();
    const status = await updated(release, () => isAnswered("silent"), 60);
    expect(status).toBe("UPDATE_ROLLBACK_COMPLETE");
    expect(clock.now() - before).toBeGreaterThanOrEqual(3_600_000);
    expect((await served.events("s")).join("\n")).toContain(
      "failed. The deployment timed out while waiting for a status callback.",
    );
  });
});

describe("the role of a deployment", () => {
  test.each([
    "lambda:GetAlias",
    "lambda:UpdateAlias",
    "lambda:GetProvisionedConcurrencyConfig",
    "lambda:InvokeFunction",
    "cloudwatch:DescribeAlarms",
  ])("needs %s", async (taken) => {
    const without = ofDeployments.map((each) => ({
      ...each,
      Action: [each.Action].flat().filter((action) => action !== taken),
    }));
    const role = without.filter(({ Action }) => Action.length > 0);
    const release = { results: ["one", "two", taken], before: "Succeeded", role };
    const status = await updated(release);
    expect(status).toBe("UPDATE_ROLLBACK_COMPLETE");
    expect(live()).toEqual({ version: "2", weights: {} });
    const events = (await served.events("s")).join("\n");
    expect(events).toMatch(new RegExp(`d-[A-Z0-9]{9} failed\\. .*is not authorized to perform: ${taken}\\b`));
  });
});

/** As teams of SAM write it: the functions that are asked are of the same template, and lead no deployment of their own. */
function samTemplate(result: string) {
  const code = (InlineCode: string) => ({ Runtime: "nodejs24.x", Handler: "index.handler", InlineCode });
  const hook = (name: string) => ({
    Type: "AWS::Serverless::Function",
    Properties: {
      ...{ ...code(hookCode), FunctionName: `CodeDeployHook_${name}`, Timeout: 900 },
      ...{ DeploymentPreference: { Enabled: false }, Environment: { Variables: { SAYS: "Succeeded" } } },
      Policies: [
        {
          Version: "2012-10-17",
          Statement: [allowed("codedeploy:PutLifecycleEventHookExecutionStatus", "*")],
        },
      ],
    },
  });
  return {
    Transform: "AWS::Serverless-2016-10-31",
    Resources: {
      Pre: hook("pre"),
      Post: hook("post"),
      Shared: {
        Type: "AWS::Serverless::Function",
        Properties: {
          ...{ ...code(`exports.handler = async () => "${result}";`), FunctionName: "shared" },
          AutoPublishAlias: "live",
          DeploymentPreference: {
            Type: "Canary10Percent5Minutes",
            Hooks: { PreTraffic: { Ref: "Pre" }, PostTraffic: { Ref: "Post" } },
          },
        },
      },
    },
  };
}

test("a deployment preference of SAM's asks its hooks before and after", async () => {
  const capabilities = { Capabilities: ["CAPABILITY_NAMED_IAM" as const, "CAPABILITY_AUTO_EXPAND" as const] };
  await served.create("sam", samTemplate("one"), capabilities);
  const [updating, isDue] = [
    served.update("sam", samTemplate("two"), capabilities),
    () => isShared("shared"),
  ];
  expect(await passing(updating, isDue, 5)).toBe("UPDATE_COMPLETE");
  expect(live("shared")).toEqual({ version: "2", weights: {} });
  const events = (await served.events("sam")).join("\n");
  const [, id] =
    /SharedAliaslive UPDATE_IN_PROGRESS .*CodeDeploy deployment started: (d-[A-Z0-9]{9})/.exec(events) ?? [];
  for (const name of ["pre", "post"]) {
    expect(await loggedBy(name)).toContain(`asked ${id} `);
    expect(logOf(name)).toContain("told 200");
  }
});

test.each([
  [{}, "DeploymentIdRequiredException"],
  [{ deploymentId: "x" }, "InvalidDeploymentIdException"],
  [{ deploymentId: "d-ABCDEFGHI" }, "DeploymentDoesNotExistException"],
])("of %j nobody knows: %s", async (request, code) => {
  const [status, text] = await ask("PutLifecycleEventHookExecutionStatus", {
    ...{ lifecycleEventHookExecutionId: "x", status: "Succeeded" },
    ...request,
  });
  expect([status, text]).toEqual([400, expect.stringContaining(code)]);
});
