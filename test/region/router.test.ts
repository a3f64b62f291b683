// One way to deliver by ARN: every source reaches every target of a real region, and hears of it in one shape.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { type DeliveryOutcome, type DeliveryRequest, delivered } from "../../src/aws/delivery.ts";
import { ServiceError } from "../../src/aws/service-error.ts";
import { Region } from "../../src/region/region.ts";
import { services } from "../../src/region/services.ts";
import { servicesTable } from "../../tools/services-table.ts";
import { arnOf } from "../support/local-arn.ts";
import { until } from "../support/until.ts";
import { putRecords, putRule, sources, startPipe } from "./support/delivery-sources.ts";
import { roleArn, targets } from "./support/delivery-targets.ts";

let region: Region;
beforeAll(async () => {
  region = await Region.open({ directory: undefined, endpoint: "http://127.0.0.1:4566" });
  region.start();
});
afterAll(() => region.close());

function targetOf(kind: string, name: string) {
  const make = targets[kind];
  if (make === undefined) throw new Error(`there is no target "${kind}"`);
  return make(region, name);
}

function sendFrom(kind: string) {
  const send = sources[kind];
  if (send === undefined) throw new Error(`there is no source "${kind}"`);
  return send;
}

const declared = services.list.flatMap(({ sources: ofDoor = [] }) => ofDoor);
const pairs = declared.flatMap(({ name, only = Object.keys(targets) }) =>
  only.map((target) => [name, target] as const),
);

test.each(pairs)(
  "a %s delivers to a %s",
  async (source, target) => {
    const name = `${source} to ${target}`.replaceAll(/[^a-zA-Z]/g, "-").slice(0, 60);
    const { arn, taken } = await targetOf(target, name);
    const marker = await sendFrom(source)(region, name, arn);
    // Where one text stands in another its quotes are escaped.
    const escaped = JSON.stringify(marker).slice(1, -1);
    await until(async () => {
      const texts = await taken();
      return texts.find((text) => text.includes(marker) || text.includes(escaped));
    });
  },
  180_000,
);

test("what the doors say that there is has a test here", () => {
  expect(Object.keys(sources).toSorted()).toEqual(declared.map(({ name }) => name).toSorted());
  expect(region.router.kinds.filter((kind) => !Object.hasOwn(targets, kind))).toEqual([]);
  expect(
    declared.flatMap(({ only = [] }) => only).filter((kind) => !region.router.kinds.includes(kind)),
  ).toEqual([]);
});

test("docs/services.md has the table that the doors make", () => {
  const text = readFileSync(join(import.meta.dirname, "../../docs/services.md"), "utf8");
  expect(text).toContain(servicesTable(services.list, region.router.kinds));
});

describe("an outcome", () => {
  const caller = { arn: arnOf("events", "rule/r"), roleArn };
  const deliver = (request: Omit<DeliveryRequest, "caller" | "payload"> & { readonly text?: string }) =>
    region.router.deliver({ caller, payload: { text: request.text ?? "{}" }, ...request });

  test.each([
    ["is refused", new ServiceError("QueueDoesNotExist", "gone"), "FAILED", false],
    ["fails in the service", new ServiceError("InternalFailure", "ill", { status: 500 }), "FAILED", true],
    ["is throttled", new ServiceError("ThrottlingException", "slow"), "THROTTLED", true],
    ["is throttled by status", new ServiceError("Busy", "slow", { status: 429 }), "THROTTLED", true],
    [
      "meets a full shard",
      new ServiceError("ProvisionedThroughputExceededException", "full"),
      "THROTTLED",
      true,
    ],
    ["meets a fault of ours", new TypeError("oops"), "FAILED", true],
  ])("of what %s says so, thrown at once or later", async (name, thrown, status, isPassing) => {
    const service = name.replaceAll(" ", "-");
    region.router.add(
      {
        service,
        resource: /^now$/,
        deliver: () => {
          throw thrown;
        },
      },
      { service, resource: /^later$/, deliver: () => Promise.reject(thrown) },
    );
    const code = thrown instanceof ServiceError ? thrown.code : "InternalError";
    const outcome: DeliveryOutcome = {
      status: status as "FAILED",
      error: { code, message: thrown.message, isPassing },
    };
    expect(await deliver({ arn: arnOf(service, "now") })).toEqual(outcome);
    expect(await deliver({ arn: arnOf(service, "later") })).toEqual(outcome);
  });

  test.each(["no ARN", arnOf("batch", "job-queue/q"), arnOf("lambda", "layer:l")])(
    "of %s is that nothing is delivered there",
    (arn) => {
      expect(region.router.isServed(arn)).toBe(false);
      expect(deliver({ arn })).toEqual({
        status: "FAILED",
        error: {
          code: "ValidationException",
          message: `The local region does not deliver to ${arn}`,
          isPassing: false,
        },
      });
    },
  );

  test("has the answer of a function, or its error", async () => {
    const { arn } = await targetOf("function", "answers");
    const text = '{"answer":{"batchItemFailures":[]}}';
    expect(await deliver({ arn, until: "answered", text })).toEqual({
      status: "DELIVERED",
      answer: { batchItemFailures: [] },
    });
    expect(await deliver({ arn, until: "answered", text: '{"failsWith":"rain"}' })).toEqual({
      status: "FAILED",
      error: { code: "Error", message: "rain", isPassing: true },
    });
    expect(await deliver({ arn, text })).toEqual(delivered);
  }, 180_000);

  test("has the output of an Express execution, or its error", async () => {
    const definition = {
      StartAt: "C",
      States: {
        C: {
          Type: "Choice",
          Choices: [{ Variable: "$.bad", IsPresent: true, Next: "F" }],
          Default: "P",
        },
        P: { Type: "Pass", End: true },
        F: { Type: "Fail", Error: "Bad", Cause: "it was" },
      },
    };
    const { arn } = region.services.states.machines.create({
      ...{ name: "answers", type: "EXPRESS", roleArn, definition: JSON.stringify(definition) },
    });
    expect(await deliver({ arn, until: "answered", text: '{"a":1}' })).toEqual({
      status: "DELIVERED",
      answer: { a: 1 },
    });
    expect(await deliver({ arn, until: "answered", text: '{"bad":1}' })).toEqual({
      status: "FAILED",
      error: { code: "Bad", message: "it was", isPassing: true },
    });
    expect(await deliver({ arn, until: "safe", text: '{"bad":1}' })).toEqual(delivered);
    expect(await deliver({ arn, until: "accepted", text: '{"bad":1}' })).toEqual(delivered);
    expect(await deliver({ arn, text: "no JSON" })).toMatchObject({
      status: "FAILED",
      error: { code: "InvalidExecutionInput", isPassing: false },
    });
  });

  test("of a Standard execution cannot be waited for", async () => {
    const { arn } = await targetOf("Standard state machine", "unanswered");
    expect(await deliver({ arn, until: "answered" })).toMatchObject({
      status: "FAILED",
      error: { code: "ValidationException" },
    });
  });
});

