// Lambda's operations by the SDK, each with what it answers and how it refuses, as data.

import * as sdk from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { lambdaApi } from "../../../src/services/lambda/api/api.ts";
import { zipFiles } from "../../../src/services/lambda/code/zip-files.ts";
import { type SdkServer, serve } from "../../server/sdk-server.ts";
import { type OpenedLambda, openLambda } from "./open-lambda.ts";
import { callBy, type Step, testSteps } from "./support/steps.ts";

const arn = (resource: string) => `arn:aws:lambda:us-east-1:000000000000:function:${resource}`;
const Role = "arn:aws:iam::000000000000:role/any";
const queue = "arn:aws:sqs:us-east-1:000000000000:q";
const ZipFile = zipFiles({ "index.js": Buffer.from("exports.handler = async () => 1;") });

let opened: OpenedLambda;
let server: SdkServer;
let client: sdk.LambdaClient;
beforeAll(async () => {
  opened = await openLambda();
  server = await serve(lambdaApi(opened.lambda));
  client = new sdk.LambdaClient({ ...server.clientConfiguration, maxAttempts: 1 });
});
afterAll(async () => {
  client.destroy();
  await server.close();
  await opened.lambda.close();
  expect(server.faults).toEqual([]);
});

const call = callBy(() => client);

/** A function `f` with the version 1 and the alias `live`, and another function `g`. */
beforeAll(async () => {
  for (const FunctionName of ["f", "g", "h"]) {
    await call("CreateFunction", {
      ...{ FunctionName, Role, Runtime: "nodejs22.x", Handler: "index.handler", Code: { ZipFile } },
    });
    await call("GetFunctionConfiguration", { FunctionName });
  }
  await call("PublishVersion", { FunctionName: "f" });
  await call("CreateAlias", { FunctionName: "f", Name: "live", FunctionVersion: "1" });
});

