// Lambda's operations by the SDK, each with what it answers and how it refuses, as data.

import * as sdk from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { lambdaApi } from "../../../src/services/lambda/api/api.ts";
import { type SdkServer, serve } from "../../server/sdk-server.ts";
import { type OpenedLambda, openLambda } from "./open-lambda.ts";
import { boundCases } from "./support/bound-cases.ts";
import { configurationCases } from "./support/configuration-cases.ts";
import { functionCases } from "./support/function-cases.ts";
import { makeFunctions } from "./support/made-functions.ts";
import { callBy, testSteps } from "./support/steps.ts";

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

beforeAll(() => makeFunctions(call));

// The functions stay from case to case: they are in the order of their files.
testSteps({ ...configurationCases, ...functionCases, ...boundCases }, call);

test("a queue for dead letters that was taken away is not told any more", async () => {
  expect(await call("GetFunctionConfiguration", { FunctionName: "h" })).not.toHaveProperty(
    "DeadLetterConfig",
  );
});
