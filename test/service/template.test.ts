// The packaged template: everything the service consists of, right by AWS's resource schema and by rules of our own
// where the schema says nothing.

import { createRequire } from "node:module";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { functionNames, loadBundles } from "./loaded-bundles.ts";
import { type PackagedService, packageService } from "./packaged-service.ts";
import { checkAgainstSchema, givenNames, walk } from "./resource-schema.ts";
import { type Permissions, permissionsOfRoles, releasesRole, resourceOf } from "./role-cases.ts";
import { logGroups, namesOfResources } from "./template-cases.ts";
import { TemplateResources } from "./template-resources.ts";

const validateAsl = createRequire(import.meta.url)("asl-validator") as (definition: unknown) => {
  readonly isValid: boolean;
  readonly errorsText: (separator: string) => string;
};

let service: PackagedService;
let template: TemplateResources;
let prod: PackagedService;
let templateOfProd: TemplateResources;
let loaded: Readonly<Record<string, string>>;

beforeAll(async () => {
  [service, prod] = await Promise.all([packageService(), packageService({}, "prod")]);
  templateOfProd = new TemplateResources(prod.template);
  template = new TemplateResources(service.template);
  loaded = await loadBundles(join(service.folder, "dist/functions"));
}, 180_000);

afterAll(() => Promise.all([service?.remove(), prod?.remove()]));

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
  test.each(functionNames)("bundles %s into one module that loads where nothing is installed", (name) => {
    expect(loaded[name]).toBe("function");
  });
});

describe("the template", () => {
  test("agrees with AWS's resource schema", async () => {
    expect(await checkAgainstSchema(service.template)).toEqual([]);
  });

  test.each(namesOfResources)("has of %s, by %s, %j", (type, member, names) => {
    expect(template.namesOf(type, member)).toEqual(names);
  });

  // A name that is given twice in an account and region is refused, or worse, shared. An alias is its function's or machine's own.
  test("has no name that does not begin with service and stage", async () => {
    const names = await givenNames(service.template);
    expect(names.length).toBeGreaterThan(80);
    const start = /^(?:\/aws\/(?:lambda|vendedlogs\/\w+)\/)?millrace-dev(?:-|$)/;
    expect(names.filter(({ name }) => !start.test(name) && name !== "live")).toEqual([]);
  });

  test("feeds batches to ingest-readings that fit into an execution", () => {
    const pipe = template.propertiesOf("IngestReadingsPipe");
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
    const functions = template.ofType("AWS::Lambda::Function");
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
    expect(template.namesOf("AWS::Logs::LogGroup", "LogGroupName")).toEqual(logGroups);
    for (const [, { RetentionInDays }] of template.ofType("AWS::Logs::LogGroup"))
      expect(RetentionInDays).toBe(14);
  });

  test("encrypts the stream, the queues and the tables at rest", () => {
    expect(template.propertiesOf("ReadingsStream").StreamEncryption).toMatchObject({ EncryptionType: "KMS" });
    for (const [, queue] of template.ofType("AWS::SQS::Queue")) expect(queue.SqsManagedSseEnabled).toBe(true);
    for (const [, table] of template.ofType("AWS::DynamoDB::Table")) {
      expect(table).toMatchObject({ BillingMode: "PAY_PER_REQUEST", SSESpecification: { SSEEnabled: true } });
    }
    expect(template.propertiesOf("IdempotencyTable").TimeToLiveSpecification).toEqual({
      AttributeName: "expiration",
      Enabled: true,
    });
    expect(template.propertiesOf("ApprovalsTable").TimeToLiveSpecification).toEqual({
      AttributeName: "forgetAt",
      Enabled: true,
    });
  });

  test("makes the key of approval links itself, opens their page to whoever has one, and logs no task token", () => {
    expect(template.propertiesOf("ApprovalKey")).toMatchObject({
      GenerateSecretString: { PasswordLength: 64 },
    });
    expect(template.propertiesOf("AnswerLambdaFunctionUrl")).toMatchObject({ AuthType: "NONE" });
    expect(template.propertiesOf("ApproveWarning").LoggingConfiguration).toMatchObject({
      IncludeExecutionData: false,
    });
  });

  test("logs alerts in batches of which each message stands for itself, and keeps what never succeeds", () => {
    const [[, mapping] = []] = template.ofType("AWS::Lambda::EventSourceMapping");
    const { Timeout } = template.propertiesOf("ChronicleLambdaFunction");
    expect(mapping).toMatchObject({
      EventSourceArn: { "Fn::GetAtt": ["AlertLogQueue", "Arn"] },
      FunctionName: { "Fn::Join": [":", [{ "Fn::GetAtt": ["ChronicleLambdaFunction", "Arn"] }, "live"]] },
      FunctionResponseTypes: ["ReportBatchItemFailures"],
      ScalingConfig: { MaximumConcurrency: 2 },
    });
    expect(template.propertiesOf("AlertLogQueue")).toMatchObject({
      VisibilityTimeout: 6 * Number(Timeout) + Number(mapping?.MaximumBatchingWindowInSeconds),
      RedrivePolicy: {
        deadLetterTargetArn: { "Fn::GetAtt": ["AlertLogDeadLetters", "Arn"] },
        maxReceiveCount: 5,
      },
    });
  });

  test("retries an alert's event for a day, then keeps it in a queue that EventBridge may write to", () => {
    expect(template.propertiesOf("ConditionDetectedRule").Targets).toMatchObject([
      {
        RetryPolicy: { MaximumEventAgeInSeconds: 86400 },
        DeadLetterConfig: { Arn: { "Fn::GetAtt": ["AlertsDeadLetters", "Arn"] } },
      },
    ]);
    expect(template.propertiesOf("AlertsDeadLettersPolicy").PolicyDocument).toMatchObject({
      Statement: [{ Principal: { Service: "events.amazonaws.com" }, Action: "sqs:SendMessage" }, {}],
    });
  });

  test("takes nothing for its queues, topics and archive that does not come over TLS", () => {
    const named = (of: unknown) => (of as { readonly Ref?: string }).Ref;
    const denied = [
      ...template.ofType("AWS::SQS::QueuePolicy").map(([, of]) => [of.Queues, of.PolicyDocument]),
      ...template.ofType("AWS::SNS::TopicPolicy").map(([, of]) => [of.Topics, of.PolicyDocument]),
      ...template.ofType("AWS::S3::BucketPolicy").map(([, of]) => [of.Bucket, of.PolicyDocument]),
    ].flatMap(([of, document]) => {
      const { Statement } = document as { readonly Statement: readonly Record<string, unknown>[] };
      const isHeld = Statement.some(
        ({ Effect, Principal, Condition }) =>
          Effect === "Deny" &&
          Principal === "*" &&
          JSON.stringify(Condition) === '{"Bool":{"aws:SecureTransport":false}}',
      );
      return isHeld ? [of].flat().map(named) : [];
    });
    const kinds = ["AWS::SQS::Queue", "AWS::SNS::Topic"];
    const held = [...kinds.flatMap((kind) => template.ofType(kind).map(([id]) => id)), "Archive"];
    expect(denied.filter((id) => held.includes(String(id))).toSorted()).toEqual(held.toSorted());
  });
});