describe("a target of a service that the region does not know", () => {
  test("hears who delivers, in which role, and what the source's parameters say", async () => {
    const requests: DeliveryRequest[] = [];
    region.router.add({
      service: "heard",
      resource: /^all$/,
      deliver: (request) => {
        requests.push(request);
        return delivered;
      },
    });
    const arn = arnOf("heard", "all");
    const parameters = { KinesisParameters: { PartitionKeyPath: "$.source" } };
    await putRule(region, "heard-by-rule", { arn, parameters });
    expect(await until(() => requests[0])).toMatchObject({
      caller: { arn: arnOf("events", "rule/heard-by-rule"), roleArn },
      partitionKey: "heard-by-rule",
    });
    await startPipe(region, "heard-by-pipe", {
      targetArn: arn,
      targetParameters: {
        KinesisStreamParameters: { PartitionKey: "$.eventID" },
        SqsQueueParameters: { MessageGroupId: "stations" },
        EventBridgeEventBusParameters: { DetailType: "$.nothing" },
      },
    });
    await putRecords(region, "heard-by-pipe", ["one"]);
    expect(await until(() => requests[1])).toMatchObject({
      caller: { arn: arnOf("pipes", "pipe/heard-by-pipe"), roleArn },
      partitionKey: expect.stringMatching(/^shardId-000000000000:\d+$/),
      groupId: "stations",
      event: { source: "Pipe heard-by-pipe", detailType: "Event from aws:kinesis" },
    });
  });

  test("that takes no batches gets each event of a pipe by itself, and what it refuses is a dead letter", async () => {
    const taken: string[] = [];
    region.router.add({
      service: "picky",
      resource: /^all$/,
      deliver({ payload }) {
        const { data } = JSON.parse(payload.text);
        const text = Buffer.from(data, "base64").toString();
        taken.push(text);
        if (text === "bad") throw new ServiceError("Refused", "not this one");
        return delivered;
      },
    });
    const { arn: deadLetterArn, taken: letters } = await targetOf("queue", "of-picky");
    await startPipe(region, "picky", {
      ...{ targetArn: arnOf("picky", "all"), deadLetterArn },
    });
    await putRecords(region, "picky", ["one", "two", "bad", "four"]);
    const pipe = region.services.pipes.pipe("picky");
    await until(() => pipe?.statistics().recordsDeadLettered === 2);
    expect(taken.slice(0, 4)).toEqual(["one", "two", "bad", "four"]);
    expect(pipe?.statistics()).toMatchObject({ recordsDelivered: 2, lastError: "Refused: not this one" });
    expect((await letters()).map((letter) => JSON.parse(letter))).toMatchObject([
      { KinesisBatchInfo: { batchSize: 2 } },
    ]);
  });
});
