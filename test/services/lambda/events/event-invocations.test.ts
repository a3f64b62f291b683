// When an event is attempted, how often, and what is told of its end: with a function whose answers are given beforehand, on a clock
// that is moved.

import { expect, test } from "@jest/globals";
import { ServiceError } from "../../../../src/aws/service-error.ts";
import {
  EventInvocations,
  type EventInvocationsParts,
} from "../../../../src/services/lambda/events/event-invocations.ts";
import type { HandoverOutcome } from "../../../../src/services/lambda/events/handover.ts";
import type { EndedEvent } from "../../../../src/services/lambda/events/queued-event.ts";
import type { InvocationResult } from "../../../../src/services/lambda/invocation.ts";
import { RecordBook } from "../../../../src/storage/record-book.ts";
import { VirtualClock } from "../../../../src/time/virtual-clock.ts";
import { settled } from "../../../support/until.ts";

type Answer = "ok" | "fails" | "throttled" | "broken" | "gone" | "circle";

interface Case {
  readonly what: string;
  /** The last one is given again and again. */
  readonly answers: readonly Answer[];
  readonly retries?: number;
  readonly maximumAgeSeconds?: number;
  readonly isShut?: boolean;
  /** Of the destination; the last one again and again. */
  readonly handovers?: readonly HandoverOutcome[];
  /** In seconds after the acceptance. */
  readonly attemptedAt: readonly number[];
  readonly condition?: string;
  readonly invokeCount?: number;
  readonly counted?: Readonly<Record<string, number>>;
}

const exhausted = { condition: "RetriesExhausted", counted: { received: 1, dropped: 1 } };
const aged = { condition: "EventAgeExceeded", counted: { received: 1, dropped: 1 } };
const cases: readonly Case[] = [
  {
    what: "a success is told once",
    answers: ["ok"],
    ...{ attemptedAt: [0], condition: "Success", invokeCount: 1, counted: { received: 1 } },
  },
  {
    what: "a failing function is tried after one and two minutes",
    answers: ["fails"],
    ...{ attemptedAt: [0, 60, 180], invokeCount: 3, ...exhausted },
  },
  {
    what: "one that recovers is not tried any more",
    answers: ["fails", "ok"],
    ...{ attemptedAt: [0, 60], condition: "Success", invokeCount: 2, counted: { received: 1 } },
  },
  { what: "no retries", answers: ["fails"], retries: 0, attemptedAt: [0], invokeCount: 1, ...exhausted },
  { what: "one retry", answers: ["fails"], retries: 1, attemptedAt: [0, 60], invokeCount: 2, ...exhausted },
  {
    what: "a retry that would come too late does not come",
    answers: ["fails"],
    ...{ maximumAgeSeconds: 120, attemptedAt: [0, 60], invokeCount: 2, ...aged },
  },
  {
    what: "throttles wait longer and longer, and count as no attempts",
    answers: ["throttled", "throttled", "throttled", "throttled", "ok"],
    ...{ attemptedAt: [0, 1, 3, 7, 15], condition: "Success", invokeCount: 1, counted: { received: 1 } },
  },
  {
    what: "throttles end with the event's age",
    answers: ["throttled"],
    ...{ maximumAgeSeconds: 60, attemptedAt: [0, 1, 3, 7, 15, 31], invokeCount: 0, ...aged },
  },
  {
    what: "faults of Lambda's are as throttles",
    answers: ["broken", "fails", "broken", "ok"],
    ...{ attemptedAt: [0, 1, 61, 62], condition: "Success", invokeCount: 2, counted: { received: 1 } },
  },
  {
    what: "a function without concurrency is not tried",
    answers: ["ok"],
    ...{ isShut: true, attemptedAt: [], condition: "ZeroReservedConcurrency", invokeCount: 0 },
    counted: { received: 1, dropped: 1 },
  },
  {
    what: "a circle ends at once",
    answers: ["circle"],
    ...{ attemptedAt: [0], condition: "RecursiveInvocation", invokeCount: 0 },
    counted: { received: 1, dropped: 1, recursionsDropped: 1 },
  },
  {
    what: "a function that is gone has nobody to be told",
    answers: ["gone"],
    ...{ attemptedAt: [0], counted: { received: 1, dropped: 1 } },
  },
  {
    what: "a destination that is throttled is told later",
    answers: ["ok"],
    handovers: ["later", "later", "done"],
    ...{ attemptedAt: [0], condition: "Success", invokeCount: 1, counted: { received: 1 } },
  },
  {
    what: "a destination that is none is counted",
    answers: ["fails"],
    ...{ retries: 0, handovers: ["never"], attemptedAt: [0], condition: "RetriesExhausted", invokeCount: 1 },
    counted: { received: 1, dropped: 1, destinationErrors: 1 },
  },
];

