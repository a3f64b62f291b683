// What a stack tells of a resource that is not made because of what its template says of it, in AWS's words.

import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { JsonObject } from "../../../src/aws/json.ts";
import { type ServedStacks, serveStacks } from "./support/served-stacks.ts";

let served: ServedStacks;
beforeAll(async () => {
  served = await serveStacks();
  await served.region.services.sqs.createQueue({ queueName: "there" });
});
afterAll(() => served.close());

const uuid = "[0-9a-f-]{36}";
const handler = (message: string, code: string) =>
  new RegExp(
    `^It CREATE_FAILED \\(Resource handler returned message: "${message}" \\(RequestToken: ${uuid}, HandlerErrorCode: ${code}\\)\\)$`,
  );
const invalid = (problem: string) =>
  new RegExp(
    `^It CREATE_FAILED \\(Properties validation failed for resource It with message:\\n${problem}\\)$`,
  );

const cases: readonly (readonly [string, string, JsonObject, RegExp])[] = [
  [
    "a property that there is not",
    "AWS::SQS::Queue",
    { VisibilityTimeOut: 5 },
    invalid(
      '#: extraneous key \\[VisibilityTimeOut\\] is not permitted; did you mean "VisibilityTimeout"\\?',
    ),
  ],
  [
    "a property that there is not, of a type that means nothing here",
    "AWS::KMS::Key",
    { Colour: "red" },
    invalid("#: extraneous key \\[Colour\\] is not permitted"),
  ],
  [
    "a property that is missing",
    "AWS::Events::EventBus",
    {},
    /^It CREATE_FAILED \(Property validation failure: \[The property \{\/Name\} is required\]\)$/,
  ],
  [
    "a property of another type",
    "AWS::Kinesis::Stream",
    { ShardCount: "many" },
    invalid('#/ShardCount: must be a number, not "many"'),
  ],
  [
    "the name of another's",
    "AWS::SQS::Queue",
    { QueueName: "there" },
    handler(
      "Resource of type 'AWS::SQS::Queue' with identifier '[^']+/there' already exists\\.",
      "AlreadyExists",
    ),
  ],
  [
    "what its service does not take",
    "AWS::SQS::Queue",
    { DelaySeconds: 901 },
    handler(
      `Invalid value for the parameter DelaySeconds\\. \\(Service: Sqs, Status Code: 400, Request ID: ${uuid}\\)`,
      "InvalidRequest",
    ),
  ],
];

test.each(cases)("%s", async (what, Type, Properties, reason) => {
  const name = what.replaceAll(/\W/g, "-");
  const { StackStatus: status } = await served.create(name, { Resources: { It: { Type, Properties } } });
  expect(status).toBe("ROLLBACK_COMPLETE");
  expect(await served.events(name)).toContainEqual(expect.stringMatching(reason));
});
