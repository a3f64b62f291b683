// Topics over a restart: what clients made is there again, and what a template made only if it is made again.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { localIdentity } from "../../../src/aws/arn.ts";
import { delivered } from "../../../src/aws/delivery.ts";
import { compileSnsPattern } from "../../../src/event-patterns/compile-pattern.ts";
import { Topics } from "../../../src/services/sns/topics/topics.ts";
import { VirtualClock } from "../../../src/time/virtual-clock.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "topics-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

async function open(taken: string[] = []) {
  return Topics.open({
    directory,
    clock: new VirtualClock(),
    identity: localIdentity,
    endpoint: "http://127.0.0.1:4566",
    compileFilter: compileSnsPattern,
    deliver: ({ arn }) => {
      taken.push(arn);
      return delivered;
    },
  });
}

const queue = (name: string) => `arn:aws:sqs:us-east-1:000000000000:${name}`;
const severe = new Map([["FilterPolicy", '{"severity":["high"]}']]);
const high = new Map([["severity", { dataType: "String", stringValue: "high" }]]);

test("a subscription filters and delivers as before, also without a clean end", async () => {
  const first = await open();
  const { topicArn } = first.createTopic("alerts");
  const request = { topicArn, protocol: "sqs", endpoint: queue("severe"), attributes: severe };
  const { subscriptionArn } = first.subscriptions.subscribe(request);
  first.setTopicAttributes(topicArn, "DisplayName", "Alerts");
  await first.committed();

  const taken: string[] = [];
  const second = await open(taken);
  expect(second.subscriptions.list(topicArn).map(({ arn }) => arn)).toEqual([subscriptionArn]);
  expect(second.getTopicAttributes(topicArn).get("DisplayName")).toBe("Alerts");
  await second.publish({ topicArn, message: "mild" });
  await second.publish({ topicArn, message: "storm", messageAttributes: high });
  expect(taken).toEqual([queue("severe")]);
  await Promise.all([first.close(), second.close()]);
});

test("what was deleted and unsubscribed stays so", async () => {
  const first = await open();
  const { topicArn } = first.createTopic("alerts");
  const gone = first.createTopic("gone").topicArn;
  const { subscriptionArn } = first.subscriptions.subscribe({
    topicArn,
    protocol: "sqs",
    endpoint: queue("q"),
  });
  first.subscriptions.unsubscribe(subscriptionArn);
  first.deleteTopic(gone);
  await first.close();
  const second = await open();
  expect([second.listTopics(), second.subscriptions.list()]).toEqual([[topicArn], []]);
  await second.close();
});

test("a template's subscription is as the template last said, and gone when it no longer says it", async () => {
  const first = await open();
  const { topicArn } = first.createTopic("alerts");
  const request = { topicArn, protocol: "sqs", endpoint: queue("q") };
  const { subscriptionArn } = first.subscriptions.subscribe(request);
  expect(first.subscriptions.subscribe({ ...request, attributes: severe, ofTemplate: true })).toEqual({
    subscriptionArn,
  });
  expect(first.subscriptions.get(subscriptionArn).attributes).toEqual(severe);
  expect(first.subscriptions.subscribe(request)).toEqual({ subscriptionArn });
  expect(first.subscriptions.get(subscriptionArn).attributes).toEqual(severe);
  await first.close();
  const second = await open();
  expect(second.subscriptions.list(topicArn)).toEqual([]);
  await second.close();
});
