// What failed is understood in three clicks from the home page, whatever it was: in a real browser, each kind of failure.

import { beforeAll, expect, test } from "@jest/globals";
import { describeConsole, opened, page } from "./describe-console.ts";

const roleArn = "arn:aws:iam::000000000000:role/r";
const queueArn = (name: string) => `arn:aws:sqs:us-east-1:000000000000:${name}`;
const panel = () => page.getByRole("complementary");

/** What happens is told from when the page has asked for it first. */
async function toHome(): Promise<void> {
  const asked = page.waitForResponse("**/api/activities?*");
  await page.goto("about:blank");
  await opened.go("#/");
  await asked;
}

/** From the home page, which is open while it happens, to the execution of what happened. */
async function toExecution(machine: string, happen: () => Promise<unknown>): Promise<void> {
  await toHome();
  await happen();
  const failed = page.getByRole("listitem").filter({ hasText: "FAILED" });
  await failed.getByRole("link", { name: machine }).first().click();
}

const start = (stateMachineArn: string) => () => opened.call("sfn", "StartExecution", { stateMachineArn });

const tooHeavy = { StartAt: "Weigh", States: { Weigh: { Type: "Fail", Error: "TooHeavy", Cause: "9 kg" } } };

describeConsole("the console of a failure", () => {
  beforeAll(async () => {
    for (const QueueName of ["inbox", "letters", "gone"])
      await opened.call("sqs", "CreateQueue", { QueueName });
  });

  test("of a Map Run: the execution, its Map Run, the child that failed", async () => {
    const ProcessorConfig = { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" };
    const Each = { Type: "Map", ItemProcessor: { ProcessorConfig, ...tooHeavy }, End: true };
    const machine = await opened.createMachine("sorting", { StartAt: "Each", States: { Each } });
    await toExecution("sorting", () =>
      opened.call("sfn", "StartExecution", { stateMachineArn: machine, input: "[1]" }),
    );
    await panel().getByText("Map Run:").getByRole("link").click();
    const child = page.getByRole("table", { name: "Child executions" }).getByRole("row", { name: /failed/ });
    await child.getByRole("link").click();
    await panel().locator(".error-box", { hasText: "9 kg" }).waitFor();
  });

  test("of a nested execution: the outer one, the inner one", async () => {
    const inner = await opened.createMachine("inner", tooHeavy);
    const Run = {
      ...{ Type: "Task", Resource: "arn:aws:states:::states:startExecution.sync:2", End: true },
      Parameters: { StateMachineArn: inner },
    };
    const outer = await opened.createMachine("outer", { StartAt: "Run", States: { Run } });
    await toExecution("outer", start(outer));
    await panel().getByText("Nested execution:").getByRole("link").click();
    await panel().getByRole("heading", { name: "Weigh" }).waitFor();
    await panel().locator(".error-box", { hasText: "9 kg" }).waitFor();
  });

  test("of a function: what it threw, and what it printed before", async () => {
    const code =
      'exports.handler = async () => { console.log("on the scale"); throw new Error("the scale is broken"); };';
    const Scale = {
      Type: "AWS::Lambda::Function",
      Properties: {
        ...{ FunctionName: "scale", Runtime: "nodejs24.x", Handler: "index.handler", Role: roleArn },
        Code: { ZipFile: code },
      },
    };
    await opened.region.services.cloudformation.deploy({
      ...{ template: { file: "t.json", body: { Resources: { Scale } } }, stackName: "mill" },
    });
    const Weigh = {
      Type: "Task",
      Resource: "arn:aws:lambda:us-east-1:000000000000:function:scale",
      End: true,
    };
    for (const type of ["STANDARD", "EXPRESS"] as const) {
      const name = `weighs-${type.toLowerCase()}`;
      const machine = await opened.createMachine(name, { StartAt: "Weigh", States: { Weigh } }, type);
      await toExecution(name, start(machine));
      await panel().locator(".error-box", { hasText: "the scale is broken" }).waitFor();
      await panel()
        .getByRole("region", { name: "Logs of scale" })
        .filter({ hasText: "on the scale" })
        .waitFor();
    }
  });

  test("of a pipe: what its target said", async () => {
    await opened.call("pipes", "CreatePipe", {
      ...{ Name: "handing-on", RoleArn: roleArn, Source: queueArn("inbox"), Target: queueArn("gone") },
    });
    const urlOf = async (QueueName: string) =>
      (await opened.call("sqs", "GetQueueUrl", { QueueName })).QueueUrl;
    await opened.call("sqs", "DeleteQueue", { QueueUrl: await urlOf("gone") });
    await opened.call("sqs", "SendMessage", { QueueUrl: await urlOf("inbox"), MessageBody: "a parcel" });
    await opened.go("#/");
    await page.locator(".picture a", { hasText: "handing-on" }).first().click();
    await page.locator(".error-box", { hasText: "to gone" }).waitFor();
    await expect(page.locator(".error-box").textContent()).resolves.toMatch(
      /NonExistentQueue|QueueDoesNotExist/,
    );
  });

  test("of a rule: why its dead letter is one", async () => {
    const EventPattern = JSON.stringify({ source: ["mill"] });
    await opened.call("eventbridge", "PutRule", { Name: "turns", EventPattern });
    const DeadLetterConfig = { Arn: queueArn("letters") };
    const Targets = [{ Id: "gone", Arn: queueArn("gone"), DeadLetterConfig }];
    await opened.call("eventbridge", "PutTargets", { Rule: "turns", Targets });
    await toHome();
    await opened.call("eventbridge", "PutEvents", {
      Entries: [{ Source: "mill", DetailType: "Turned", Detail: "{}" }],
    });
    // The rule itself tells why, and the queue of each letter.
    await page.getByRole("listitem").filter({ hasText: "dead-lettered" }).getByRole("link").first().click();
    await page.getByText("turns · ✔ enabled").click();
    await page.locator(".error-box", { hasText: "to gone" }).waitFor();
    await page.getByRole("link", { name: "letters" }).click();
    await page.getByRole("row", { name: /NO_RESOURCE|NonExistentQueue|QueueDoesNotExist/ }).waitFor();
  });
});
