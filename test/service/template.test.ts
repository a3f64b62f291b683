// The packaged template: everything the service consists of, right by AWS's resource schema and by rules of our own
// where the schema says nothing.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { type Price, prices } from "../../src/cost/prices.ts";
import { functionNames, loadBundles } from "./loaded-bundles.ts";
import { type PackagedService, packageService, type Template } from "./packaged-service.ts";
import { checkAgainstSchema, givenNames, walk } from "./resource-schema.ts";
import { actionsOfRoles, logGroups, namesOfResources, watchedResources } from "./template-cases.ts";

const validateAsl = createRequire(import.meta.url)("asl-validator") as (definition: unknown) => {
  readonly isValid: boolean;
  readonly errorsText: (separator: string) => string;
};

let service: PackagedService;
let again: PackagedService;
let template: Template;
let loaded: Readonly<Record<string, string>>;

beforeAll(async () => {
  [service, again] = await Promise.all([packageService(), packageService()]);
  template = service.template;
  loaded = await loadBundles(join(service.folder, "dist/functions"));
}, 180_000);

afterAll(() => Promise.all([service?.remove(), again?.remove()]));

function resourcesOf(type: string): [logicalId: string, properties: Record<string, unknown>][] {
  return Object.entries(template.Resources)
    .filter(([, resource]) => resource.Type === type)
    .map(([logicalId, resource]) => [logicalId, resource.Properties]);
}

function propertiesOf(logicalId: string): Record<string, unknown> {
  return template.Resources[logicalId]?.Properties ?? {};
}

function definitionOf(logicalId: string): unknown {
  return JSON.parse(String(propertiesOf(logicalId).DefinitionString));
}

function namesOf(type: string, member: string): unknown[] {
  return resourcesOf(type)
    .map(([, properties]) => properties[member])
    .sort();
}

interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource?: unknown;
  readonly Principal?: unknown;
}

function statementsOf(role: Record<string, unknown>): readonly Statement[] {
  const policies = role.Policies as readonly { PolicyDocument: { Statement: readonly Statement[] } }[];
  return policies.flatMap((policy) => policy.PolicyDocument.Statement);
}

describe("packaging", () => {
  test("gives the same template twice", () => {
    expect(again.templateText).toBe(service.templateText);
  });

  test.each(functionNames)("bundles %s into one module that loads where nothing is installed", (name) => {
    expect(loaded[name]).toBe("function");
  });
});

