// What goes on, and nothing fails: somebody is waited for, something is stopped, something is throttled. In a real browser, from the home
// page; and how long ago it was.

import { beforeAll, expect, test } from "@jest/globals";
import { describeConsole, isAccessible, opened, page } from "./describe-console.ts";

const roleArn = "arn:aws:iam::000000000000:role/r";
const arnOf = (service: string, resource: string) => `arn:aws:${service}:us-east-1:000000000000:${resource}`;
const answers = () => page.locator("dl.answers");

describeConsole("the console of what stands still", () => {
  beforeAll(async () => {
    await opened.region.services.kinesis.createStream({ streamName: "readings", shardCount: 1 });
    for (const QueueName of ["inbox", "letters"]) await opened.call("sqs", "CreateQueue", { QueueName });
  });

  test("who waits for an answer is told there, with how long; the execution leads to what it waits for", async () => {
    const { QueueUrl } = await opened.call("sqs", "GetQueueUrl", { QueueName: "letters" });
    const Approve = {
      ...{ Type: "Task", Resource: "arn:aws:states:::sqs:sendMessage.waitForTaskToken", End: true },
      Parameters: { QueueUrl, "MessageBody.$": "$$.Task.Token" },
      TimeoutSeconds: 7200,
    };
    await opened.go("#/");
    await answers().getByText("✔ no").first().waitFor();
    const stateMachineArn = await opened.createMachine("approval", {
      StartAt: "Approve",
      States: { Approve },
    });
    for (const name of ["one", "two"]) await opened.call("sfn", "StartExecution", { stateMachineArn, name });
    await page.getByRole("link", { name: "2 to be answered" }).click();
    await page.getByText("2 wait, the longest waiting first").waitFor();
    await expect(page.getByText(/waits since .* ago\) · times out after 2 h 0 min/).count()).resolves.toBe(2);
    await isAccessible();
    await page.getByRole("link", { name: "approval:two" }).click();
    await page.getByText(/Standard · started .* · in Approve$/).waitFor();
    await page.getByRole("button", { name: /^Approve/ }).click();
    await page.getByRole("link", { name: "answer it" }).click();
    const waiting = page.getByRole("region", { name: "Approve waits" });
    await waiting.waitFor();
    await expect(waiting.count()).resolves.toBe(1);
    await waiting.getByRole("button", { name: "Copy as command" }).click();
    await expect(page.evaluate("navigator.clipboard.readText()")).resolves.toMatch(
      /^aws stepfunctions send-task-success --cli-input-json '\{"taskToken":"[0-9a-f-]{36}-\d+","output":"\{\}"\}'$/,
    );
    await waiting.getByRole("button", { name: "Succeed" }).click();
    await page.getByText("Nobody waits.").waitFor();
    await opened.go("#/");
    await page.getByRole("link", { name: "1 to be answered" }).waitFor();
  });

  test("a pipe that was stopped is told there, on its card and on the page of its stream", async () => {
    await opened.call("pipes", "CreatePipe", {
      ...{ Name: "halting", RoleArn: roleArn, DesiredState: "STOPPED" },
      ...{ Source: arnOf("kinesis", "stream/readings"), Target: arnOf("sqs", "letters") },
      SourceParameters: { KinesisStreamParameters: { StartingPosition: "LATEST" } },
    });
    await opened.go("#/");
    const answer = answers().getByText("Does anything stand still?").locator("..");
    await answer.getByRole("link", { name: "halting" }).waitFor();
    await page.locator(".picture a").filter({ hasText: "halting" }).getByText("■ stopped").waitFor();
    await isAccessible();
    await opened.go("#/streams/readings");
    const reader = page.getByRole("listitem").filter({ hasText: "pipe halting" });
    await reader.getByText("■ stopped").waitFor();
    await reader.getByRole("link").click();
    await page.getByText("■ stopped").first().waitFor();
  });

  test("what has no room is told there, and on its page how often", async () => {
    const Full = {
      Type: "AWS::Lambda::Function",
      Properties: {
        ...{ FunctionName: "full", Runtime: "nodejs24.x", Handler: "index.handler", Role: roleArn },
        ...{ Code: { ZipFile: "exports.handler = async () => 1;" }, ReservedConcurrentExecutions: 0 },
      },
    };
    await opened.region.services.cloudformation.deploy({
      ...{ template: { file: "t.json", body: { Resources: { Full } } }, stackName: "mill" },
    });
    const scope = "local/20200101/us-east-1/lambda/aws4_request";
    const authorization = `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`;
    const invoked = await fetch(`${opened.server.url}/2015-03-31/functions/full/invocations`, {
      ...{ method: "POST", headers: { authorization } },
    });
    expect(invoked.status).toBe(429);
    await opened.go("#/");
    const answer = answers().getByText("Is it throttled?").locator("..");
    await answer.getByRole("link", { name: "full" }).click();
    await page.getByText("at most 0 at once").waitFor();
    const throttles = page.locator("dl.facts div").filter({ hasText: "Throttles" });
    await throttles.getByText("1", { exact: true }).waitFor();
    await page.getByRole("img", { name: /Throttles 1/ }).waitFor();
  });

  test("times are told by how long ago they were, on request, with the exact one at hand", async () => {
    await opened.go("#/machines/approval");
    const started = page.getByRole("table", { name: "Executions" }).locator("time").first();
    const exact = (await started.textContent()) ?? "";
    expect(exact).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}$/);
    await expect(started.getAttribute("title")).resolves.toMatch(/ago$/);
    await page.getByLabel("Times").selectOption("relative");
    await started.filter({ hasText: /^(?:\d+ min )?\d+ s ago$/ }).waitFor();
    await expect(started.getAttribute("title")).resolves.toBe(exact);
    const before = await started.textContent();
    await started.filter({ hasNotText: before ?? "" }).waitFor();
    await page.getByRole("link", { name: "two", exact: true }).click();
    await page.getByRole("tab", { name: "Events" }).click();
    const events = page.getByRole("table", { name: "Events" }).locator("time");
    await expect(events.first().textContent()).resolves.toMatch(/^\+ \d+ ms$/);
    await isAccessible();
    await page.getByLabel("Times").selectOption("local");
    await events
      .first()
      .filter({ hasText: /^\d\d:\d\d:\d\d\.\d{3}$/ })
      .waitFor();
  });

  test("an execution's details lead on to its machine, its role and its log", async () => {
    await opened.go(
      `#/executions/${encodeURIComponent(arnOf("states", "execution:approval:two"))}?view=details`,
    );
    const fact = (title: string) => page.locator("dl div").filter({ hasText: title });
    await fact("Role").getByText(roleArn).waitFor();
    await expect(fact("State transitions").locator("dd").textContent()).resolves.toBe("1");
    await isAccessible();
    await fact("State machine").getByRole("link", { name: "approval" }).click();
    await page.getByRole("heading", { level: 1, name: "approval" }).waitFor();
  });
});
