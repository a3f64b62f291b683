// What breaks a bound of AWS's model, in a body, a path or a query; and what asks for what a function of its kind has not.

import { arn, ZipFile } from "./made-functions.ts";
import type { Step } from "./steps.ts";

const FunctionName = "f";
const Role = "arn:aws:iam::000000000000:role/any";
const created = {
  FunctionName: "bounded",
  Role,
  Runtime: "nodejs22.x",
  Handler: "index.handler",
  Code: { ZipFile },
};
const layer = { LayerName: "l", Content: { ZipFile } };
const permission = { FunctionName, StatementId: "b", Action: "lambda:InvokeFunction", Principal: "*" };
const keyPattern = "(arn:(aws[a-zA-Z-]*)?:[a-z0-9-.]+:.*)|()";
const long = (length: number) => "x".repeat(length);
const pattern = (it: string) => `satisfy regular expression pattern: ${it}`;
const atMost = (length: number) => `have length less than or equal to ${length}`;

const place =
  "(arn:(aws[a-zA-Z-]*)?:lambda:)?([a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:)?(\\d{12}:)?(function:)?";
const named = `${place}([a-zA-Z0-9-_]+)(:(\\$LATEST|[a-zA-Z0-9-_]+))?`;

/** One broken bound: what is asked, and what is said of which member. */
const refused = (operation: string, input: object, at: string, value: string, constraint: string): Step => [
  operation,
  input as Step[1],
  [
    "ValidationException",
    `1 validation error detected: Value ${value} at '${at}' failed to satisfy constraint: Member must ${constraint}`,
  ],
];
const setting = (member: object, at: string, value: string, constraint: string) =>
  refused("UpdateFunctionConfiguration", { FunctionName, ...member }, at, value, constraint);

