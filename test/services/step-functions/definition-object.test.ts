// A state machine whose definition is an object in a bucket, with something to be filled in.

import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { Region } from "../../../src/region/region.ts";
import { stateMachine } from "../../../src/services/step-functions/resources/state-machine.ts";
import { TestedResource } from "../support/resource.ts";

let region: Region;
beforeAll(async () => {
  region = await Region.open({ directory: undefined, endpoint: "http://127.0.0.1:4566" });
  await region.services.s3.createBucket("texts");
});
afterAll(() => region.close());

test.each([
  ["block.yaml", "StartAt: A\nStates:\n  A:\n    Type: Wait\n    Seconds: ${Pause}\n    End: true\n"],
  ["flow.yml", "StartAt: A\nStates:\n  A: {Type: Wait, Seconds: ${Pause}, End: true}\n"],
  ["text.json", '{"StartAt":"A","States":{"A":{"Type":"Wait","Seconds":${Pause},"End":true}}}'],
])("%s is filled in as text, before anything reads it", async (Key, text) => {
  const { s3, states } = region.services;
  await s3.putObject({ bucket: "texts", key: Key, bytes: Buffer.from(text) });
  const { ref } = await new TestedResource(stateMachine, states).create({
    StateMachineName: Key.replace(".", "-"),
    RoleArn: "arn:aws:iam::000000000000:role/any",
    DefinitionS3Location: { Bucket: "texts", Key },
    DefinitionSubstitutions: { Pause: 7 },
  });
  expect(JSON.parse(states.machines.find(ref).definition)).toEqual({
    StartAt: "A",
    States: { A: { Type: "Wait", Seconds: 7, End: true } },
  });
});
