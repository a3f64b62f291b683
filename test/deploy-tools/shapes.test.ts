// Templates of the shapes that public projects have: each is taken as `millrace dev` takes it, and comes up whole, with nothing told but
// what is left out.

import { readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { deployStack } from "../../src/projects/deploy-stack.ts";
import { findProject } from "../../src/projects/find-project.ts";
import { type ServedRegion, serveRegion } from "../server/served-region.ts";

const shapes = resolve(import.meta.dirname, "projects/shapes");
const leftOut: Readonly<Record<string, readonly RegExp[]>> = {
  "apigw-sqs-lambda": [/AWSLambdaPowertoolsPythonV3.* is another account's/],
  "batch-ecs-tasks": [
    /calls batch:submitJob\.sync, of a service that is not here/,
    /calls ecs:runTask\.sync, of a service that is not here/,
  ],
  "cognito-api": [/there is no Cognito: its triggers are not invoked/],
  "iot-kinesis-lambda": [/nothing is sent by email/],
  "s3-eventbridge-sfn": [
    /calls glue:startJobRun\.sync, of a service that is not here/,
    /calls athena:startQueryExecution\.sync, of a service that is not here/,
    /calls bedrock:invokeModel, of a service that is not here/,
    /calls batch:submitJob\.sync, of a service that is not here/,
  ],
  "sns-sqs-fanout": [/nothing is sent by sms/],
};

/** Custom resources answer at its endpoint. */
let served: ServedRegion;
beforeEach(async () => {
  served = await serveRegion({ permissions: "enforce" });
});
afterEach(() => served.close());

test.each(readdirSync(shapes))("%s", async (shape) => {
  const project = findProject(join(shapes, shape), { parameters: {}, environment: process.env });
  for (const stack of await project.stacks()) {
    const { warnings } = await deployStack(stack, served.region.services, { allowMissing: false });
    const expected = leftOut[shape] ?? [];
    expect(warnings).toEqual(expected.map((warning) => expect.stringMatching(warning)));
  }
  served.region.start();
});