describe("the template", () => {
  test("agrees with AWS's resource schema", async () => {
    expect(await checkAgainstSchema(template)).toEqual([]);
  });

  test.each(namesOfResources)("has of %s, by %s, %j", (type, member, names) => {
    expect(namesOf(type, member)).toEqual(names);
  });

  // A name that is given twice in an account and region is refused, or worse, shared. An alias is its function's or machine's own.
  test("has no name that does not begin with service and stage", async () => {
    const names = await givenNames(template);
    expect(names.length).toBeGreaterThan(80);
    const start = /^(?:\/aws\/(?:lambda|vendedlogs\/\w+)\/)?millrace-dev(?:-|$)/;
    expect(names.filter(({ name }) => !start.test(name) && name !== "live")).toEqual([]);
  });

  test("feeds batches to ingest-readings that fit into an execution", () => {
    const pipe = propertiesOf("IngestReadingsPipe");
    expect(pipe.SourceParameters).toMatchObject({
      KinesisStreamParameters: {
        BatchSize: 250,
        StartingPosition: "TRIM_HORIZON",
        OnPartialBatchItemFailure: "AUTOMATIC_BISECT",
        DeadLetterConfig: { Arn: { "Fn::GetAtt": ["ReadingsDeadLetters", "Arn"] } },
      },
    });
    expect(pipe.TargetParameters).toEqual({
      StepFunctionStateMachineParameters: { InvocationType: "REQUEST_RESPONSE" },
    });
  });

  test("runs every function on arm64 and Node 24, traced, with a role of its own", () => {
    const functions = resourcesOf("AWS::Lambda::Function");
    for (const [, properties] of functions) {
      expect(properties).toMatchObject({
        Runtime: "nodejs24.x",
        Architectures: ["arm64"],
        TracingConfig: { Mode: "Active" },
        Handler: `dist/functions/${String(properties.FunctionName).slice("millrace-dev-".length)}.handler`,
      });
    }
    expect(new Set(functions.map(([, { Role }]) => JSON.stringify(Role))).size).toBe(functions.length);
  });

  test("keeps every log for a limited time", () => {
    expect(namesOf("AWS::Logs::LogGroup", "LogGroupName")).toEqual(logGroups);
    for (const [, { RetentionInDays }] of resourcesOf("AWS::Logs::LogGroup"))
      expect(RetentionInDays).toBe(14);
  });

  test("encrypts the stream, the queues and the tables at rest", () => {
    expect(propertiesOf("ReadingsStream").StreamEncryption).toMatchObject({ EncryptionType: "KMS" });
    for (const [, queue] of resourcesOf("AWS::SQS::Queue")) expect(queue.SqsManagedSseEnabled).toBe(true);
    for (const [, table] of resourcesOf("AWS::DynamoDB::Table")) {
      expect(table).toMatchObject({ BillingMode: "PAY_PER_REQUEST", SSESpecification: { SSEEnabled: true } });
    }
    expect(propertiesOf("IdempotencyTable").TimeToLiveSpecification).toEqual({
      AttributeName: "expiration",
      Enabled: true,
    });
    expect(propertiesOf("ApprovalsTable").TimeToLiveSpecification).toEqual({
      AttributeName: "forgetAt",
      Enabled: true,
    });
  });

  test("makes the key of approval links itself, opens their page to whoever has one, and logs no task token", () => {
    expect(propertiesOf("ApprovalKey")).toMatchObject({ GenerateSecretString: { PasswordLength: 64 } });
    expect(propertiesOf("AnswerLambdaFunctionUrl")).toMatchObject({ AuthType: "NONE" });
    expect(propertiesOf("ApproveWarning").LoggingConfiguration).toMatchObject({
      IncludeExecutionData: false,
    });
  });

  test("logs alerts in batches of which each message stands for itself, and keeps what never succeeds", () => {
    const [[, mapping] = []] = resourcesOf("AWS::Lambda::EventSourceMapping");
    expect(mapping).toMatchObject({
      EventSourceArn: { "Fn::GetAtt": ["AlertLogQueue", "Arn"] },
      FunctionName: { "Fn::Join": [":", [{ "Fn::GetAtt": ["ChronicleLambdaFunction", "Arn"] }, "live"]] },
      FunctionResponseTypes: ["ReportBatchItemFailures"],
      ScalingConfig: { MaximumConcurrency: 2 },
    });
    expect(propertiesOf("AlertLogQueue")).toMatchObject({
      VisibilityTimeout: 6 * Number(propertiesOf("ChronicleLambdaFunction").Timeout),
      RedrivePolicy: {
        deadLetterTargetArn: { "Fn::GetAtt": ["AlertLogDeadLetters", "Arn"] },
        maxReceiveCount: 5,
      },
    });
  });

  test("retries an alert's event for a day, then keeps it in a queue that EventBridge may write to", () => {
    expect(propertiesOf("ConditionDetectedRule").Targets).toMatchObject([
      {
        RetryPolicy: { MaximumEventAgeInSeconds: 86400 },
        DeadLetterConfig: { Arn: { "Fn::GetAtt": ["AlertsDeadLetters", "Arn"] } },
      },
    ]);
    expect(propertiesOf("AlertsDeadLettersPolicy").PolicyDocument).toMatchObject({
      Statement: [{ Principal: { Service: "events.amazonaws.com" }, Action: "sqs:SendMessage" }],
    });
  });
});

describe("roles", () => {
  // The actions that AWS defines without resources (Service Authorization Reference): nothing narrower can be written.
  const withoutResource =
    /^(xray:(Put|Get)|logs:(\w+LogDelivery|ListLogDeliveries|PutResourcePolicy|Describe))/;

  test("each is assumed by exactly one service", () => {
    for (const [, role] of resourcesOf("AWS::IAM::Role")) {
      expect(role.AssumeRolePolicyDocument).toMatchObject({
        Statement: [
          {
            Principal: {
              Service: expect.stringMatching(
                /^(lambda|states|pipes|events|iot|scheduler|glue)\.amazonaws\.com$/,
              ),
            },
          },
        ],
      });
    }
  });

  test("no action is a wildcard, and no resource is one where AWS takes a resource", () => {
    for (const [, role] of resourcesOf("AWS::IAM::Role")) {
      for (const { Action, Resource } of statementsOf(role)) {
        const actions = [Action].flat();
        expect(actions.filter((action) => action.includes("*"))).toEqual([]);
        if (Resource === "*") expect(actions.filter((action) => !withoutResource.test(action))).toEqual([]);
      }
    }
  });

  test.each(actionsOfRoles)("%s may, besides logs and traces, do %j", (logicalId, expected) => {
    const actions = statementsOf(propertiesOf(logicalId)).flatMap(({ Action }) => Action);
    const own = actions.filter((action) => !/^(logs|xray):/.test(action));
    expect([...new Set(own)].sort()).toEqual(expected);
  });
});