export const boundCases: Readonly<Record<string, readonly Step[]>> = {
  "bounds of settings": [
    setting({ KMSKeyArn: "k" }, "kMSKeyArn", "'k'", pattern(keyPattern)),
    setting(
      { LoggingConfig: { ApplicationLogLevel: "LOUD" } },
      "loggingConfig.applicationLogLevel",
      "'LOUD'",
      "satisfy enum value set: [TRACE, DEBUG, INFO, WARN, ERROR, FATAL]",
    ),
    setting(
      { LoggingConfig: { SystemLogLevel: "ERROR" } },
      "loggingConfig.systemLogLevel",
      "'ERROR'",
      "satisfy enum value set: [DEBUG, INFO, WARN]",
    ),
    setting(
      { LoggingConfig: { LogGroup: "a b" } },
      "loggingConfig.logGroup",
      "'a b'",
      pattern("[\\.\\-_/#A-Za-z0-9]+"),
    ),
    setting(
      { VpcConfig: { SecurityGroupIds: ["1", "2", "3", "4", "5", "6"] } },
      "vpcConfig.securityGroupIds",
      "'[1, 2, 3, 4, 5, 6]'",
      atMost(5),
    ),
    setting(
      {
        FileSystemConfigs: [
          {
            Arn: "arn:aws:elasticfilesystem:us-east-1:000000000000:access-point/fsap-00000000000000000",
            LocalMountPath: "/data",
          },
        ],
      },
      "fileSystemConfigs.1.member.localMountPath",
      "'/data'",
      pattern("/mnt/[a-zA-Z0-9-_.]+"),
    ),
    setting(
      { ImageConfig: { WorkingDirectory: long(1001) } },
      "imageConfig.workingDirectory",
      `'${long(1001)}'`,
      atMost(1000),
    ),
    setting(
      { Layers: ["l"] },
      "layers",
      "'[l]'",
      "satisfy constraint: [Member must have length less than or equal to 140, Member must have length greater than or equal to 1, Member must satisfy regular expression pattern: arn:[a-zA-Z0-9-]+:lambda:[a-zA-Z0-9-]+:\\d{12}:layer:[a-zA-Z0-9-_]+:[0-9]+, Member must not be null]",
    ),
  ],
  "bounds of code": [
    [
      "CreateFunction",
      { ...created, Code: { S3Bucket: "b.", S3Key: "k" } },
      [
        "ValidationException",
        "2 validation errors detected: Value 'b.' at 'code.s3Bucket' failed to satisfy constraint: Member must have length greater than or equal to 3; Value 'b.' at 'code.s3Bucket' failed to satisfy constraint: Member must satisfy regular expression pattern: [0-9A-Za-z\\.\\-_]*(?<!\\.)",
      ],
    ],
    refused(
      "UpdateFunctionCode",
      { FunctionName, S3Bucket: "deployments", S3Key: "k", S3ObjectVersion: long(1025) },
      "s3ObjectVersion",
      `'${long(1025)}'`,
      atMost(1024),
    ),
    refused(
      "PublishLayerVersion",
      { ...layer, Content: { S3Bucket: "deployments", S3Key: long(1025) } },
      "content.s3Key",
      `'${long(1025)}'`,
      atMost(1024),
    ),
    refused(
      "PublishLayerVersion",
      { ...layer, LayerName: "a b" },
      "layerName",
      "'a b'",
      pattern("(arn:[a-zA-Z0-9-]+:lambda:[a-zA-Z0-9-]+:\\d{12}:layer:[a-zA-Z0-9-_]+)|[a-zA-Z0-9-_]+"),
    ),
  ],
  "what is for functions with a capacity provider": [
    [
      "PublishVersion",
      { FunctionName, PublishTo: "LATEST_PUBLISHED" },
      [
        "InvalidParameterValueException",
        "PublishTo LATEST_PUBLISHED is only for functions with a CapacityProviderConfig.",
      ],
    ],
  ],
  "bounds of names, by operation": [
    ...[
      ["GetFunction", { FunctionName: long(257) }, atMost(256)],
      ["PublishVersion", { FunctionName: long(141) }, atMost(140)],
      ["PutFunctionRecursionConfig", { FunctionName: long(141), RecursiveLoop: "Allow" }, atMost(140)],
    ].map(([operation, input, constraint]) =>
      refused(
        operation as string,
        input as object,
        "functionName",
        `'${(input as { readonly FunctionName: string }).FunctionName}'`,
        constraint as string,
      ),
    ),
    refused("GetAlias", { FunctionName: "a.b", Name: "live" }, "functionName", "'a.b'", pattern(named)),
    refused(
      "GetFunctionRecursionConfig",
      { FunctionName: "f:live" },
      "functionName",
      "'f:live'",
      pattern(`${place}([a-zA-Z0-9-_]+)`),
    ),
    [
      "GetFunction",
      { FunctionName: "a.b" },
      ["ResourceNotFoundException", `Function not found: ${arn("a.b")}`],
    ],
    [
      "GetFunction",
      { FunctionName: "f", Qualifier: "$LATEST.PUBLISHED" },
      ["ResourceNotFoundException", `Function not found: ${arn("f:$LATEST.PUBLISHED")}`],
    ],
    refused(
      "GetFunctionConfiguration",
      { FunctionName, Qualifier: "a b" },
      "qualifier",
      "'a b'",
      pattern("\\$(LATEST(\\.PUBLISHED)?)|[a-zA-Z0-9-_$]+"),
    ),
    refused(
      "GetFunctionUrlConfig",
      { FunctionName, Qualifier: "1" },
      "qualifier",
      "'1'",
      pattern("((?!^\\d+$)^[0-9a-zA-Z-_]+$)"),
    ),
    refused(
      "GetFunctionScalingConfig",
      { FunctionName, Qualifier: "live" },
      "qualifier",
      "'live'",
      pattern("(\\$LATEST\\.PUBLISHED|[0-9]+)"),
    ),
    refused(
      "GetProvisionedConcurrencyConfig",
      { FunctionName, Qualifier: "a.b" },
      "qualifier",
      "'a.b'",
      pattern("(|[a-zA-Z0-9$_-]+)"),
    ),
    refused(
      "ListEventSourceMappings",
      { FunctionName: "a b" },
      "functionName",
      "'a b'",
      pattern(`${place}([a-zA-Z0-9-_\\.]+)(:(\\$LATEST(\\.PUBLISHED)?|[a-zA-Z0-9-_]+))?`),
    ),
    refused(
      "PutFunctionRecursionConfig",
      { FunctionName, RecursiveLoop: "Perhaps" },
      "recursiveLoop",
      "'Perhaps'",
      "satisfy enum value set: [Terminate, Allow]",
    ),
    setting(
      { VpcConfig: { SubnetIds: ["bad-subnet"] } },
      "vpcConfig.subnetIds",
      "'[bad-subnet]'",
      "satisfy constraint: [Member must have length less than or equal to 1024, Member must have length greater than or equal to 0, Member must satisfy regular expression pattern: ^subnet-[0-9a-z]*$]",
    ),
  ],
  "layers that fit": [
    [
      "PublishLayerVersion",
      { LayerName: "fitting", Content: { ZipFile }, CompatibleRuntimes: ["python3.12"] },
      { Version: 1 },
    ],
    [
      "PublishLayerVersion",
      { LayerName: "fitting", Content: { ZipFile }, CompatibleArchitectures: ["arm64"] },
      { Version: 2 },
    ],
    ["ListLayers", {}, { Layers: [{ LayerName: "fitting", LatestMatchingVersion: { Version: 2 } }] }],
    [
      "ListLayers",
      { CompatibleRuntime: "python3.12" },
      { Layers: [{ LayerName: "fitting", LatestMatchingVersion: { Version: 1 } }] },
    ],
    ["ListLayers", { CompatibleRuntime: "ruby3.4" }, { Layers: [] }],
    [
      "ListLayerVersions",
      { LayerName: "fitting", CompatibleArchitecture: "arm64" },
      { LayerVersions: [{ Version: 2 }] },
    ],
  ],
  "bounds of permissions": [
    [
      "AddPermission",
      { ...permission, PrincipalOrgID: "o-1" },
      [
        "ValidationException",
        "2 validation errors detected: Value 'o-1' at 'principalOrgID' failed to satisfy constraint: Member must have length greater than or equal to 12; Value 'o-1' at 'principalOrgID' failed to satisfy constraint: Member must satisfy regular expression pattern: o-[a-z0-9]{10,32}",
      ],
    ],
    refused(
      "AddPermission",
      { ...permission, EventSourceToken: "a b" },
      "eventSourceToken",
      "'a b'",
      pattern("[a-zA-Z0-9._\\-]+"),
    ),
    refused(
      "AddPermission",
      { ...permission, SourceArn: "q" },
      "sourceArn",
      "'q'",
      pattern("arn:(aws[a-zA-Z0-9-]*):([a-zA-Z0-9\\-])+:([a-z]{2}(-gov)?-[a-z]+-\\d{1})?:(\\d{12})?:(.*)"),
    ),
    refused(
      "RemovePermission",
      { FunctionName, StatementId: "a b" },
      "statementId",
      "'a b'",
      pattern("([a-zA-Z0-9-_.]+)"),
    ),
  ],
  "bounds of paths and queries": [
    refused("GetAlias", { FunctionName, Name: "1" }, "name", "'1'", pattern("(?!^[0-9]+$)([a-zA-Z0-9-_]+)")),
    refused("UpdateAlias", { FunctionName, Name: long(129) }, "name", `'${long(129)}'`, atMost(128)),
    refused(
      "ListAliases",
      { FunctionName, FunctionVersion: "live" },
      "functionVersion",
      "'live'",
      pattern("(\\$LATEST(\\.PUBLISHED)?|[0-9]+)"),
    ),
    refused(
      "ListFunctions",
      { MaxItems: 10_001 },
      "maxItems",
      "'10001'",
      "have value less than or equal to 10000",
    ),
    refused(
      "ListFunctions",
      { MasterRegion: "here" },
      "masterRegion",
      "'here'",
      pattern("ALL|[a-z]{2}(-gov)?-[a-z]+-\\d{1}"),
    ),
    refused("ListLayers", { MaxItems: 51 }, "maxItems", "'51'", "have value less than or equal to 50"),
    refused(
      "ListLayers",
      { CompatibleArchitecture: "mips" },
      "compatibleArchitecture",
      "'mips'",
      "satisfy enum value set: [x86_64, arm64]",
    ),
    refused(
      "ListFunctionUrlConfigs",
      { FunctionName, MaxItems: 0 },
      "maxItems",
      "'0'",
      "have value greater than or equal to 1",
    ),
    refused("UntagResource", { Resource: arn("f"), TagKeys: [] }, "tagKeys", "null", "not be null"),
    refused(
      "PutProvisionedConcurrencyConfig",
      { FunctionName, Qualifier: undefined, ProvisionedConcurrentExecutions: 1 },
      "qualifier",
      "null",
      "not be null",
    ),
  ],
};
