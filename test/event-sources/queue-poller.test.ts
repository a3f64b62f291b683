// Messages of real queues, gathered into batches and handed out: what was taken is deleted, what was not can be received again.

import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { localIdentity } from "../../src/aws/arn.ts";
import type { BatchOutcome } from "../../src/event-sources/batch-outcome.ts";
import { QueuePoller, type QueueSettings } from "../../src/event-sources/queue-poller.ts";
import { Queues } from "../../src/services/sqs/queues/queues.ts";
import { VirtualClock } from "../../src/time/virtual-clock.ts";
import { settled } from "../support/until.ts";

let clock: VirtualClock;
let queues: Queues;
let batches: string[][];
let pollers: QueuePoller<string>[];

beforeEach(async () => {
  clock = new VirtualClock();
  queues = await Queues.open({
    ...{ directory: undefined, clock, identity: localIdentity },
    endpoint: "http://127.0.0.1:4566",
  });
  batches = [];
  pollers = [];
});
afterEach(async () => {
  await Promise.all(pollers.map((poller) => poller.stop()));
  await queues.close();
});

type Take = (bodies: string[], ids: string[]) => BatchOutcome | Promise<BatchOutcome>;
const succeeded: BatchOutcome = { status: "SUCCEEDED" };
const failed: BatchOutcome = { status: "FAILED", error: "Boom" };

async function queue(name: string, attributes: Record<string, string> = {}) {
  const { queueUrl } = await queues.createQueue({
    queueName: name,
    attributes: new Map(Object.entries(attributes)),
  });
  return queueUrl;
}

function poll(
  queueUrl: string,
  settings: Partial<QueueSettings> = {},
  take: Take = () => succeeded,
  filter?: (body: string) => boolean,
) {
  const poller = new QueuePoller<string>({
    ...{ queues, queueUrl, clock },
    filter: filter && (({ record }) => filter(record)),
    settings: { batchSize: 10, windowMs: 0, isFifo: queueUrl.endsWith(".fifo"), ...settings },
    maximumPayloadBytes: 100,
    visibilityTimeoutSeconds: () => undefined,
    entry: (source) => ({ source, record: source.message.body, bytes: source.message.body.length }),
    take: (entries) => {
      const bodies = entries.map(({ record }) => record);
      batches.push(bodies);
      return take(
        bodies,
        entries.map(({ source }) => source.message.messageId),
      );
    },
  });
  pollers.push(poller);
  poller.start();
  return poller;
}

async function run(seconds: number) {
  for (let second = 0; second < seconds; second++) {
    clock.advanceBy(1000);
    await settled();
  }
}

async function send(queueUrl: string, ...bodies: string[]) {
  for (const body of bodies) {
    const fifo = queueUrl.endsWith(".fifo")
      ? { messageGroupId: body.split(" ")[0], messageDeduplicationId: body.replaceAll(" ", "-") }
      : {};
    await queues.sendMessage({ queueUrl, messageBody: body, ...fifo });
  }
  await settled();
}

const left = (queueUrl: string) => queues.messageCount(queueUrl.slice(queueUrl.lastIndexOf("/") + 1));