interface Trust {
  readonly Principal: { readonly Service: string };
  readonly Condition: unknown;
}

describe("roles", () => {
  // The actions that AWS defines without resources (Service Authorization Reference): nothing narrower can be written. That of alarms
  // is what AWS's own role for CodeDeploy has: it may ask for all alarms at once.
  const withoutResource =
    /^(xray:(Put|Get)|logs:(\w+LogDelivery|ListLogDeliveries|PutResourcePolicy|Describe)|cloudwatch:DescribeAlarms$)/;

  test("each is assumed by exactly one service", () => {
    for (const [, role] of [template, templateOfProd].flatMap((each) => each.ofType("AWS::IAM::Role"))) {
      expect(role.AssumeRolePolicyDocument).toMatchObject({
        Statement: [
          {
            Principal: {
              Service: expect.stringMatching(
                /^(lambda|states|pipes|events|iot|scheduler|glue|codedeploy)\.amazonaws\.com$/,
              ),
            },
          },
        ],
      });
    }
  });

  test("of machines, pipe, rules and schedule are assumed for those of the stage, and for nothing else of the service's", () => {
    for (const [id, { AssumeRolePolicyDocument }] of template.ofType("AWS::IAM::Role")) {
      const [{ Principal, Condition }] = (
        AssumeRolePolicyDocument as { readonly Statement: readonly [Trust] }
      ).Statement;
      const service = Principal.Service.replace(".amazonaws.com", "");
      if (!["states", "pipes", "events", "scheduler", "iot"].includes(service)) continue;
      // A topic rule has a name of CloudFormation's.
      const name = service === "iot" ? "\\*$" : "millrace-dev";
      const own = new RegExp(`:${service}:.*:(?:stateMachine:|pipe/|rule/|schedule-group/)${name}`);
      expect([id, Condition]).toEqual([
        id,
        {
          StringEquals: { "aws:SourceAccount": { Ref: "AWS::AccountId" } },
          ArnLike: { "aws:SourceArn": { "Fn::Sub": expect.stringMatching(own) } },
        },
      ]);
    }
  });

  test("no action is a wildcard, and no resource is one where AWS takes a resource", () => {
    for (const [, role] of [template, templateOfProd].flatMap((each) => each.ofType("AWS::IAM::Role"))) {
      for (const { Action, Resource } of statementsOf(role)) {
        const actions = [Action].flat();
        expect(actions.filter((action) => action.includes("*"))).toEqual([]);
        if (Resource === "*") expect(actions.filter((action) => !withoutResource.test(action))).toEqual([]);
      }
    }
  });

  const permissionsOf = (of: TemplateResources, logicalId: string): Permissions => {
    const pairs = statementsOf(of.propertiesOf(logicalId)).flatMap(({ Action, Resource }) =>
      [Action]
        .flat()
        .flatMap((action) => [Resource].flat().map((each) => [resourceOf(each), action] as const)),
    );
    const byResource = Map.groupBy(pairs, ([resource]) => resource);
    return Object.fromEntries(
      Array.from(byResource, ([resource, of]) => [resource, of.map(([, action]) => action).sort()]),
    );
  };

  test.each(permissionsOfRoles)("%s may do what it needs, and nothing else", (logicalId, permissions) => {
    expect(permissionsOf(template, logicalId)).toEqual(permissions);
  });

  test("those of prod may do the same, and one leads its gradual releases", () => {
    const names = templateOfProd.ofType("AWS::IAM::Role").map(([logicalId]) => logicalId);
    const all = [...permissionsOfRoles, releasesRole];
    expect(names.sort()).toEqual(all.map(([logicalId]) => logicalId).sort());
    for (const [logicalId, permissions] of all)
      expect(permissionsOf(templateOfProd, logicalId)).toEqual(permissions);
  });
});

