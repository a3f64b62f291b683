// How a pipe hands events to whatever has its target's ARN: as one JSON array to those who take one, event by event to the
// others. EventBridge user guide, "Amazon EventBridge Pipes batching and concurrency".

import { parseArn } from "../../../aws/arn.ts";
import type { DeliveryEnd, DeliveryOutcome, Undelivered } from "../../../aws/delivery.ts";
import { isJsonObject, type Json } from "../../../aws/json.ts";
import { type JsonText, rememberJsonText } from "../../../aws/json-text.ts";
import { ServiceError } from "../../../aws/service-error.ts";
import { type BatchOutcome, batchItemFailures, outcomeText } from "../../../event-sources/batch-outcome.ts";
import { TimeSlice } from "../../../time/time-slice.ts";
import type { DeliveryRouter } from "../../house.ts";
import type { TargetParameters } from "../pipe-definition.ts";
import type { DecodeEvent } from "./implicit-data.ts";
import { compileTargetParameters, invocationType } from "./target-parameters.ts";

export interface PipeOwner {
  readonly name: string;
  readonly arn: string;
  readonly roleArn: string;
}

export type PipeRouter = Pick<DeliveryRouter, "targetOf" | "deliver">;

/** What has been made of a batch for the target. */
export interface Outgoing {
  /** Undefined for an event that the enrichment made: nobody can say then which record it stands for. */
  readonly idOf: ((index: number) => string) | undefined;
  readonly events: readonly Json[];
  /** The text of each, where an input template made it. */
  readonly texts: readonly string[] | undefined;
  /** All of it as one array. */
  readonly whole: JsonText;
}

export interface Target {
  /** Of one call, in UTF-8 bytes; undefined where events are delivered one by one. */
  readonly maximumPayloadBytes: number | undefined;
  readonly mostEvents: number;
  readonly deliver: (outgoing: Outgoing) => BatchOutcome | Promise<BatchOutcome>;
}

const mostEvents: Readonly<Record<string, number>> = {
  sqs: 10,
  sns: 10,
  events: 10,
  "execute-api": 1,
  firehose: 500,
  kinesis: 500,
  logs: 10_000,
};

/** An API destination is called for each event. */
function mostEventsOf(arn: string): number {
  const { service = "", resource = "" } = parseArn(arn) ?? {};
  if (resource.startsWith("api-destination/")) return 1;
  return Object.hasOwn(mostEvents, service) ? (mostEvents[service] ?? 1) : Number.POSITIVE_INFINITY;
}

/** Throws ValidationException for an ARN that is no target. */
export function compileTarget(
  owner: PipeOwner,
  to: { readonly arn: string; readonly parameters: TargetParameters; readonly decode: DecodeEvent },
  router: PipeRouter,
): Target {
  const { arn, parameters, decode } = to;
  const until: DeliveryEnd = invocationType(parameters) === "FIRE_AND_FORGET" ? "accepted" : "answered";
  const kind = router.targetOf(arn);
  const maximumPayloadBytes = kind.largestBatchBytes?.(until);
  const address = { arn, caller: { arn: owner.arn, roleArn: owner.roleArn }, until };
  const limits = { maximumPayloadBytes, mostEvents: mostEventsOf(arn) };
  if (maximumPayloadBytes !== undefined) {
    return {
      ...limits,
      deliver({ events, texts, whole }) {
        // What was parsed or has been written is neither written nor parsed again.
        const value = texts === undefined ? (events as Json) : undefined;
        if (value !== undefined) rememberJsonText(value, whole);
        const payload = value === undefined ? whole : new PayloadOf(value, whole);
        const outcome = kind.deliver({ ...address, payload });
        return outcome instanceof Promise ? outcome.then(outcomeOfBatch) : outcomeOfBatch(outcome);
      },
    };
  }
  const parametersOf = compileTargetParameters({ pipeName: owner.name, parameters, decode });
  return {
    ...limits,
    async deliver({ events, texts, idOf }) {
      const slice = new TimeSlice();
      const outcomes: Promise<DeliveryOutcome>[] = [];
      for (const [index, event] of events.entries()) {
        if (slice.isOver) await slice.giveWay();
        const text = texts?.[index];
        const payload = text === undefined ? { text: JSON.stringify(event), value: event } : { text };
        const outcome = Promise.resolve(kind.deliver({ ...address, ...parametersOf(event), payload }));
        // One that fails before all have begun is told at the end.
        outcome.catch(() => undefined);
        outcomes.push(outcome);
      }
      return outcomeOfEach(await Promise.all(outcomes), idOf);
    },
  };
}

/** The text is made when it is first asked for. */
class PayloadOf {
  readonly value: Json;
  readonly #text: JsonText;

  constructor(value: Json, text: JsonText) {
    this.value = value;
    this.#text = text;
  }

  get text(): string {
    return this.#text.text;
  }
}

/** Rejects with ServiceError if the queue or topic does not take the message. */
export function routedDeadLetter(
  { arn, roleArn }: PipeOwner,
  deadLetterArn: string,
  router: Pick<PipeRouter, "deliver">,
): (message: object) => Promise<void> {
  return async (message) => {
    const payload = { text: JSON.stringify(message) };
    const caller = { arn, roleArn };
    const outcome = await router.deliver({ arn: deadLetterArn, caller, payload, isDeadLetter: true });
    if (outcome.status === "DELIVERED") return;
    throw new ServiceError(outcome.error.code, outcome.error.message);
  };
}

function outcomeOfBatch(outcome: DeliveryOutcome): BatchOutcome {
  if (outcome.status !== "DELIVERED") return failedOutcome(outcome);
  const { answer } = outcome;
  const failures = isJsonObject(answer) ? batchItemFailures(answer) : undefined;
  return { status: "SUCCEEDED", batchItemFailures: failures };
}

/** What the target refused is tried again. Where it cannot be said which records those were, it is all of them. */
function outcomeOfEach(outcomes: readonly DeliveryOutcome[], idOf: Outgoing["idOf"]): BatchOutcome {
  const refused = outcomes.flatMap((outcome, index) => (outcome.status === "DELIVERED" ? [] : [index]));
  const [first] = refused;
  if (first === undefined) return { status: "SUCCEEDED" };
  const failure = failedOutcome(outcomes[first] as Undelivered);
  if (idOf === undefined || refused.length === outcomes.length) return failure;
  return { status: "SUCCEEDED", batchItemFailures: refused.map(idOf), reason: outcomeText(failure) };
}

export type FailedOutcome = Extract<BatchOutcome, { readonly status: "FAILED" }>;

/** What a throttled target did not take is tried again until it is too old. */
export function failedOutcome({ status, error }: Undelivered): FailedOutcome {
  const { code, message } = error;
  return {
    status: "FAILED",
    error: code,
    cause: message === "" ? undefined : message,
    internal: status === "THROTTLED",
  };
}