describe("a standard queue", () => {
  test("what is taken is deleted, what fails comes again after its visibility timeout", async () => {
    const url = await queue("orders", { VisibilityTimeout: "5" });
    await send(url, "1", "2");
    let calls = 0;
    poll(url, {}, () => (calls++ === 0 ? failed : succeeded));
    await settled();
    expect(batches).toEqual([["1", "2"]]);
    await run(4);
    expect(batches).toHaveLength(1);
    await run(2);
    expect(batches).toEqual([
      ["1", "2"],
      ["1", "2"],
    ]);
    expect(left(url)).toBe(0);
  });

  test("of a batch that failed in part, the rest is deleted", async () => {
    const url = await queue("orders");
    await send(url, "1", "2", "3");
    poll(url, {}, (_, ids) => ({ status: "SUCCEEDED", batchItemFailures: ids.slice(1, 2) }));
    await settled();
    expect(left(url)).toBe(1);
  });

  test("a failure that is no message's fails the batch", async () => {
    const url = await queue("orders");
    await send(url, "1", "2");
    poll(url, {}, (_, ids) => ({ status: "SUCCEEDED", batchItemFailures: [...ids.slice(1), "none"] }));
    await settled();
    expect(left(url)).toBe(2);
  });

  test("a window gathers until it is over, or the batch is full", async () => {
    const url = await queue("orders");
    poll(url, { batchSize: 12, windowMs: 3000 });
    await send(url, "a");
    await run(2);
    await send(url, "b");
    expect(batches).toEqual([]);
    await run(1);
    expect(batches).toEqual([["a", "b"]]);
    await send(url, ...Array.from({ length: 13 }, (_, index) => String(index)));
    expect(batches[1]).toHaveLength(12);
    await run(3);
    expect(batches[2]).toEqual(["12"]);
  });

  test("a batch is no larger than the payload may be", async () => {
    const url = await queue("orders");
    await send(url, "x".repeat(60), "y".repeat(60), "z");
    poll(url, { batchSize: 100, windowMs: 1000 });
    await settled();
    await run(2);
    expect(batches.map((batch) => batch.map(([first]) => first).join(""))).toEqual(["x", "yz"]);
  });

  test("five batches at once, more each second, and never more than the maximum", async () => {
    const url = await queue("orders");
    poll(
      url,
      { batchSize: 1, maximumConcurrency: 12 },
      () => new Promise((resolve) => endings.push(resolve)),
    );
    const endings: ((outcome: BatchOutcome) => void)[] = [];
    await send(url, ...Array.from({ length: 20 }, (_, index) => String(index)));
    expect(batches).toHaveLength(5);
    await run(1);
    expect(batches).toHaveLength(10);
    await run(3);
    expect(batches).toHaveLength(12);
    for (const end of endings.splice(0)) end(succeeded);
    await settled();
    expect(batches).toHaveLength(17);
    for (const end of endings.splice(0)) end(succeeded);
    await settled();
    for (const end of endings.splice(0)) end(succeeded);
  });

  test("what does not pass the filter is deleted unseen", async () => {
    const url = await queue("orders");
    await send(url, "yes", "no", "yes again");
    const poller = poll(
      url,
      {},
      () => succeeded,
      (body) => body.startsWith("yes"),
    );
    await settled();
    expect(batches).toEqual([["yes", "yes again"]]);
    expect(left(url)).toBe(0);
    expect(poller.counters).toMatchObject({
      messagesReceived: 3,
      messagesFilteredOut: 1,
      messagesDelivered: 2,
    });
  });

  test("a stop waits for what is in flight, and gives back what was gathered", async () => {
    const url = await queue("orders");
    const poller = poll(url, { batchSize: 10, windowMs: 60_000 });
    await send(url, "1");
    await poller.stop();
    expect(batches).toEqual([]);
    expect(queues.getQueueAttributes(url).get("ApproximateNumberOfMessages")).toBe("1");
  });

  test("a queue that is gone is asked for again, and the trouble is told", async () => {
    const url = await queue("orders");
    const poller = poll(url);
    await settled();
    await queues.deleteQueue(url, { freesName: true });
    await run(21);
    expect(poller.counters.lastError).toBe("The specified queue does not exist.");
    await queue("orders");
    await send(url, "1");
    await run(1);
    expect(batches).toEqual([["1"]]);
  });
});

describe("a FIFO queue", () => {
  const fifo = () => queue("orders.fifo", { FifoQueue: "true", VisibilityTimeout: "5" });

  test("a batch is of one group, and groups go side by side", async () => {
    const url = await fifo();
    await send(url, "a 1", "b 1", "a 2");
    poll(url, {}, () => new Promise((resolve) => endings.push(resolve)));
    const endings: ((outcome: BatchOutcome) => void)[] = [];
    await settled();
    expect(batches).toEqual([["a 1", "a 2"], ["b 1"]]);
    await send(url, "a 3", "b 2", "c 1");
    expect(batches.slice(2)).toEqual([["c 1"]]);
    endings[1]?.(succeeded);
    await settled();
    expect(batches.slice(3)).toEqual([["b 2"]]);
    endings[0]?.(succeeded);
    await settled();
    expect(batches.slice(4)).toEqual([["a 3"]]);
    for (const end of endings) end(succeeded);
  });

  test("what failed is tried again before what follows it in its group", async () => {
    const url = await fifo();
    let calls = 0;
    poll(url, { batchSize: 1 }, () => (calls++ === 0 ? failed : succeeded));
    await send(url, "a 1", "a 2");
    await run(6);
    expect(batches).toEqual([["a 1"], ["a 1"], ["a 2"]]);
  });

  test("of a group that is too large for one payload, the rest follows in order", async () => {
    const url = await fifo();
    await send(url, `a ${"1".repeat(60)}`, `a ${"2".repeat(60)}`);
    poll(url);
    await settled();
    expect(batches.map((batch) => batch.map((body) => body[2]))).toEqual([["1"], ["2"]]);
  });
});
