// Lambda's operations by the SDK, each with what it answers and how it refuses, as data.

import { beforeAll, expect, test } from "@jest/globals";
import { boundCases } from "./support/bound-cases.ts";
import { calledLambda } from "./support/called-lambda.ts";
import { configurationCases } from "./support/configuration-cases.ts";
import { functionCases } from "./support/function-cases.ts";
import { makeFunctions } from "./support/made-functions.ts";
import { testSteps } from "./support/steps.ts";

const call = calledLambda();

beforeAll(() => makeFunctions(call));

// The functions stay from case to case: they are in the order of their files.
testSteps({ ...configurationCases, ...functionCases, ...boundCases }, call);

test("a queue for dead letters that was taken away is not told any more", async () => {
  expect(await call("GetFunctionConfiguration", { FunctionName: "h" })).not.toHaveProperty(
    "DeadLetterConfig",
  );
});
