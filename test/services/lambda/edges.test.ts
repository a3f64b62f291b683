// What Lambda refuses at the edges of its operations, in its words.

import { beforeAll, expect } from "@jest/globals";
import { zipFiles } from "../../../src/services/lambda/code/zip-files.ts";
import { calledLambda } from "./support/called-lambda.ts";
import { type Step, testSteps } from "./support/steps.ts";

const arn = (resource: string) => `arn:aws:lambda:us-east-1:000000000000:${resource}`;
const ZipFile = zipFiles({ "index.js": Buffer.from("exports.handler = async (_, c) => c.clientContext;") });
const made = {
  ...{ Role: "arn:aws:iam::000000000000:role/any", Runtime: "nodejs22.x", Handler: "index.handler" },
  Code: { ZipFile },
};
const FunctionName = "f";

const call = calledLambda();

beforeAll(async () => {
  await call("CreateFunction", { ...made, FunctionName });
  await call("GetFunctionConfiguration", { FunctionName });
  for (const LayerName of ["a", "b", "c", "d", "e", "f", "a"])
    await call("PublishLayerVersion", { LayerName, Content: { ZipFile } });
});

/** CreateFunction with something that it does not take. */
const creating = (more: object, name: string, message: unknown): Step => [
  "CreateFunction",
  { ...made, FunctionName: "g", ...more },
  [name, message],
];
const validation = "ValidationException";
const invalid = "InvalidParameterValueException";
const context = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64");
const tags = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, at) => [`t${at}`, "v"]));

/** What Lambda says of a function of somebody who lets nobody of here in. */
const ofOthers = (operation: string) => {
  const resource = "arn:aws:lambda:us-east-1:999999999999:function:f";
  return [
    "AccessDeniedException",
    `User: arn:aws:iam::000000000000:root is not authorized to perform: lambda:${operation} on resource: ${resource} because no resource-based policy allows the lambda:${operation} action`,
  ] as const;
};
const farAway = [
  "ResourceNotFoundException",
  "Functions from 'eu-west-1' are not reachable in this region ('us-east-1')",
] as const;