describe("alarms", () => {
  const comparisons = [
    "GreaterThanThreshold",
    "GreaterThanOrEqualToThreshold",
    "LessThanThreshold",
    "LessThanOrEqualToThreshold",
  ];

  // The schema knows no required properties for an alarm.
  test("each says what it watches and when it fires", () => {
    for (const [, alarm] of resourcesOf("AWS::CloudWatch::Alarm")) {
      expect(alarm).toMatchObject({
        AlarmName: expect.stringMatching(/^millrace-dev-/),
        AlarmDescription: expect.stringMatching(/\.$/),
        Namespace: expect.any(String),
        MetricName: expect.any(String),
        Period: expect.any(Number),
        EvaluationPeriods: expect.any(Number),
        Threshold: expect.any(Number),
        TreatMissingData: expect.stringMatching(/^(breaching|notBreaching)$/),
      });
      expect(alarm).not.toHaveProperty("AlarmActions");
      expect(comparisons).toContain(alarm.ComparisonOperator);
      expect("Statistic" in alarm !== "ExtendedStatistic" in alarm).toBe(true);
    }
  });

  test("each shows one symptom, and only a symptom tells somebody", () => {
    const symptoms = resourcesOf("AWS::CloudWatch::CompositeAlarm");
    const shown = symptoms.flatMap(([, { AlarmRule, AlarmActions }]) => {
      expect(AlarmActions).toEqual([{ Ref: "OperationsTopic" }]);
      const rule = (AlarmRule as { readonly "Fn::Sub": string })["Fn::Sub"];
      expect(rule).toMatch(/^ALARM\("\$\{\w+\}"\)(?: OR ALARM\("\$\{\w+\}"\))*$/);
      return Array.from(rule.matchAll(/\{(\w+)\}/g), ([, logicalId]) => logicalId);
    });
    const alarms = resourcesOf("AWS::CloudWatch::Alarm").map(([logicalId]) => logicalId);
    expect(shown.toSorted()).toEqual(alarms.toSorted());
  });

  test("each has its section in the runbook", () => {
    const headings = readFileSync("docs/runbook.md", "utf8")
      .split("\n")
      .filter((line) => line.startsWith("## "))
      .flatMap((line) => line.slice(3).split(", "));
    const alarms = ["AWS::CloudWatch::Alarm", "AWS::CloudWatch::CompositeAlarm"].flatMap(resourcesOf);
    const names = alarms.map(([, { AlarmName }]) => String(AlarmName).slice("millrace-dev-".length));
    expect(headings.toSorted()).toEqual(names.toSorted());
  });

  test("only silence on the stream is itself an alarm", () => {
    const breaching = resourcesOf("AWS::CloudWatch::Alarm").filter(
      ([, { TreatMissingData }]) => TreatMissingData === "breaching",
    );
    expect(breaching.map(([logicalId]) => logicalId)).toEqual(["NoReadingsAlarm"]);
  });

  test("every function, state machine, queue, pipe and rule has one", () => {
    const watched = resourcesOf("AWS::CloudWatch::Alarm").map(
      ([, { Namespace, MetricName, Dimensions }]) =>
        `${Namespace} ${MetricName} ${JSON.stringify(Dimensions)}`,
    );
    for (const [metric, resource] of watchedResources) {
      expect(watched.some((alarm) => alarm.startsWith(metric) && alarm.includes(resource))).toBe(true);
    }
  });
});

describe("the dashboard", () => {
  test("is JSON whose widgets lie side by side without overlap", () => {
    const body = propertiesOf("WeatherDashboard").DashboardBody as { readonly "Fn::Sub": string };
    const { widgets } = JSON.parse(body["Fn::Sub"]) as {
      readonly widgets: readonly { x: number; y: number; width: number; height: number }[];
    };
    const cells = widgets.flatMap(({ x, y, width, height }) =>
      Array.from(
        { length: width * height },
        (_, cell) => `${x + (cell % width)},${y + Math.floor(cell / width)}`,
      ),
    );
    expect(widgets).toHaveLength(15);
    expect(new Set(cells).size).toBe(cells.length);
    expect(widgets.every(({ x, width }) => x + width <= 24)).toBe(true);
  });

  test("asks first for every symptom, and reckons what it costs by the prices that millrace cost has", () => {
    const body = propertiesOf("WeatherDashboard").DashboardBody as { readonly "Fn::Sub": string };
    const { widgets } = JSON.parse(body["Fn::Sub"]) as {
      readonly widgets: readonly {
        readonly properties: { readonly alarms?: readonly string[]; readonly metrics?: readonly unknown[][] };
      }[];
    };
    const symptoms = resourcesOf("AWS::CloudWatch::CompositeAlarm").map(([id]) => `\${${id}.Arn}`);
    expect(widgets[0]?.properties.alarms?.toSorted()).toEqual(symptoms.toSorted());
    const expressions = JSON.stringify(widgets.at(-1)?.properties.metrics);
    const firstTier = ({ tiers, per }: Price) => [tiers[0]?.usd, per] as const;
    for (const [price, expected] of [
      [prices.putPayloadUnit, "puts * USD / PER"],
      [prices.expressRequest, "batches * USD / PER"],
      [prices.expressDuration, "billed / 3600000 * 64 / 1024 * USD"],
      [prices.lambdaRequest, "(validated + assessed) * USD / PER"],
      [prices.lambdaArmDuration, "/ 1024 / 1000 * USD"],
    ] as const) {
      const [usd, per] = firstTier(price);
      const decimal = Number(usd).toLocaleString("en-US", { maximumFractionDigits: 12 });
      expect(expressions).toContain(expected.replace("USD", decimal).replace("PER", String(per)));
    }
    for (const [name, weight] of [
      ["ValidateLambdaFunction", "validating * 1024"],
      ["AssessLambdaFunction", "assessing * 512"],
    ] as const)
      expect(weight).toContain(String(propertiesOf(name).MemorySize));
  });
});

