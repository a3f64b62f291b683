// What is set of a function beside its code, in order: what becomes of events, its concurrency, recursion, runtime and scaling.

import { expect } from "@jest/globals";
import { arn } from "./made-functions.ts";
import type { Step } from "./steps.ts";

const queue = "arn:aws:sqs:us-east-1:000000000000:q";
const FunctionName = "f";

export const configurationCases: Readonly<Record<string, readonly Step[]>> = {
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
    [
      "PutFunctionConcurrency",
      { FunctionName: "none", ReservedConcurrentExecutions: 1 },
      ["ResourceNotFoundException", `Function not found: ${arn("none:$LATEST")}`],
    ],
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
      ["ValidationException", expect.stringContaining("[Terminate, Allow]")],
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
};
