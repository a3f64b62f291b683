// What is asked of stacks while others ask the same: planning gives way, so that they may come in between.

import { CreateChangeSetCommand, ListStacksCommand } from "@aws-sdk/client-cloudformation";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type ServedStacks, serveStacks } from "./support/served-stacks.ts";

let served: ServedStacks;
beforeAll(async () => {
  served = await serveStacks();
});
afterAll(() => served.close());

test("of change sets of one name that are made at once there is one, of one stack", async () => {
  const topics = Array.from({ length: 150 }, (_, n) => [`T${n}`, { Type: "AWS::SNS::Topic" }]);
  const wanted = new CreateChangeSetCommand({
    ...{ StackName: "raced", ChangeSetName: "set", ChangeSetType: "CREATE" },
    TemplateBody: JSON.stringify({ Resources: Object.fromEntries(topics) }),
  });
  const made = await Promise.allSettled([1, 2, 3].map(() => served.client.send(wanted)));
  const refused = made.filter(({ status }) => status === "rejected");
  expect(refused).toHaveLength(2);
  for (const { reason } of refused as PromiseRejectedResult[])
    expect(reason).toMatchObject({ name: "AlreadyExistsException" });
  const { StackSummaries: stacks = [] } = await served.client.send(new ListStacksCommand({}));
  expect(stacks.filter(({ StackName: name }) => name === "raced")).toHaveLength(1);
});