test.each(cases)("$what", async (each) => {
  const clock = new VirtualClock();
  const book = await RecordBook.open({ directory: undefined, name: "events" });
  const { parts, attempts, told, counted } = surroundings(each, clock, book);
  const events = new EventInvocations(parts);
  await events.accept({ id: "1", functionName: "f", payload: "{}" });
  await settled();
  for (let steps = 0; steps < 50 && clock.advanceToNextTimer(); steps++) await settled();
  expect(attempts).toEqual(each.attemptedAt);
  expect(told.map(({ end, attempts: count }) => [end.condition, count])).toEqual(
    each.condition === undefined ? [] : [[each.condition, each.invokeCount]],
  );
  expect(Object.fromEntries(counted)).toEqual({ ...each.counted });
  expect(book.records("events").values()).toEqual([]);
  await events.close();
});

test("what a run leaves over the next one goes on with, where it was", async () => {
  const clock = new VirtualClock();
  const book = await RecordBook.open({ directory: undefined, name: "events" });
  const failing = surroundings({ what: "", answers: ["fails"], attemptedAt: [] }, clock, book);
  const first = new EventInvocations(failing.parts);
  await first.accept({ id: "1", functionName: "f", payload: "{}" });
  await settled();
  first.stop();
  clock.advanceBy(10_000);
  const healthy = surroundings({ what: "", answers: ["ok"], attemptedAt: [] }, clock, book);
  const second = new EventInvocations(healthy.parts);
  second.start();
  await settled();
  expect(healthy.attempts).toEqual([]);
  clock.advanceBy(50_000);
  await settled();
  expect(healthy.attempts).toEqual([60]);
  expect(healthy.told.map(({ attempts }) => attempts)).toEqual([2]);
});

test("events are refused that there is no memory for, also of an earlier run, until others are over", async () => {
  const clock = new VirtualClock();
  const book = await RecordBook.open({ directory: undefined, name: "events" });
  const failing = surroundings({ what: "", answers: ["throttled"], attemptedAt: [] }, clock, book);
  const events = () => new EventInvocations({ ...failing.parts, mostHeldBytes: 20 });
  const first = events();
  const accept = (to: EventInvocations, id: string) =>
    to.accept({ id, functionName: "f", payload: '"8 bytes"' });
  await accept(first, "1");
  await accept(first, "2");
  const noRoom = { code: "ServiceUnavailable", status: 503 };
  await expect(accept(first, "3")).rejects.toMatchObject(noRoom);
  first.stop();
  const second = events();
  await expect(accept(second, "3")).rejects.toMatchObject(noRoom);
  expect(book.records("events").values()).toHaveLength(2);
  second.start();
  for (let steps = 0; steps < 500 && clock.advanceToNextTimer(); steps++) await settled();
  expect(book.records("events").values()).toEqual([]);
  await accept(second, "3");
  await second.close();
});

function surroundings(each: Case, clock: VirtualClock, book: RecordBook) {
  const { answers, handovers = ["done"], retries = 2, maximumAgeSeconds = 21_600, isShut = false } = each;
  const began = Date.UTC(2026, 0, 1);
  const attempts: number[] = [];
  const told: EndedEvent[] = [];
  const counted = new Map<string, number>();
  let handed = 0;
  const series = (name: string) => ({ record: () => void counted.set(name, (counted.get(name) ?? 0) + 1) });
  const parts: EventInvocationsParts = {
    ...{ clock, book },
    async invoke() {
      const answer = answers[Math.min(attempts.length, answers.length - 1)] ?? "ok";
      attempts.push((clock.now() - began) / 1000);
      return answerOf(answer);
    },
    rulesFor: () => ({
      ...{
        maximumRetryAttempts: retries,
        maximumAgeMs: maximumAgeSeconds * 1000,
        isShut,
        functionArn: "arn",
      },
    }),
    handoversOf: () => [{ as: "destination", arn: "arn:aws:sqs:us-east-1:000000000000:q" }],
    async handOver(event) {
      const outcome = handovers[Math.min(handed++, handovers.length - 1)] ?? "done";
      if (outcome !== "later") told.push(event);
      return outcome;
    },
    metricsOf: () => ({
      ...{ received: series("received"), dropped: series("dropped"), age: { record: () => undefined } },
      recursionsDropped: series("recursionsDropped"),
      ...{ deadLetterErrors: series("deadLetterErrors"), destinationErrors: series("destinationErrors") },
    }),
    onFault: (fault) => {
      throw fault;
    },
  };
  return { parts, attempts, told, counted };
}

function answerOf(answer: Answer): InvocationResult {
  if (answer === "throttled")
    throw new ServiceError("TooManyRequestsException", "Rate Exceeded.", { status: 429 });
  if (answer === "broken") throw new ServiceError("ServiceException", "broken", { status: 500 });
  if (answer === "gone") throw new ServiceError("ResourceNotFoundException", "gone", { status: 404 });
  if (answer === "circle") throw new ServiceError("RecursiveInvocationException", "a circle");
  return {
    ...{ requestId: "1", statusCode: 200, executedVersion: "$LATEST", payload: "{}", logTail: undefined },
    ...{ durationMs: 1, billedDurationMs: 1, functionError: answer === "fails" ? "Unhandled" : undefined },
  };
}
