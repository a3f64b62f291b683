// A function itself, in order: its states, versions and aliases, who may invoke it, and how it is invoked.

import { expect } from "@jest/globals";
import { arn, ZipFile } from "./made-functions.ts";
import type { Step } from "./steps.ts";

const queue = "arn:aws:sqs:us-east-1:000000000000:q";
const FunctionName = "f";

export const functionCases: Readonly<Record<string, readonly Step[]>> = {
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
      ["PreconditionFailedException", expect.stringContaining("does not match the latest Revision Id")],
    ],
    [
      "PublishVersion",
      { FunctionName: "g", CodeSha256: "another" },
      [
        "InvalidParameterValueException",
        expect.stringContaining("is different from current CodeSHA256 in $LATEST"),
      ],
    ],
    ["PublishVersion", { FunctionName: "g", Description: "own" }, { Version: "1", State: "Active" }],
    ["PublishVersion", { FunctionName: "g" }, { Version: "1", Description: "own" }],
    ["UpdateFunctionConfiguration", { FunctionName: "g", Description: "other" }, { Description: "other" }],
    ["GetFunctionConfiguration", { FunctionName: "g" }, { LastUpdateStatus: "Successful" }],
    ["PublishVersion", { FunctionName: "g" }, { Version: "2", Description: "other" }],
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
    ...(
      [
        ["UpdateFunctionCode", { FunctionName: "f:live", ZipFile }],
        ["UpdateFunctionConfiguration", { FunctionName: arn("f:1"), Timeout: 4 }],
        ["PublishVersion", { FunctionName: "f:1" }],
        ["PutFunctionConcurrency", { FunctionName: "f:live", ReservedConcurrentExecutions: 1 }],
        ["CreateAlias", { FunctionName: "f:1", Name: "of-a-version", FunctionVersion: "1" }],
      ] as const
    ).map(
      ([operation, input]): Step => [
        operation,
        input,
        [
          "InvalidParameterValueException",
          "This operation is permitted on Lambda functions only. Aliases and versions do not support this operation. Please specify either a function name or an unqualified function ARN.",
        ],
      ],
    ),
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
      ["ResourceNotFoundException", `Alias not found: ${arn("f:none")}`],
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
      [
        "ValidationException",
        "1 validation error detected: Value 'a b' at 'statementId' failed to satisfy constraint: Member must satisfy regular expression pattern: ([a-zA-Z0-9-_]+)",
      ],
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
      "AddPermission",
      {
        ...{ FunctionName, StatementId: "t", Action: "lambda:InvokeFunction" },
        ...{ Principal: "sns.amazonaws.com", Qualifier: "$LATEST" },
      },
      ["InvalidParameterValueException", "We currently do not support adding policies for $LATEST."],
    ],
    [
      "AddPermission",
      { FunctionName, StatementId: "t", Action: "lambda:InvokeFunction", Principal: "me.example.com" },
      [
        "InvalidParameterValueException",
        "The provided principal was invalid. Please check the principal and try again.",
      ],
    ],
    [
      "ListFunctionUrlConfigs",
      { FunctionName: "none" },
      ["ResourceNotFoundException", "Function does not exist"],
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
