// The workflow ingest-readings: what becomes of a batch, also when it comes again or stops half-way.

import { readFileSync } from "node:fs";
import { beforeEach, describe, expect, test } from "@jest/globals";
import { type ReadingColumns, type StreamRecord, validateBatch } from "../../src/weather/batches.ts";
import { assessReadings } from "../../src/weather/conditions.ts";
import { readWorkflow, runWorkflow, TaskError, type Tasks, type WorkflowEnd } from "./run-workflow.ts";

const batch = JSON.parse(
  readFileSync(new URL("../fixtures/events/pipe-kinesis-batch.json", import.meta.url), "utf8"),
) as readonly StreamRecord[];

interface PutItem {
  readonly ConditionExpression: string;
  readonly Item: { readonly findingId: { readonly S: string } };
}

interface UpdateItem {
  readonly UpdateExpression: string;
  readonly Key: { readonly findingId: { readonly S: string } };
}

interface PutEvents {
  readonly Entries: readonly { readonly Detail: { readonly findingId: string } }[];
}

let announcedAt: Map<string, string | undefined>;
let events: PutEvents["Entries"][number][];
let deadLetters: unknown[];
let assessed: number;
let broken: Set<string>;

beforeEach(() => {
  announcedAt = new Map();
  events = [];
  deadLetters = [];
  assessed = 0;
  broken = new Set();
});

/** Each task does its work and then, if it is broken, fails as one whose answer never came. */
function tasks(): Tasks {
  const work: Tasks = {
    Validate: (records: readonly StreamRecord[]) => ({ Payload: validateBatch(records) }),
    SendToDeadLetters: ({ MessageBody }: { readonly MessageBody: unknown }) => {
      deadLetters.push(MessageBody);
      return { MessageId: "1" };
    },
    Assess: ({ Payload }: { readonly Payload: ReadingColumns }) => {
      assessed++;
      return { Payload: assessReadings(Payload) };
    },
    RecordFinding: ({ Item, ConditionExpression }: PutItem) => {
      expect(ConditionExpression).toBe(
        "attribute_not_exists(announcedAt) AND attribute_not_exists(publishedAt)",
      );
      if (announcedAt.get(Item.findingId.S) !== undefined) {
        throw new TaskError("DynamoDB.ConditionalCheckFailedException");
      }
      announcedAt.set(Item.findingId.S, undefined);
      return {};
    },
    AnnounceFinding: ({ Entries }: PutEvents) => {
      events.push(...Entries);
      return { FailedEntryCount: 0 };
    },
    MarkAnnounced: ({ Key, UpdateExpression }: UpdateItem) => {
      expect(UpdateExpression).toBe("SET announcedAt = :now");
      announcedAt.set(Key.findingId.S, "now");
      return {};
    },
  };
  return Object.fromEntries(
    Object.entries(work).map(([state, task]) => [
      state,
      (given: never) => {
        if (broken.has(`before ${state}`)) throw new TaskError("Service.Broken");
        const result = task(given);
        if (broken.has(`after ${state}`)) throw new TaskError("Service.Broken");
        return result;
      },
    ]),
  );
}

// An optimised integration hands over the whole of its Parameters; the batch is Lambda's Payload.
function ingest(records: readonly StreamRecord[], definition = withoutDuplicates()): Promise<WorkflowEnd> {
  const all = tasks();
  const validate = all.Validate as (records: readonly StreamRecord[]) => unknown;
  return runWorkflow(definition, records, {
    ...all,
    Validate: ({ Payload }: { readonly Payload: readonly StreamRecord[] }) => validate(Payload),
  });
}

// Where a filter matches nothing AWS gives an empty array and this interpreter an error, so that duplicates can only be
// asked for where there are some.
function withoutDuplicates(): ReturnType<typeof readWorkflow> {
  const definition = readWorkflow("ingest-readings");
  delete definition.States.Receipt?.Parameters?.["duplicates.$"];
  return definition;
}

const findingIds = [
  "cape-disappointment/gale/warning/2010-11-01",
  "cape-disappointment/pressure-fall/warning/2010-11-01",
];

const announced = (): string[] => events.map(({ Detail }) => Detail.findingId);

const receipt = {
  shardId: "shardId-000000000002",
  firstSequenceNumber: batch[0]?.sequenceNumber,
  lastSequenceNumber: batch[4]?.sequenceNumber,
  received: 5,
  accepted: 3,
  rejected: 2,
  findings: 2,
};

test("a batch ends with its receipt, its rejected records set aside, its findings announced", async () => {
  expect(await ingest(batch)).toEqual({ status: "SUCCEEDED", output: receipt });
  expect(deadLetters).toEqual(validateBatch(batch).rejected);
  expect(events).toEqual(
    assessReadings(validateBatch(batch).readings).map((finding) => ({
      EventBusName: "${WeatherBus}",
      Source: "weather.readings",
      DetailType: "ConditionDetected",
      Detail: finding,
    })),
  );
  expect([...announcedAt]).toEqual(findingIds.map((findingId) => [findingId, "now"]));
});

test("a batch that comes again announces nothing again", async () => {
  await ingest(batch);
  expect(await ingest(batch, readWorkflow("ingest-readings"))).toEqual({
    status: "SUCCEEDED",
    output: { ...receipt, duplicates: 2 },
  });
  expect(announced()).toEqual(findingIds);
});

test("a batch without anything unusual ends after its assessment", async () => {
  expect(await ingest(batch.slice(1, 2))).toMatchObject({
    status: "SUCCEEDED",
    output: { received: 1, accepted: 1, rejected: 0, findings: 0 },
  });
  expect([assessed, events.length, deadLetters.length]).toEqual([1, 0, 0]);
});

test("a batch that is all bad is set aside and not assessed", async () => {
  expect(await ingest(batch.slice(2, 4))).toMatchObject({
    status: "SUCCEEDED",
    output: { received: 2, accepted: 0, rejected: 2, findings: 0 },
  });
  expect([assessed, deadLetters.length]).toEqual([0, 2]);
});

describe("a finding is announced by the next delivery of its batch", () => {
  test.each([
    "after RecordFinding",
    "before AnnounceFinding",
    "after AnnounceFinding",
    "before MarkAnnounced",
  ])("when the first stops %s", async (where) => {
    broken.add(where);
    expect(await ingest(batch)).toEqual({ status: "FAILED", error: "Service.Broken" });
    broken.clear();
    expect(await ingest(batch)).toEqual({ status: "SUCCEEDED", output: receipt });
    expect(new Set(announced())).toEqual(new Set(findingIds));
  });
});

test.each(["Validate", "SendToDeadLetters", "Assess"])(
  "the batch fails, and so comes again, when %s cannot do its work",
  async (state) => {
    broken.add(`before ${state}`);
    expect(await ingest(batch)).toEqual({ status: "FAILED", error: "Service.Broken" });
    expect(events).toEqual([]);
  },
);
