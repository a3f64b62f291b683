// The page of a thing that is not there says so, in one way for all kinds, and shows nothing else.

import { expect, test } from "@jest/globals";
import { describeConsole, isAccessible, opened, page } from "./describe-console.ts";

const machine = "arn:aws:states:us-east-1:000000000000";
const uuid = "00000000-0000-4000-8000-000000000000";

const missing: readonly (readonly [section: string, name: string, heading: string, all: string])[] = [
  ["machines", "nope", "state machine nope", "Machines"],
  ["executions", `${machine}:execution:m:nope`, "execution nope", "Machines"],
  ["executions", `${machine}:express:m:nope:id`, "execution nope", "Machines"],
  ["map-runs", `${machine}:mapRun:m/label:nope`, "Map Run nope", "Machines"],
  ["streams", "nope", "stream nope", "Streams"],
  ["pipes", "nope", "pipe nope", "Pipes and event source mappings"],
  ["mappings", uuid, `event source mapping ${uuid}`, "Pipes and event source mappings"],
  ["queues", "nope", "queue nope", "Queues"],
  ["topics", "nope", "topic nope", "Topics"],
  ["buses", "nope", "event bus nope", "Event buses"],
  ["schedules", "default/nope", "schedule nope", "Schedules"],
  ["schedules", "rules/nope", "schedule nope", "Schedules"],
  ["functions", "nope", "function nope", "Functions"],
  ["tables", "nope", "table nope", "Tables"],
  ["buckets", "nope", "bucket nope", "Buckets"],
  ["delivery-streams", "nope", "delivery stream nope", "Delivery streams"],
  ["secrets", "nope", "secret nope", "Secrets"],
  ["logs", "/aws/lambda/nope", "log group /aws/lambda/nope", "Log groups"],
  ["metrics", "nope", "dashboard nope", "Metrics and alarms"],
  ["alarms", "nope", "alarm nope", "Metrics and alarms"],
  ["stacks", "nope", "stack nope", "Stacks"],
];

describeConsole("things that are not there", () => {
  test.each(missing)("#/%s/%s", async (section, name, heading, all) => {
    const path = section === "schedules" ? name : encodeURIComponent(name);
    await opened.go(`#/${section}/${path}`);
    await page.getByRole("heading", { level: 1, name: `There is no ${heading}`, exact: true }).waitFor();
    const main = page.getByRole("main");
    await expect(main.getByRole("heading").count()).resolves.toBe(1);
    await expect(main.locator("figure, button, [role=table], [role=alert]").count()).resolves.toBe(0);
    await main.getByRole("paragraph").getByRole("link", { name: all }).last().click();
    await page.getByRole("heading", { level: 1, name: all }).waitFor();
  });

  test("whoever cannot see it is told as well", async () => {
    await opened.go("#/functions/nope");
    await page.getByRole("heading", { level: 1, name: "There is no function nope" }).waitFor();
    await isAccessible();
  });

  test("a thing that goes while it is looked at", async () => {
    await opened.call("sqs", "CreateQueue", { QueueName: "brief" });
    await opened.go("#/queues/brief");
    await page.getByText("Nothing waits here.").waitFor();
    await opened.call("sqs", "DeleteQueue", {
      QueueUrl: `${opened.server.url}/000000000000/brief`,
    });
    await page.getByRole("heading", { level: 1, name: "There is no queue brief" }).waitFor();
  });
});
