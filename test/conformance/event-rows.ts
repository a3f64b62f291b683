// Recordings of EventBridge's languages: patterns, by TestEventPattern, and schedule expressions, by PutRule and by what
// EventBridge Scheduler's validator says.

import { localIdentity } from "../../src/aws/arn.ts";
import { delivered } from "../../src/aws/delivery.ts";
import type { Json, JsonObject } from "../../src/aws/json.ts";
import { ServiceError } from "../../src/aws/service-error.ts";
import { readRequest } from "../../src/aws/wire/shape.ts";
import { EventBuses } from "../../src/services/eventbridge/buses/event-buses.ts";
import { testEventPattern } from "../../src/services/eventbridge/rules/test-event-pattern.ts";
import { definitionOf } from "../../src/services/scheduler/api/definition.ts";
import { putSchedule } from "../../src/services/scheduler/api/shapes.ts";
import { checkSchedule } from "../../src/services/scheduler/schedules/schedule-checks.ts";
import { VirtualClock } from "../../src/time/virtual-clock.ts";
import { arnOf } from "../support/local-arn.ts";
import type { Difference } from "./match.ts";

export interface PatternRow {
  readonly pattern: Json;
  readonly event: Json;
  readonly matches?: boolean;
  readonly error?: string;
  /** The first line: the place that AWS adds on lines of its own isn't recorded. */
  readonly message?: string;
}

export async function patternDifference(row: PatternRow): Promise<Difference | undefined> {
  const { pattern, event, matches, error, message } = row;
  const expected = error === undefined ? { matches: matches ?? null } : { error, message: message ?? null };
  const actual = await answerOf(async () => ({
    matches: testEventPattern(JSON.stringify(pattern), JSON.stringify(event)),
  }));
  return differenceOf("TestEventPattern", expected, actual);
}

export interface ScheduleRow {
  readonly service: "events:rule" | "scheduler";
  readonly expression: string;
  readonly valid: boolean;
  readonly message?: string;
}

export async function scheduleDifference(row: ScheduleRow): Promise<Difference | undefined> {
  const { service, expression, valid, message } = row;
  const expected = valid ? { valid } : { error: "ValidationException", message: message ?? null };
  const actual = await answerOf(async () => {
    await (service === "scheduler" ? checkWithScheduler(expression) : putRule(expression));
    return { valid: true };
  });
  return differenceOf(service, expected, actual);
}

async function putRule(scheduleExpression: string): Promise<void> {
  const buses = await EventBuses.open({
    directory: undefined,
    clock: new VirtualClock(),
    identity: localIdentity,
    deliver: () => delivered,
  });
  await buses.putRule({ name: "recorded", enabled: true, scheduleExpression });
}

function checkWithScheduler(expression: string): void {
  const request = {
    Name: "recorded",
    ScheduleExpression: expression,
    FlexibleTimeWindow: { Mode: "OFF" },
    Target: { Arn: arnOf("sqs", "target"), RoleArn: "arn:aws:iam::123456789012:role/recorded" },
  };
  const definition = definitionOf(readRequest(putSchedule, request));
  checkSchedule(definition, { now: Date.now(), checkTarget: () => {} });
}

async function answerOf(ask: () => Promise<JsonObject>): Promise<JsonObject> {
  try {
    return await ask();
  } catch (thrown) {
    if (!(thrown instanceof ServiceError)) throw thrown;
    return { error: thrown.code, message: thrown.message.split("\n")[0] ?? "" };
  }
}

function differenceOf(at: string, expected: JsonObject, actual: JsonObject): Difference | undefined {
  return JSON.stringify(expected) === JSON.stringify(actual) ? undefined : { at, expected, actual };
}
