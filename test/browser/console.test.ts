// The console in a real browser, on a region with something in it: a failure is understood in three clicks from the home page, a live
// execution is followed to its end, and all of it goes by the keyboard.

import { beforeAll, expect, test } from "@jest/globals";
import type { Region } from "../../src/region/region.ts";
import type { ApiServer } from "../../src/server/server.ts";
import { describeConsole, isAccessible, opened, page } from "./describe-console.ts";
import type { OpenedConsole } from "./opened-console.ts";

let region: Region;
let server: ApiServer;

const failing = {
  StartAt: "Check",
  States: {
    Check: { Type: "Pass", Next: "Each" },
    Each: {
      Type: "Map",
      ItemsPath: "$.items",
      ItemProcessor: {
        StartAt: "Weigh",
        States: {
          Weigh: {
            Type: "Choice",
            Choices: [{ Variable: "$", NumericGreaterThan: 2, Next: "TooHeavy" }],
            Default: "Light",
          },
          TooHeavy: { Type: "Fail", Error: "TooHeavy", Cause: "it weighs more than two" },
          Light: { Type: "Succeed" },
        },
      },
      End: true,
    },
  },
};
const waiting = {
  StartAt: "Wait",
  States: { Wait: { Type: "Wait", Seconds: 3, Next: "Done" }, Done: { Type: "Succeed" } },
};

const open = (hash: string) => opened.go(hash);
const createMachine: OpenedConsole["createMachine"] = (...machine) => opened.createMachine(...machine);