describe("releases", () => {
  test("every machine has a version of each of its revisions, which outlives the next, and an alias that alarms guard", () => {
    for (const [machine] of template.ofType("AWS::StepFunctions::StateMachine")) {
      expect(service.template.Resources[`${machine}Version`]).toMatchObject({
        DeletionPolicy: "Retain",
        UpdateReplacePolicy: "Retain",
        Properties: { StateMachineRevisionId: { "Fn::GetAtt": [machine, "StateMachineRevisionId"] } },
      });
      expect(template.propertiesOf(`${machine}Live`)).toMatchObject({
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
    for (const [name] of template.ofType("AWS::Lambda::Function")) {
      const called = JSON.stringify({ "Fn::GetAtt": [name, "Arn"] });
      for (const [, { DefinitionSubstitutions }] of template.ofType("AWS::StepFunctions::StateMachine"))
        expect(JSON.stringify(DefinitionSubstitutions)).not.toContain(called);
      expect(template.propertiesOf(name.replace("LambdaFunction", "Live"))).toMatchObject({ Name: "live" });
    }
    expect(template.propertiesOf("IngestReadingsPipe").Target).toEqual({ Ref: "IngestReadingsLive" });
    expect(template.propertiesOf("ConditionDetectedRule").Targets).toMatchObject([
      { Arn: { Ref: "HandleAlertLive" } },
    ]);
    expect(template.propertiesOf("SummariseDaySchedule").Target).toMatchObject({
      Arn: { Ref: "SummariseDayLive" },
    });
    expect(template.propertiesOf("HandleAlert").DefinitionSubstitutions).toMatchObject({
      ApproveWarningArn: { Ref: "ApproveWarningLive" },
    });
    expect(template.propertiesOf("SummariseDay").DefinitionSubstitutions).toMatchObject({
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
    const machine = template.propertiesOf(logicalId);
    const { isValid, errorsText } = validateAsl(template.definitionOf(logicalId));
    expect(isValid ? "" : errorsText("\n")).toBe("");
    expect(machine).toMatchObject({
      StateMachineType: type,
      TracingConfiguration: { Enabled: true },
      LoggingConfiguration: { Level: expect.stringMatching(/^(ERROR|ALL)$/) },
    });
  });

  test.each(machines)("%s has a substitution for every placeholder, and no other", (logicalId) => {
    const { DefinitionString, DefinitionSubstitutions } = template.propertiesOf(logicalId);
    const used = [...String(DefinitionString).matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name);
    expect([...new Set(used)].sort()).toEqual(Object.keys(DefinitionSubstitutions as object).sort());
  });

  test.each(machines)("every Task of %s retries what passes by itself", (logicalId) => {
    walk(template.definitionOf(logicalId), (_, state) => {
      if ((state as { Type?: string } | null)?.Type !== "Task") return;
      const { Retry } = state as { Retry: readonly { JitterStrategy: string; BackoffRate: number }[] };
      expect(Retry[0]).toMatchObject({ JitterStrategy: "FULL", BackoffRate: 2 });
    });
  });
});
