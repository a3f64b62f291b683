// What Lambda's control plane refuses, and in which words.

import {
  type CreateFunctionCommandInput,
  GetAliasCommand,
  GetFunctionCommand,
  type LambdaClient,
} from "@aws-sdk/client-lambda";
import { expect } from "@jest/globals";
import { arn } from "./made-functions.ts";

/** Who asks, and how a function is created. */
interface Asking {
  readonly client: LambdaClient;
  readonly create: (name: string, more?: Partial<CreateFunctionCommandInput>) => Promise<unknown>;
}

export const controlRefusals: readonly (readonly [
  what: string,
  ask: (asking: Asking) => Promise<unknown>,
  error: object,
])[] = [
  [
    "the same name twice",
    async ({ create }) => {
      await create("twice");
      await create("twice");
    },
    { name: "ResourceConflictException", message: "Function already exist: twice" },
  ],
  [
    "an unknown function",
    ({ client }) => client.send(new GetFunctionCommand({ FunctionName: "none" })),
    { name: "ResourceNotFoundException", message: `Function not found: ${arn("none")}` },
  ],
  [
    "an unknown alias",
    async ({ create, client }) => {
      await create("without-alias");
      await client.send(new GetAliasCommand({ FunctionName: "without-alias", Name: "live" }));
    },
    { name: "ResourceNotFoundException", message: `Cannot find alias arn: ${arn("without-alias")}:live` },
  ],
  [
    "what is no zip",
    ({ create }) => create("broken", { Code: { ZipFile: Buffer.from("no zip") } }),
    {
      name: "InvalidParameterValueException",
      message: "Could not unzip uploaded file. Please check your file, then try to upload again.",
    },
  ],
  [
    "an object that is not there",
    ({ create }) => create("missing", { Code: { S3Bucket: "deployments", S3Key: "none.zip" } }),
    {
      name: "InvalidParameterValueException",
      message:
        "Error occurred while GetObject. S3 Error Code: NoSuchKey. S3 Error Message: The specified key does not exist.",
    },
  ],
  [
    "an unknown runtime",
    ({ create }) => create("future", { Runtime: "nodejs99.x" as "nodejs22.x" }),
    {
      name: "InvalidParameterValueException",
      message: expect.stringContaining("Value nodejs99.x at 'runtime'"),
    },
  ],
  [
    "no handler",
    ({ create }) => create("headless", { Handler: undefined }),
    {
      name: "InvalidParameterValueException",
      message: expect.stringContaining("are mandatory parameters"),
    },
  ],
  [
    "too long a timeout",
    ({ create }) => create("patient", { Timeout: 901 }),
    {
      name: "ValidationException",
      message:
        "1 validation error detected: Value '901' at 'timeout' failed to satisfy constraint: Member must have value less than or equal to 900",
    },
  ],
  [
    "a reserved variable",
    ({ create }) => create("reserved", { Environment: { Variables: { AWS_REGION: "x" } } }),
    { name: "InvalidParameterValueException", message: expect.stringContaining("AWS_REGION") },
  ],
  [
    "a layer that is not there",
    ({ create }) => create("layered", { Layers: ["arn:aws:lambda:us-east-1:000000000000:layer:none:1"] }),
    {
      name: "InvalidParameterValueException",
      message: "Layer version arn:aws:lambda:us-east-1:000000000000:layer:none:1 does not exist.",
    },
  ],
];