describeConsole("the console", () => {
  beforeAll(async () => {
    ({ region, server } = opened);
    const { kinesis, sqs } = region.services;
    await kinesis.createStream({ streamName: "readings", shardCount: 1 });
    await sqs.createQueue({ queueName: "letters", attributes: new Map(), tags: new Map() });
  });

  test("a failed execution is understood in three clicks from the home page", async () => {
    const stateMachineArn = await createMachine("sort-parcels", failing);
    await open("#/");
    await region.services.states.startExecution({ stateMachineArn, input: '{"items":[1,2,3]}' });
    await page.getByRole("list").getByRole("link", { name: "sort-parcels" }).first().click();
    const panel = page.getByRole("complementary");
    await expect(panel.getByRole("heading", { level: 2 }).textContent()).resolves.toBe("TooHeavy");
    await expect(panel.textContent()).resolves.toContain("it weighs more than two");
    await expect(page.getByRole("region", { name: "Input" }).first().textContent()).resolves.toBe("3");
    await page.getByRole("tab", { name: "Table" }).click();
    await expect(page.getByRole("row", { name: /#2 TooHeavy/ }).textContent()).resolves.toContain("failed");
    await page.getByRole("tab", { name: "Timeline" }).click();
    await page
      .getByRole("table", { name: "Timeline" })
      .getByRole("row", { name: /#0 Weigh/ })
      .waitFor();
  });

  test("an execution is started, and followed live to its end", async () => {
    await createMachine("patience", waiting);
    await open("#/machines/patience");
    await page.getByRole("button", { name: "Start an execution" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Start" }).click();
    await page.locator("h1", { hasText: "running" }).waitFor();
    await page.locator("[data-state=Wait].running").waitFor();
    await page.locator("h1", { hasText: "succeeded" }).waitFor();
    await page.locator("[data-state=Done].succeeded").waitFor();
  });

  test("by the keyboard alone: to a machine, its execution, a state of the graph", async () => {
    await open("#/machines/sort-parcels");
    await page
      .getByRole("row", { name: /failed/ })
      .first()
      .waitFor();
    await page.keyboard.press("/");
    await page.keyboard.type("zzz");
    await expect(page.getByText("No execution.").isVisible()).resolves.toBe(true);
    await page.keyboard.press("Control+a");
    await page.keyboard.press("Delete");
    await page
      .getByRole("row", { name: /failed/ })
      .first()
      .getByRole("link")
      .focus();
    await page.keyboard.press("Enter");
    const check = page.getByRole("button", { name: "Check: ✔ succeeded" });
    await check.focus();
    await page.keyboard.press("Enter");
    await page.getByRole("complementary").getByRole("heading", { name: "Check" }).waitFor();
    await page.getByRole("tab", { name: "Graph" }).focus();
    await page.keyboard.press("ArrowRight");
    await expect(page.getByRole("tab", { name: "Table" }).getAttribute("aria-selected")).resolves.toBe(
      "true",
    );
  });

  test("a message is sent and seen, without being received", async () => {
    await open("#/queues/letters");
    await page.getByLabel("Body", { exact: true }).fill("a letter");
    await page.getByRole("button", { name: "Send" }).click();
    await page.getByRole("button", { name: "a letter" }).waitFor();
    expect(region.services.sqs.messages("letters")[0]?.receiveCount).toBe(0);
  });

  test("a record is put and seen", async () => {
    await open("#/streams/readings");
    await page.getByLabel("Data", { exact: true }).fill("21 °C");
    await page.getByRole("button", { name: "Put" }).click();
    await page.getByText("SequenceNumber").waitFor();
    await open("#/streams");
    await open("#/streams/readings");
    await page.getByRole("button", { name: "21 °C" }).waitFor();
  });

  test("somebody who waits for an answer gets one", async () => {
    const Approve = {
      Type: "Task",
      Resource: "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
      End: true,
    };
    const QueueUrl = `${server.url}/000000000000/letters`;
    const Parameters = { QueueUrl, "MessageBody.$": "$$.Task.Token" };
    const stateMachineArn = await createMachine("approval", {
      StartAt: "Approve",
      States: { Approve: { ...Approve, Parameters } },
    });
    const start = () => region.services.states.startExecution({ stateMachineArn });
    const waiting = page.getByRole("region", { name: "Approve waits" });
    const approved = await start();
    await open("#/approvals");
    await waiting.getByLabel("Output, as JSON").fill('{"approved":true}');
    await waiting.getByRole("button", { name: "Succeed" }).click();
    await page.getByText("Nobody waits.").waitFor();
    const refused = await start();
    await waiting.getByLabel("Error").fill("TooLate");
    await waiting.getByRole("button", { name: "Fail" }).click();
    await page.getByText("Nobody waits.").waitFor();
    await open(`#/executions/${encodeURIComponent(approved.executionArn)}`);
    await page.locator("h1", { hasText: "succeeded" }).waitFor();
    await open(`#/executions/${encodeURIComponent(refused.executionArn)}`);
    await page.locator(".panel .error-box", { hasText: "TooLate" }).waitFor();
  });

  test("what the region refuses is told in its words", async () => {
    await open("#/machines/sort-parcels");
    await page.getByRole("button", { name: "Start an execution" }).click();
    await page.getByLabel("Input, as JSON").fill("{");
    await page.getByRole("dialog").getByRole("button", { name: "Start" }).click();
    await page.getByRole("alert").filter({ hasText: "InvalidExecutionInput" }).waitFor();
    await page.keyboard.press("Escape");
  });

  test("an execution's page is accessible in each of its views", async () => {
    await open("#/machines/sort-parcels");
    await page
      .getByRole("row", { name: /failed/ })
      .first()
      .getByRole("link")
      .click();
    for (const view of [
      "Graph",
      "Table",
      "Events",
      "Timeline",
      "Input and output",
      "Details",
      "Definition",
    ]) {
      await page.getByRole("tab", { name: view }).click();
      await isAccessible();
    }
  });

  test("the slider of time stands at its end, and a table's head goes sideways with its rows", async () => {
    await page.setViewportSize({ width: 700, height: 800 });
    await open("#/machines/sort-parcels");
    const list = page.getByRole("table", { name: "Executions" });
    const lefts = () =>
      Promise.all([".head", ".body .row"].map((part) => list.locator(part).first().boundingBox())).then(
        (boxes) => boxes.map((box) => box?.x),
      );
    const [before] = await lefts();
    await page.evaluate("document.querySelector('[aria-label=Executions]').scrollBy(100, 0)");
    await expect(lefts()).resolves.toEqual([(before ?? 0) - 100, (before ?? 0) - 100]);
    await list
      .getByRole("row", { name: /failed/ })
      .first()
      .getByRole("link")
      .click();
    const slider = page.getByLabel("After event");
    await expect(slider.inputValue()).resolves.toBe(await slider.getAttribute("max"));
    // A space beside its track would keep it from the end.
    await slider.focus();
    await expect(page.evaluate("getComputedStyle(document.activeElement).padding")).resolves.toBe("0px");
    await page.setViewportSize({ width: 1280, height: 800 });
  });
});
