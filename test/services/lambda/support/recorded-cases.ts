// What AWS was recorded to answer, in order: the words of its refusals, what lists leave out, and what changes a revision.

import { expect } from "@jest/globals";
import { arn, ZipFile } from "./made-functions.ts";
import { invalid, noResource, notFound, otherRevision } from "./recorded-refusals.ts";
import type { Step } from "./steps.ts";

const FunctionName = "f";
const none = arn("none");
const permission = { Action: "lambda:InvokeFunction", Principal: "s3.amazonaws.com" };
const noFunction = notFound("Function does not exist");
const weighed = (weights: object): Step[1] => ({
  ...{ FunctionName, Name: "weighed", FunctionVersion: "1" },
  RoutingConfig: { AdditionalVersionWeights: weights },
});
const badWeights = (shown: string, constraint: string): Step[2] => [
  "ValidationException",
  `1 validation error detected: Value '{${shown}}' at 'routingConfig.additionalVersionWeights' failed to satisfy constraint: ${constraint}`,
];
const shares =
  "Map value must satisfy constraint: [Member must have value less than or equal to 1.0, Member must have value greater than or equal to 0.0, Member must not be null]";

export const recordedCases: Readonly<Record<string, readonly Step[]>> = {
  "what is not there": [
    ["GetFunction", { FunctionName: "none" }, notFound(`Function not found: ${none}`)],
    ["GetFunction", { FunctionName: "none:$LATEST" }, notFound(`Function not found: ${none}:$LATEST`)],
    [
      "GetFunctionConfiguration",
      { FunctionName: "none", Qualifier: "1221" },
      notFound(`Function not found: ${none}:1221`),
    ],
    ["DeleteFunction", { FunctionName: "none", Qualifier: "1221" }, notFound(`Function not found: ${none}`)],
    [
      "CreateAlias",
      { FunctionName: "none", Name: "a", FunctionVersion: "1" },
      notFound(`Function not found: ${none}:1`),
    ],
    [
      "PutFunctionConcurrency",
      { FunctionName: "none", ReservedConcurrentExecutions: 1 },
      notFound(`Function not found: ${none}:$LATEST`),
    ],
    ["GetFunctionConcurrency", { FunctionName: "none" }, notFound(`Function not found: ${none}`)],
  ],
  "provisioned concurrency of what is not there": [
    "PutProvisionedConcurrencyConfig",
    "GetProvisionedConcurrencyConfig",
    "DeleteProvisionedConcurrencyConfig",
  ].flatMap((operation): readonly Step[] => {
    const asked = (FunctionName: string, Qualifier: string) => ({
      ...{ FunctionName, Qualifier },
      ...(operation.startsWith("Put") ? { ProvisionedConcurrentExecutions: 1 } : {}),
    });
    const ofLatest = operation.startsWith("Put")
      ? "Provisioned Concurrency Configs cannot be applied to unpublished function versions."
      : "The function resource provided must be an alias or a published version.";
    return [
      [operation, asked("none", "a"), notFound(`Cannot find alias arn: ${none}:a`)],
      [operation, asked("none", "1"), notFound(`Function not found: ${none}:1`)],
      [operation, asked("f", "a"), notFound(`Cannot find alias arn: ${arn("f:a")}`)],
      [operation, asked("f", "10"), notFound(`Function not found: ${arn("f:10")}`)],
      [operation, asked("f", "$LATEST"), invalid(ofLatest)],
    ];
  }),
  "more than there is": [
    [
      "PutProvisionedConcurrencyConfig",
      { FunctionName, Qualifier: "live", ProvisionedConcurrentExecutions: 1001 },
      invalid(
        "Specified ConcurrentExecutions for function is greater than account's unreserved concurrency [1000].",
      ),
    ],
    ["DeleteProvisionedConcurrencyConfig", { FunctionName, Qualifier: "live" }, {}],
  ],
  names: [
    [
      "CreateFunction",
      created("x".repeat(65)),
      invalid(
        `1 validation error detected: Value '${"x".repeat(65)}' at 'functionName' failed to satisfy constraint: Member must have length less than or equal to 64`,
      ),
    ],
    [
      "CreateFunction",
      created("invalid:function:name"),
      [
        "ValidationException",
        "1 validation error detected: Value 'invalid:function:name' at 'functionName' failed to satisfy constraint: Member must satisfy regular expression pattern: (arn:(aws[a-zA-Z-]*)?:lambda:)?([a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:)?(\\d{12}:)?(function:)?([a-zA-Z0-9-_]+)(:(\\$LATEST|[a-zA-Z0-9-_]+))?",
      ],
    ],
    [
      "CreateFunction",
      created("arn:aws:lambda:ap-southeast-1:000000000000:function:there"),
      notFound("Functions from 'ap-southeast-1' are not reachable in this region ('us-east-1')"),
    ],
    [
      "Invoke",
      { FunctionName: "arn:aws:lambda:us-east-1:123400000000@function:myfn" },
      [
        "ValidationException",
        "1 validation error detected: Value 'arn:aws:lambda:us-east-1:123400000000@function:myfn' at 'functionName' failed to satisfy constraint: Member must satisfy regular expression pattern: (arn:(aws[a-zA-Z-]*)?:lambda:)?([a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:)?(\\d{12}:)?(function:)?([a-zA-Z0-9-_\\.]+)(:(\\$LATEST(\\.PUBLISHED)?|[a-zA-Z0-9-_]+))?",
      ],
    ],
  ],
  "weights of an alias": [
    ["CreateAlias", weighed({ "2": 2 }), badWeights("2=2.0", shares)],
    ["CreateAlias", weighed({ "2": -1 }), badWeights("2=-1.0", shares)],
    [
      "CreateAlias",
      weighed({ $LATEST: 0.5 }),
      badWeights(
        "$LATEST=0.5",
        "Map keys must satisfy constraint: [Member must have length less than or equal to 1024, Member must have length greater than or equal to 1, Member must satisfy regular expression pattern: [0-9]+, Member must not be null]",
      ),
    ],
    [
      "CreateAlias",
      weighed({ "1": 0.8, "2": 0.2 }),
      invalid("Number of items in AdditionalVersionWeights cannot be greater than 1"),
    ],
    ["CreateAlias", weighed({ "10": 0.5 }), notFound(`Function not found: ${arn("f:10")}`)],
    ["CreateAlias", weighed({}), { Name: "weighed" }],
  ],
  permissions: [
    [
      "RemovePermission",
      { FunctionName: "none", StatementId: "s" },
      notFound(`No policy found for: ${none}`),
    ],
    [
      "RemovePermission",
      { FunctionName, StatementId: "s" },
      notFound("No policy is associated with the given resource."),
    ],
    [
      "RemovePermission",
      { FunctionName, StatementId: "s", Qualifier: "a" },
      notFound(`Cannot find alias arn: ${arn("f:a")}`),
    ],
    [
      "AddPermission",
      { FunctionName: "none", StatementId: "s", ...permission },
      notFound(`Function not found: ${none}`),
    ],
    [
      "AddPermission",
      { FunctionName, StatementId: "s", ...permission, Qualifier: "a" },
      notFound(`Cannot find alias arn: ${arn("f:a")}`),
    ],
    [
      "AddPermission",
      { FunctionName, StatementId: "s", ...permission, Qualifier: "42" },
      notFound(`Function not found: ${arn("f:42")}`),
    ],
    [
      "AddPermission",
      { FunctionName, StatementId: "s", ...permission, Qualifier: "with-$-but-none" },
      notFound(`Function not found: ${arn("f:with-$-but-none")}`),
    ],
    ["AddPermission", { FunctionName, StatementId: "s", ...permission, RevisionId: "x" }, otherRevision()],
    ["GetPolicy", { FunctionName: "none" }, notFound(`Function not found: ${none}`)],
    ["GetPolicy", { FunctionName, Qualifier: "42" }, noResource],
  ],
  URLs: [
    ["CreateFunctionUrlConfig", { FunctionName: "none", AuthType: "NONE" }, noFunction],
    ["CreateFunctionUrlConfig", { FunctionName, Qualifier: "a", AuthType: "NONE" }, noFunction],
    ["UpdateFunctionUrlConfig", { FunctionName: "none", AuthType: "NONE" }, noFunction],
    ["UpdateFunctionUrlConfig", { FunctionName, Qualifier: "a", AuthType: "NONE" }, noFunction],
    ["UpdateFunctionUrlConfig", { FunctionName, AuthType: "NONE" }, noResource],
    ["GetFunctionUrlConfig", { FunctionName: "none" }, noResource],
    ["DeleteFunctionUrlConfig", { FunctionName, Qualifier: "a" }, noResource],
  ],
  "code signing": (() => {
    const CodeSigningConfigArn =
      "arn:aws:lambda:us-east-1:000000000000:code-signing-config:csc-0123456789abcdef0";
    const gone = notFound(`The Lambda code signing configuration ${CodeSigningConfigArn} can not be found.`);
    const forFunction = [
      "CodeSigningConfigNotFoundException",
      `The code signing configuration cannot be found. Check that the provided configuration is not deleted: ${CodeSigningConfigArn}.`,
    ] as const;
    return [
      ["GetCodeSigningConfig", { CodeSigningConfigArn }, gone],
      ["UpdateCodeSigningConfig", { CodeSigningConfigArn }, gone],
      ["DeleteCodeSigningConfig", { CodeSigningConfigArn }, gone],
      ["ListFunctionsByCodeSigningConfig", { CodeSigningConfigArn }, gone],
      ["PutFunctionCodeSigningConfig", { FunctionName, CodeSigningConfigArn }, forFunction],
      ["PutFunctionCodeSigningConfig", { FunctionName: "none", CodeSigningConfigArn }, forFunction],
      ["DeleteFunctionCodeSigningConfig", { FunctionName }, {}],
    ];
  })(),
  tags: [
    [
      "TagResource",
      { Resource: "arn:aws:something", Tags: { a: "b" } },
      [
        "ValidationException",
        expect.stringMatching(
          /^1 validation error detected: Value 'arn:aws:something' at 'resource' failed to satisfy constraint: Member must satisfy regular expression pattern: arn:/,
        ),
      ],
    ],
    ["TagResource", { Resource: none, Tags: { a: "b" } }, notFound(`Function not found: ${none}`)],
    ...[arn("f:1"), arn("f:$LATEST")].map(
      (Resource): Step => [
        "TagResource",
        { Resource, Tags: { a: "b" } },
        invalid("Tags on function aliases and versions are not supported. Please specify a function ARN."),
      ],
    ),
    [
      "TagResource",
      { Resource: arn("f"), Tags: {} },
      invalid("An error occurred and the request cannot be processed."),
    ],
  ],
  packages: [
    [
      "UpdateFunctionCode",
      { FunctionName, ImageUri: "000000000000.dkr.ecr.us-east-1.amazonaws.com/r:latest" },
      invalid("Please don't provide ImageUri when updating a function with packageType Zip."),
    ],
    [
      "CreateFunction",
      {
        ...{ FunctionName: "image", Role: created("").Role, PackageType: "Image" },
        Code: { ImageUri: "000000000000.dkr.ecr.us-east-1.amazonaws.com/r:latest" },
      },
      { PackageType: "Image" },
    ],
    ["GetFunctionConfiguration", { FunctionName: "image" }, { State: "Active" }],
    [
      "UpdateFunctionCode",
      { FunctionName: "image", ZipFile },
      invalid("Please provide ImageUri when updating a function with packageType Image."),
    ],
  ],
  "what is logged": [
    [
      "CreateFunction",
      { ...created("logged"), LoggingConfig: { LogFormat: "JSON" }, Environment: { Variables: {} } },
      {
        Environment: { Variables: {} },
        LoggingConfig: {
          ...{ LogFormat: "JSON", LogGroup: "/aws/lambda/logged" },
          ...{ ApplicationLogLevel: "INFO", SystemLogLevel: "INFO" },
        },
      },
    ],
    ...(
      [
        [
          { LogGroup: "cool_lambda", ApplicationLogLevel: "DEBUG" },
          {
            ...{ LogFormat: "JSON", LogGroup: "cool_lambda" },
            ...{ ApplicationLogLevel: "DEBUG", SystemLogLevel: "INFO" },
          },
        ],
        [{ LogFormat: "Text" }, { LogFormat: "Text", LogGroup: "cool_lambda" }],
        [
          { LogFormat: "JSON", SystemLogLevel: "DEBUG" },
          {
            ...{ LogFormat: "JSON", LogGroup: "cool_lambda" },
            ...{ ApplicationLogLevel: "INFO", SystemLogLevel: "DEBUG" },
          },
        ],
      ] as const
    ).flatMap(([LoggingConfig, told]): readonly Step[] => [
      ["GetFunctionConfiguration", { FunctionName: "logged" }, {}],
      ["UpdateFunctionConfiguration", { FunctionName: "logged", LoggingConfig }, { LoggingConfig: told }],
    ]),
  ],
  "dead letters": [
    [
      "CreateFunction",
      {
        ...created("lettered"),
        DeadLetterConfig: { TargetArn: "arn:aws:sqs:us-east-1:000000000000:q" },
      },
      {},
    ],
    ["GetFunctionConfiguration", { FunctionName: "lettered" }, {}],
    [
      "UpdateFunctionConfiguration",
      { FunctionName: "lettered", DeadLetterConfig: {} },
      { DeadLetterConfig: { TargetArn: "arn:aws:sqs:us-east-1:000000000000:q" } },
    ],
  ],
};

function created(name: string) {
  return {
    ...{ FunctionName: name, Role: "arn:aws:iam::000000000000:role/any", Runtime: "nodejs22.x" },
    ...{ Handler: "index.handler", Code: { ZipFile } },
  };
}