describe("releases", () => {
  test("every machine has a version of each of its revisions, which outlives the next, and an alias that alarms guard", () => {
    for (const [machine] of resourcesOf("AWS::StepFunctions::StateMachine")) {
      expect(template.Resources[`${machine}Version`]).toMatchObject({
        DeletionPolicy: "Retain",
        UpdateReplacePolicy: "Retain",
        Properties: { StateMachineRevisionId: { "Fn::GetAtt": [machine, "StateMachineRevisionId"] } },
      });
      expect(propertiesOf(`${machine}Live`)).toMatchObject({
        Name: "live",
        DeploymentPreference: {
          StateMachineVersionArn: { Ref: `${machine}Version` },
          Type: "ALL_AT_ONCE",
          Alarms: [{ Ref: `${machine}FailuresAlarm` }, { Ref: `${machine}TimeoutsAlarm` }],
        },
      });
    }
  });

  test("whatever calls a machine or a function calls its alias", () => {
    for (const [name] of resourcesOf("AWS::Lambda::Function")) {
      const called = JSON.stringify({ "Fn::GetAtt": [name, "Arn"] });
      for (const [, { DefinitionSubstitutions }] of resourcesOf("AWS::StepFunctions::StateMachine"))
        expect(JSON.stringify(DefinitionSubstitutions)).not.toContain(called);
      expect(propertiesOf(name.replace("LambdaFunction", "Live"))).toMatchObject({ Name: "live" });
    }
    expect(propertiesOf("IngestReadingsPipe").Target).toEqual({ Ref: "IngestReadingsLive" });
    expect(propertiesOf("ConditionDetectedRule").Targets).toMatchObject([
      { Arn: { Ref: "HandleAlertLive" } },
    ]);
    expect(propertiesOf("SummariseDaySchedule").Target).toMatchObject({ Arn: { Ref: "SummariseDayLive" } });
    expect(propertiesOf("HandleAlert").DefinitionSubstitutions).toMatchObject({
      ApproveWarningArn: { Ref: "ApproveWarningLive" },
    });
    expect(propertiesOf("SummariseDay").DefinitionSubstitutions).toMatchObject({
      ReplayArchiveArn: { Ref: "ReplayArchiveLive" },
    });
  });
});

describe("state machines", () => {
  const machines: readonly (readonly [logicalId: string, type: string])[] = [
    ["IngestReadings", "EXPRESS"],
    ["HandleAlert", "EXPRESS"],
    ["ApproveWarning", "STANDARD"],
    ["ReplayArchive", "STANDARD"],
    ["SummariseDay", "STANDARD"],
  ];

  test.each(machines)("%s is valid, %s, logged and traced", (logicalId, type) => {
    const machine = propertiesOf(logicalId);
    const { isValid, errorsText } = validateAsl(definitionOf(logicalId));
    expect(isValid ? "" : errorsText("\n")).toBe("");
    expect(machine).toMatchObject({
      StateMachineType: type,
      TracingConfiguration: { Enabled: true },
      LoggingConfiguration: { Level: expect.stringMatching(/^(ERROR|ALL)$/) },
    });
  });

  test.each(machines)("%s has a substitution for every placeholder, and no other", (logicalId) => {
    const { DefinitionString, DefinitionSubstitutions } = propertiesOf(logicalId);
    const used = [...String(DefinitionString).matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name);
    expect([...new Set(used)].sort()).toEqual(Object.keys(DefinitionSubstitutions as object).sort());
  });

  test.each(machines)("every Task of %s retries what passes by itself", (logicalId) => {
    walk(definitionOf(logicalId), (_, state) => {
      if ((state as { Type?: string } | null)?.Type !== "Task") return;
      const { Retry } = state as { Retry: readonly { JitterStrategy: string; BackoffRate: number }[] };
      expect(Retry[0]).toMatchObject({ JitterStrategy: "FULL", BackoffRate: 2 });
    });
  });
});
