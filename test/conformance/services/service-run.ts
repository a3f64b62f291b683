// Runs a recorded sequence of requests in a region of its own, and says where it first differs from what AWS answered.

import { setTimeout as sleep } from "node:timers/promises";
import type { Json, JsonObject } from "../../../src/aws/json.ts";
import type { Difference } from "../match.ts";
import { CaseRegion } from "./case-region.ts";
import type { CallOutcome, Refusal } from "./clients.ts";
import { AnswerComparison } from "./compare-answer.ts";
import { type ParameterObject, resolveParameters, valueAtPath } from "./parameters.ts";
import type { ExpectedError, RequestStep, RetryUntil, ServiceCase, Step } from "./service-case.ts";

/**
 * How long is waited in real time at least: what is waited for may need work besides time, such as the making of a key,
 * which takes seconds on a loaded machine.
 */
const leastRealMs = 30_000;
const pauseMs = 500;

export async function serviceDifference(recorded: ServiceCase): Promise<Difference | undefined> {
  const region = await CaseRegion.open();
  try {
    return await new CaseRun(recorded, region).difference();
  } finally {
    await region.close();
  }
}

class CaseRun {
  readonly #steps: readonly Step[];
  readonly #region: CaseRegion;
  readonly #comparison: AnswerComparison;
  readonly #answers: (Json | undefined)[] = [];
  readonly #startedAtMs: number;

  constructor(recorded: ServiceCase, region: CaseRegion) {
    this.#steps = recorded.steps;
    this.#region = region;
    this.#comparison = new AnswerComparison(recorded);
    this.#startedAtMs = region.clock.now();
  }

  async difference(): Promise<Difference | undefined> {
    for (const [number, step] of this.#steps.entries()) {
      if ("wait" in step) {
        await this.#region.wait(step.wait);
        this.#answers.push(undefined);
        continue;
      }
      const difference = await this.#stepDifference(step);
      if (difference !== undefined)
        return { ...difference, at: `step ${number} ${step.service}.${step.op} ${difference.at}` };
    }
    return undefined;
  }

  async #stepDifference(step: RequestStep): Promise<Difference | undefined> {
    const outcome = await this.#request(step);
    if ("refusal" in outcome) {
      this.#answers.push({ Error: { Code: outcome.refusal.code, Message: outcome.refusal.message } });
      if (step.expectError === undefined)
        return { at: "refused", expected: "an answer", actual: shownRefusal(outcome.refusal) };
      return this.#refusalDifference(step.expectError, outcome.refusal);
    }
    this.#answers.push(outcome.answer);
    if (step.expectError !== undefined)
      return { at: "answered", expected: step.expectError as unknown as Json, actual: outcome.answer };
    return this.#answerDifference(step, outcome.answer);
  }

  #answerDifference(step: RequestStep, answer: JsonObject): Difference | undefined {
    if (step.expect !== undefined) {
      const difference = this.#comparison.difference(step.expect, answer, "", step.unordered);
      if (difference !== undefined) return difference;
    }
    for (const { path, value } of step.expectAt ?? []) {
      const difference = this.#comparison.difference(
        value,
        valueAtPath(answer, path),
        path.join("."),
        step.unordered,
      );
      if (difference !== undefined) return difference;
    }
    return undefined;
  }

  #refusalDifference(expected: ExpectedError, refusal: Refusal): Difference | undefined {
    const notTheService =
      refusal.status >= 500 || /UnknownOperation|NotImplemented|InvalidAction/.test(refusal.code);
    if (expected.any === true)
      return notTheService
        ? { at: "refused", expected: "a refusal of the service's own", actual: shownRefusal(refusal) }
        : undefined;
    const { messageStart } = expected;
    if (messageStart !== undefined && refusal.message?.startsWith(messageStart) !== true)
      return { at: "error.message", expected: messageStart, actual: refusal.message };
    for (const name of ["code", "message", "type", "status", "members", "more"] as const) {
      if (expected[name] === undefined) continue;
      const difference = this.#comparison.difference(
        expected[name],
        partOf(refusal, name, expected[name]),
        `error.${name}`,
      );
      if (difference !== undefined) return difference;
    }
    return undefined;
  }

  async #request(step: RequestStep): Promise<CallOutcome> {
    const state = { answers: this.#answers, startedAtMs: this.#startedAtMs };
    const parameters = resolveParameters(step.params ?? {}, state) as ParameterObject;
    const send = () => this.#region.call(step.service, step.op, parameters);
    return step.retryUntil === undefined
      ? send()
      : this.#retried(step.retryUntil, String(parameters.QueueUrl), send);
  }

  /** The lists of all answers are joined. */
  async #retried(
    until: RetryUntil,
    queueUrl: string,
    send: () => Promise<CallOutcome>,
  ): Promise<CallOutcome> {
    const { clock } = this.#region;
    const endsAt = clock.now() + until.seconds * 1000;
    const realEnd = performance.now() + leastRealMs;
    let gathered: readonly Json[] = [];
    for (;;) {
      let outcome = await send();
      if ("answer" in outcome && until.count !== undefined) {
        const found = elementsAt(outcome.answer, until);
        gathered = [...gathered, ...found];
        if (until.delete === true) await this.#deleteMessages(queueUrl, found);
        if (gathered.length > 0)
          outcome = { answer: withValueAt(outcome.answer, until.path, gathered) as JsonObject };
      }
      const isSatisfied = "answer" in outcome && satisfies(outcome.answer, until);
      if (isSatisfied) return outcome;
      if (clock.now() >= endsAt) {
        if (performance.now() >= realEnd) return outcome;
        // From here on the clock goes no faster than the real one: the recorded time is up, the work may not be.
        await sleep(pauseMs);
      }
      await this.#region.wait(pauseMs / 1000);
    }
  }

  async #deleteMessages(queueUrl: string, messages: readonly Json[]): Promise<void> {
    for (const message of messages) {
      const { ReceiptHandle } = message as { readonly ReceiptHandle: string };
      await this.#region.call("sqs", "DeleteMessage", { QueueUrl: queueUrl, ReceiptHandle });
    }
  }
}

function satisfies(answer: JsonObject, until: RetryUntil): boolean {
  if (until.count !== undefined) return elementsAt(answer, until).length >= until.count;
  return JSON.stringify(valueAtPath(answer, until.path)) === JSON.stringify(until.equals);
}

function elementsAt(answer: JsonObject, { path }: RetryUntil): readonly Json[] {
  return (valueAtPath(answer, path) ?? []) as readonly Json[];
}

function withValueAt(json: Json | undefined, [step, ...rest]: RetryUntil["path"], value: Json): Json {
  if (step === undefined) return value;
  if (Array.isArray(json)) return json.with(Number(step), withValueAt(json[Number(step)], rest, value));
  const object = (json ?? {}) as JsonObject;
  return { ...object, [step]: withValueAt(object[step], rest, value) };
}

function partOf(refusal: Refusal, name: keyof Refusal, expected: Json): Json {
  // Which members an SDK shows beside a code is its own affair.
  if (name === "members") return only(refusal.members, expected);
  if (name !== "more") return refusal[name];
  const { message } = refusal;
  return { ...refusal.more, ...only({ message, Message: message }, expected) };
}

function only(actual: JsonObject, expected: Json): JsonObject {
  const names = new Set(Object.keys(expected as JsonObject));
  return Object.fromEntries(Object.entries(actual).filter(([name]) => names.has(name)));
}

function shownRefusal({ code, message }: Refusal): string {
  return `${code}: ${message}`;
}