const FunctionName = "f";
const noFunction = ["ResourceNotFoundException", `Function not found: ${arn("none")}`] as const;
const sequences: Readonly<Record<string, readonly Step[]>> = {
  "what becomes of events": [
    [
      "GetFunctionEventInvokeConfig",
      { FunctionName },
      ["ResourceNotFoundException", `The function ${arn("f:$LATEST")} doesn't have an EventInvokeConfig`],
    ],
    [
      "PutFunctionEventInvokeConfig",
      { FunctionName },
      [
        "InvalidParameterValueException",
        "You must specify at least one of error handling or destination setting.",
      ],
    ],
    [
      "PutFunctionEventInvokeConfig",
      { FunctionName: "none", MaximumRetryAttempts: 1 },
      ["ResourceNotFoundException", "The function doesn't exist."],
    ],
    [
      "PutFunctionEventInvokeConfig",
      { FunctionName, MaximumRetryAttempts: 3, MaximumEventAgeInSeconds: 59 },
      [
        "ValidationException",
        "2 validation errors detected: Value '3' at 'maximumRetryAttempts' failed to satisfy constraint: Member must have value less than or equal to 2; Value '59' at 'maximumEventAgeInSeconds' failed to satisfy constraint: Member must have value greater than or equal to 60",
      ],
    ],
    [
      "PutFunctionEventInvokeConfig",
      { FunctionName, DestinationConfig: { OnFailure: { Destination: "no-arn" } } },
      [
        "ValidationException",
        expect.stringContaining("Value 'no-arn' at 'destinationConfig.onFailure.destination'"),
      ],
    ],
    [
      "PutFunctionEventInvokeConfig",
      { FunctionName, DestinationConfig: { OnSuccess: { Destination: arn("f") } } },
      ["InvalidParameterValueException", "You can't specify the function as a destination for itself."],
    ],
    [
      "PutFunctionEventInvokeConfig",
      { FunctionName, DestinationConfig: { OnSuccess: { Destination: "arn:aws:s3:::bucket" } } },
      [
        "InvalidParameterValueException",
        "The provided destination config DestinationConfig(onSuccess=OnSuccess(destination=arn:aws:s3:::bucket), onFailure=null) is invalid.",
      ],
    ],
    [
      "PutFunctionEventInvokeConfig",
      { FunctionName, MaximumRetryAttempts: 0, DestinationConfig: { OnFailure: { Destination: queue } } },
      {
        ...{ FunctionArn: arn("f:$LATEST"), MaximumRetryAttempts: 0, LastModified: expect.any(Date) },
        DestinationConfig: { OnSuccess: {}, OnFailure: { Destination: queue } },
      },
    ],
    [
      "UpdateFunctionEventInvokeConfig",
      { FunctionName, MaximumEventAgeInSeconds: 60 },
      {
        ...{ MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 },
        DestinationConfig: { OnSuccess: {}, OnFailure: { Destination: queue } },
      },
    ],
    [
      "PutFunctionEventInvokeConfig",
      { FunctionName: arn("f:live"), MaximumRetryAttempts: 1 },
      { FunctionArn: arn("f:live"), MaximumRetryAttempts: 1 },
    ],
    [
      "ListFunctionEventInvokeConfigs",
      { FunctionName },
      { FunctionEventInvokeConfigs: [{ FunctionArn: arn("f:$LATEST") }, { FunctionArn: arn("f:live") }] },
    ],
    ["DeleteFunctionEventInvokeConfig", { FunctionName, Qualifier: "live" }, {}],
    [
      "DeleteFunctionEventInvokeConfig",
      { FunctionName, Qualifier: "live" },
      ["ResourceNotFoundException", `The function ${arn("f:live")} doesn't have an EventInvokeConfig`],
    ],
  ],
  "reserved concurrency": [
    ["GetFunctionConcurrency", { FunctionName }, {}],
    ["PutFunctionConcurrency", { FunctionName: "none", ReservedConcurrentExecutions: 1 }, noFunction],
    [
      "PutFunctionConcurrency",
      { FunctionName, ReservedConcurrentExecutions: 901 },
      [
        "InvalidParameterValueException",
        "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [100].",
      ],
    ],
    [
      "PutFunctionConcurrency",
      { FunctionName, ReservedConcurrentExecutions: 900 },
      { ReservedConcurrentExecutions: 900 },
    ],
    [
      "PutFunctionConcurrency",
      { FunctionName: "g", ReservedConcurrentExecutions: 1 },
      ["InvalidParameterValueException", expect.any(String)],
    ],
    ["GetFunction", { FunctionName }, { Concurrency: { ReservedConcurrentExecutions: 900 } }],
    [
      "GetAccountSettings",
      {},
      { AccountLimit: { ConcurrentExecutions: 1000, UnreservedConcurrentExecutions: 100 } },
    ],
    ["DeleteFunctionConcurrency", { FunctionName }, {}],
    [
      "GetAccountSettings",
      {},
      { AccountLimit: { UnreservedConcurrentExecutions: 1000 }, AccountUsage: { FunctionCount: 3 } },
    ],
  ],
  "provisioned concurrency": [
    [
      "GetProvisionedConcurrencyConfig",
      { FunctionName, Qualifier: "live" },
      [
        "ProvisionedConcurrencyConfigNotFoundException",
        "No Provisioned Concurrency Config found for this function",
      ],
    ],
    [
      "PutProvisionedConcurrencyConfig",
      { FunctionName, Qualifier: "$LATEST", ProvisionedConcurrentExecutions: 1 },
      [
        "InvalidParameterValueException",
        "Provisioned Concurrency Configs cannot be applied to unpublished function versions.",
      ],
    ],
    [
      "PutProvisionedConcurrencyConfig",
      { FunctionName, Qualifier: "live", ProvisionedConcurrentExecutions: 0 },
      [
        "ValidationException",
        "1 validation error detected: Value '0' at 'provisionedConcurrentExecutions' failed to satisfy constraint: Member must have value greater than or equal to 1",
      ],
    ],
    [
      "PutProvisionedConcurrencyConfig",
      { FunctionName, Qualifier: "live", ProvisionedConcurrentExecutions: 901 },
      ["InvalidParameterValueException", expect.stringContaining("below its minimum value of [100]")],
    ],
    [
      "PutProvisionedConcurrencyConfig",
      { FunctionName, Qualifier: "live", ProvisionedConcurrentExecutions: 1 },
      {
        ...{ RequestedProvisionedConcurrentExecutions: 1, AvailableProvisionedConcurrentExecutions: 0 },
        ...{
          Status: "IN_PROGRESS",
          LastModified: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+0000$/),
        },
      },
    ],
    [
      "PutProvisionedConcurrencyConfig",
      { FunctionName, Qualifier: "1", ProvisionedConcurrentExecutions: 1 },
      ["ResourceConflictException", "Version is pointed by a Provisioned Concurrency alias"],
    ],
    [
      "GetProvisionedConcurrencyConfig",
      { FunctionName, Qualifier: "live" },
      {
        Status: "READY",
        AvailableProvisionedConcurrentExecutions: 1,
        AllocatedProvisionedConcurrentExecutions: 1,
      },
    ],
    [
      "ListProvisionedConcurrencyConfigs",
      { FunctionName },
      { ProvisionedConcurrencyConfigs: [{ FunctionArn: arn("f:live"), Status: "READY" }] },
    ],
    [
      "PutFunctionConcurrency",
      { FunctionName, ReservedConcurrentExecutions: 0 },
      [
        "InvalidParameterValueException",
        " ReservedConcurrentExecutions  0 should not be lower than function's total provisioned concurrency [1].",
      ],
    ],
    ["DeleteProvisionedConcurrencyConfig", { FunctionName, Qualifier: "live" }, {}],
    ["ListProvisionedConcurrencyConfigs", { FunctionName }, { ProvisionedConcurrencyConfigs: [] }],
  ],
  recursion: [
    ["GetFunctionRecursionConfig", { FunctionName }, { RecursiveLoop: "Terminate" }],
    [
      "PutFunctionRecursionConfig",
      { FunctionName, RecursiveLoop: "Never" },
      ["ValidationException", expect.stringContaining("[Allow, Terminate]")],
    ],
    ["PutFunctionRecursionConfig", { FunctionName, RecursiveLoop: "Allow" }, { RecursiveLoop: "Allow" }],
    ["GetFunctionRecursionConfig", { FunctionName }, { RecursiveLoop: "Allow" }],
  ],
  runtimes: [
    [
      "GetRuntimeManagementConfig",
      { FunctionName },
      { UpdateRuntimeOn: "Auto", FunctionArn: arn("f:$LATEST") },
    ],
    [
      "PutRuntimeManagementConfig",
      { FunctionName, UpdateRuntimeOn: "Manual" },
      ["InvalidParameterValueException", expect.any(String)],
    ],
    [
      "PutRuntimeManagementConfig",
      { FunctionName, UpdateRuntimeOn: "FunctionUpdate" },
      { UpdateRuntimeOn: "FunctionUpdate" },
    ],
    ["GetRuntimeManagementConfig", { FunctionName }, { UpdateRuntimeOn: "FunctionUpdate" }],
    [
      "GetRuntimeManagementConfig",
      { FunctionName, Qualifier: "9" },
      ["ResourceNotFoundException", `Function not found: ${arn("f:9")}`],
    ],
  ],
  scaling: [
    [
      "PutFunctionScalingConfig",
      { FunctionName, Qualifier: "1", FunctionScalingConfig: { MinExecutionEnvironments: 2 } },
      { FunctionState: "Active" },
    ],
    [
      "GetFunctionScalingConfig",
      { FunctionName, Qualifier: "1" },
      { FunctionArn: arn("f:1"), AppliedFunctionScalingConfig: { MinExecutionEnvironments: 2 } },
    ],
  ],
  "states and revisions": [
    [
      "UpdateFunctionConfiguration",
      { FunctionName: "g", Timeout: 4 },
      { State: "Active", LastUpdateStatus: "InProgress", LastUpdateStatusReasonCode: "Creating" },
    ],
    [
      "UpdateFunctionConfiguration",
      { FunctionName: "g", Timeout: 5 },
      [
        "ResourceConflictException",
        `The operation cannot be performed at this time. An update is in progress for resource: ${arn("g")}`,
      ],
    ],
    [
      "PublishVersion",
      { FunctionName: "g" },
      ["ResourceConflictException", expect.stringContaining("in progress")],
    ],
    ["GetFunctionConfiguration", { FunctionName: "g" }, { LastUpdateStatus: "Successful", Timeout: 4 }],
    [
      "UpdateFunctionCode",
      { FunctionName: "g", ZipFile, RevisionId: "another" },
      ["PreconditionFailedException", expect.stringContaining("does not match the latest RevisionId")],
    ],
    [
      "PublishVersion",
      { FunctionName: "g", CodeSha256: "another" },
      [
        "InvalidParameterValueException",
        expect.stringContaining("is different from current CodeSHA256 in $LATEST"),
      ],
    ],
    ["PublishVersion", { FunctionName: "g" }, { Version: "1", State: "Active" }],
  ],
  qualifiers: [
    [
      "GetFunction",
      { FunctionName: "f:live", Qualifier: "1" },
      [
        "InvalidParameterValueException",
        "The derived qualifier from the function name does not match the specified qualifier.",
      ],
    ],
    [
      "GetFunctionConfiguration",
      { FunctionName: "000000000000:function:f:1" },
      { FunctionArn: arn("f:1"), Version: "1" },
    ],
    [
      "GetFunctionConfiguration",
      { FunctionName: arn("f"), Qualifier: "live" },
      { FunctionArn: arn("f:live"), Version: "1" },
    ],
    [
      "GetFunctionConfiguration",
      { FunctionName, Qualifier: "none" },
      ["ResourceNotFoundException", `Function not found: ${arn("f:none")}`],
    ],
    [
      "ListFunctions",
      { FunctionVersion: "ALL", MaxItems: 2 },
      {
        Functions: [{ FunctionArn: arn("f:$LATEST") }, { FunctionArn: arn("f:1") }],
        NextMarker: expect.any(String),
      },
    ],
    ["ListFunctions", { FunctionVersion: "NONE" }, ["ValidationException", expect.stringContaining("[ALL]")]],
    ["ListFunctions", { MaxItems: 1 }, { NextMarker: expect.any(String) }],
  ],
  aliases: [
    [
      "CreateAlias",
      { FunctionName, Name: "live", FunctionVersion: "1" },
      ["ResourceConflictException", `Alias already exists: ${arn("f:live")}`],
    ],
    [
      "CreateAlias",
      { FunctionName, Name: "1", FunctionVersion: "1" },
      ["ValidationException", expect.stringContaining("'name'")],
    ],
    [
      "CreateAlias",
      { FunctionName, Name: "no", FunctionVersion: "7" },
      ["ResourceNotFoundException", `Function not found: ${arn("f:7")}`],
    ],
    [
      "CreateAlias",
      {
        FunctionName,
        Name: "no",
        FunctionVersion: "$LATEST",
        RoutingConfig: { AdditionalVersionWeights: { "1": 0.5 } },
      },
      [
        "InvalidParameterValueException",
        "$LATEST is not supported for an alias pointing to more than 1 version",
      ],
    ],
    [
      "CreateAlias",
      {
        FunctionName,
        Name: "no",
        FunctionVersion: "1",
        RoutingConfig: { AdditionalVersionWeights: { "1": 0.5 } },
      },
      [
        "InvalidParameterValueException",
        "Invalid function version 1. Function version 1 is already included in routing configuration.",
      ],
    ],
    [
      "UpdateAlias",
      { FunctionName, Name: "none", Description: "d" },
      ["ResourceNotFoundException", `Cannot find alias arn: ${arn("f:none")}`],
    ],
    [
      "UpdateAlias",
      { FunctionName, Name: "live", RevisionId: "another", Description: "d" },
      ["PreconditionFailedException", expect.any(String)],
    ],
    [
      "DeleteFunction",
      { FunctionName, Qualifier: "1" },
      [
        "ResourceConflictException",
        `Unable to delete version because the following aliases reference it: [${arn("f:live")}]`,
      ],
    ],
    [
      "DeleteFunction",
      { FunctionName, Qualifier: "$LATEST" },
      ["InvalidParameterValueException", "$LATEST version cannot be deleted without deleting the function."],
    ],
    ["DeleteAlias", { FunctionName, Name: "none" }, {}],
  ],
  permissions: [
    [
      "AddPermission",
      { FunctionName, StatementId: "a b", Action: "lambda:InvokeFunction", Principal: "*" },
      ["ValidationException", expect.stringContaining("'statementId'")],
    ],
    [
      "AddPermission",
      {
        FunctionName,
        StatementId: "s",
        Action: "lambda:InvokeFunction",
        Principal: "sns.amazonaws.com",
        Qualifier: "live",
      },
      { Statement: expect.stringContaining(`"Resource":"${arn("f:live")}"`) },
    ],
    [
      "AddPermission",
      { FunctionName: "f:live", StatementId: "s", Action: "lambda:InvokeFunction", Principal: "*" },
      ["ResourceConflictException", expect.stringContaining("The statement id (s) provided already exists")],
    ],
    [
      "GetPolicy",
      { FunctionName },
      ["ResourceNotFoundException", "The resource you requested does not exist."],
    ],
    [
      "GetPolicy",
      { FunctionName, Qualifier: "live" },
      { Policy: expect.stringContaining('"Sid":"s"'), RevisionId: expect.any(String) },
    ],
    [
      "RemovePermission",
      { FunctionName, Qualifier: "live", StatementId: "none" },
      ["ResourceNotFoundException", "Statement none is not found in resource policy."],
    ],
    [
      "RemovePermission",
      { FunctionName, Qualifier: "live", StatementId: "s", RevisionId: "another" },
      ["PreconditionFailedException", expect.any(String)],
    ],
    ["RemovePermission", { FunctionName, Qualifier: "live", StatementId: "s" }, {}],
  ],
  "dead letters": [
    [
      "UpdateFunctionConfiguration",
      { FunctionName: "h", DeadLetterConfig: { TargetArn: "no-arn" } },
      ["ValidationException", expect.stringContaining("'deadLetterConfig.targetArn'")],
    ],
    [
      "UpdateFunctionConfiguration",
      { FunctionName: "h", DeadLetterConfig: { TargetArn: arn("f") } },
      ["InvalidParameterValueException", expect.any(String)],
    ],
    [
      "UpdateFunctionConfiguration",
      { FunctionName: "h", DeadLetterConfig: { TargetArn: queue } },
      { DeadLetterConfig: { TargetArn: queue } },
    ],
    ["GetFunctionConfiguration", { FunctionName: "h" }, { DeadLetterConfig: { TargetArn: queue } }],
    [
      "UpdateFunctionConfiguration",
      { FunctionName: "h", DeadLetterConfig: { TargetArn: "" } },
      { LastUpdateStatus: "InProgress" },
    ],
  ],
  invocations: [
    [
      "Invoke",
      { FunctionName, InvocationType: "Later" },
      ["InvalidParameterValueException", expect.stringContaining("[Event, RequestResponse, DryRun]")],
    ],
    [
      "Invoke",
      { FunctionName: "none" },
      ["ResourceNotFoundException", `Function not found: ${arn("none:$LATEST")}`],
    ],
    [
      "Invoke",
      { FunctionName, Payload: "{" },
      ["InvalidRequestContentException", expect.stringContaining("Could not parse request body into json")],
    ],
    ["Invoke", { FunctionName, InvocationType: "DryRun" }, { StatusCode: 204 }],
    [
      "Invoke",
      { FunctionName, InvocationType: "Event", Payload: JSON.stringify("x".repeat(1_048_575)) },
      [
        "RequestEntityTooLargeException",
        "1048577 byte payload is too large for the Event invocation type (limit 1048576 bytes)",
      ],
    ],
    ["Invoke", { FunctionName, InvocationType: "Event" }, { StatusCode: 202 }],
    ["InvokeAsync", { FunctionName, InvokeArgs: "{}" }, { Status: 202 }],
    [
      "InvokeAsync",
      { FunctionName: "none", InvokeArgs: "{}" },
      ["ResourceNotFoundException", expect.any(String)],
    ],
    ["InvokeWithResponseStream", { FunctionName, InvocationType: "DryRun" }, { StatusCode: 204 }],
    [
      "InvokeWithResponseStream",
      { FunctionName, InvocationType: "Event" },
      ["InvalidParameterValueException", expect.stringContaining("[RequestResponse, DryRun]")],
    ],
  ],
};

testSteps(sequences, call);

test("a queue for dead letters that was taken away is not told any more", async () => {
  expect(await call("GetFunctionConfiguration", { FunctionName: "h" })).not.toHaveProperty(
    "DeadLetterConfig",
  );
});