testSteps(
  {
    "functions of another account, or in another region": [
      ...["arn:aws:lambda:us-east-1:999999999999:function:f", "999999999999:function:f"].map(
        (FunctionName): Step => ["Invoke", { FunctionName }, ofOthers("InvokeFunction")],
      ),
      [
        "GetFunction",
        { FunctionName: "arn:aws:lambda:us-east-1:999999999999:function:f" },
        ofOthers("GetFunction"),
      ],
      ["Invoke", { FunctionName: "arn:aws:lambda:eu-west-1:000000000000:function:f" }, farAway],
      ["DeleteFunction", { FunctionName: "arn:aws:lambda:eu-west-1:000000000000:function:f" }, farAway],
    ],
    functions: [
      creating({ FunctionName: "bad name!" }, validation, expect.stringContaining("'functionName'")),
      creating({ Runtime: undefined }, invalid, expect.stringMatching(/^Runtime and Handler are mandatory/)),
      creating({ Timeout: 901 }, validation, expect.stringMatching(/less than or equal to 900$/)),
      creating(
        { Layers: ["a", "b", "c", "d", "e", "f"].map((name) => arn(`layer:${name}:1`)) },
        invalid,
        "Cannot reference more than 5 layers.",
      ),
      creating(
        { Layers: [arn("layer:a:1"), arn("layer:a:2")] },
        invalid,
        `Two different versions of the same layer are not allowed to be referenced in the same function. ${arn("layer:a:1")} and ${arn("layer:a:2")} are versions of the same layer.`,
      ),
      creating(
        { Environment: { Variables: { "1A": "x" } } },
        validation,
        "1 validation error detected: Value at 'environment.variables' failed to satisfy constraint: Map keys must satisfy constraint: [Member must satisfy regular expression pattern: [a-zA-Z]([a-zA-Z0-9_])+]",
      ),
      creating(
        { Environment: { Variables: { _HANDLER: "x" } } },
        invalid,
        expect.stringMatching(/Reserved keys used in this request: _HANDLER$/),
      ),
      creating(
        { Environment: { Variables: { AB: "a\0b" } } },
        invalid,
        expect.stringMatching(/the value of AB has a null character/),
      ),
      creating({ Tags: tags(51) }, invalid, "Number of tags exceeds resource tag limit."),
      creating(
        { SnapStart: { ApplyOn: "PublishedVersions" } },
        invalid,
        "nodejs22.x is not supported for SnapStart enabled functions.",
      ),
      [
        "TagResource",
        { Resource: arn("function:f"), Tags: tags(51) },
        [invalid, "Number of tags exceeds resource tag limit."],
      ],
      ["TagResource", { Resource: arn("function:f"), Tags: tags(50) }, {}],
    ],
    "layers and pages": [
      [
        "PublishLayerVersion",
        { LayerName: "a b", Content: { ZipFile: new Uint8Array(1) } },
        [validation, expect.stringMatching(/^1 validation error detected: Value 'a b' at 'layerName'/)],
      ],
      [
        "GetLayerVersionPolicy",
        { LayerName: "x".repeat(141), VersionNumber: 1 },
        [validation, expect.stringMatching(/less than or equal to 140$/)],
      ],
      [
        "AddLayerVersionPermission",
        {
          ...{ LayerName: "a", VersionNumber: 1, StatementId: "a b", Principal: "me", OrganizationId: "o" },
          Action: "lambda:GetLayerVersion",
        },
        [validation, expect.stringMatching(/^3 validation errors .*statementId.*principal.*organizationId/)],
      ],
      ["ListLayers", { MaxItems: 51 }, [validation, expect.stringMatching(/less than or equal to 50$/)]],
      ["ListLayers", { MaxItems: 50 }, {}],
      [
        "ListFunctions",
        { MaxItems: 10_001 },
        [validation, expect.stringMatching(/less than or equal to 10000$/)],
      ],
    ],
    qualifiers: [
      [
        "GetFunction",
        { FunctionName, Qualifier: "a b" },
        [validation, expect.stringContaining("Value 'a b' at 'qualifier'")],
      ],
      [
        "GetFunction",
        { FunctionName, Qualifier: "x".repeat(129) },
        [validation, expect.stringMatching(/less than or equal to 128$/)],
      ],
      [
        "GetFunction",
        { FunctionName, Qualifier: "7" },
        ["ResourceNotFoundException", `Function not found: ${arn("function:f:7")}`],
      ],
      [
        "GetLayerVersionByArn",
        { Arn: "arn:x" },
        [validation, expect.stringContaining("Value 'arn:x' at 'arn'")],
      ],
    ],
    invocations: [
      [
        "Invoke",
        { FunctionName, LogType: "Head" },
        [
          validation,
          "1 validation error detected: Value 'Head' at 'logType' failed to satisfy constraint: Member must satisfy enum value set: [Tail, None]",
        ],
      ],
      ...["%%%", context("text"), context([1])].map(
        (ClientContext): Step => [
          "Invoke",
          { FunctionName, ClientContext },
          ["InvalidRequestContentException", "Client context must be a valid Base64-encoded JSON object."],
        ],
      ),
      [
        "Invoke",
        { FunctionName, ClientContext: context({ custom: { x: "y".repeat(3000) } }) },
        ["InvalidRequestContentException", expect.stringContaining("3583 bytes")],
      ],
      ["Invoke", { FunctionName, ClientContext: context({ custom: { x: "ä" } }) }, { StatusCode: 200 }],
    ],
    permissions: [
      [
        "AddPermission",
        { FunctionName, StatementId: "s", Action: "lambda:InvokeFunction", Principal: "nobody" },
        [invalid, "The provided principal was invalid. Please check the principal and try again."],
      ],
      [
        "AddPermission",
        {
          FunctionName,
          StatementId: "s",
          Action: "lambda:InvokeFunctionUrl",
          Principal: "*",
          FunctionUrlAuthType: "MAYBE",
        },
        [validation, expect.stringContaining("[NONE, AWS_IAM]")],
      ],
      ...["*", "000000000000", "s3.amazonaws.com", "arn:aws:iam::000000000000:role/r"].map(
        (Principal, at): Step => [
          "AddPermission",
          { FunctionName, StatementId: `s${at}`, Action: "lambda:InvokeFunction", Principal },
          { Statement: expect.any(String) },
        ],
      ),
    ],
  },
  call,
);
