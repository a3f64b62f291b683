// One execution of a pipe: a batch of events, through the enrichment if there is one, to the target.

import { randomUUID } from "node:crypto";
import { parseArn } from "../../../aws/arn.ts";
import type { Json } from "../../../aws/json.ts";
import type { JsonText } from "../../../aws/json-text.ts";
import { type BatchOutcome, outcomeText } from "../../../event-sources/batch-outcome.ts";
import type { Clock } from "../../../time/clock.ts";
import { inSlices } from "../../../time/time-slice.ts";
import type { EventBatch, TakeBatch } from "../event-batch.ts";
import { type Enrich, type Enriched, largestEnrichmentBytes } from "./enrichment.ts";
import type { ExecutionLog, Step, StepData, StepError } from "./execution-log.ts";
import type { ExecutionEnd, ExecutionMetrics, RunningExecutions } from "./execution-metrics.ts";
import { asJsonText, type FillTemplate, type TemplateContext } from "./input-template.ts";
import type { FailedOutcome, Outgoing, Target } from "./target.ts";

export interface ExecutionParts {
  readonly context: Omit<TemplateContext, "ingestionTime">;
  readonly clock: Clock;
  readonly metrics: ExecutionMetrics;
  readonly running: RunningExecutions;
  readonly log: ExecutionLog | undefined;
  readonly enrichment: { readonly enrich: Enrich; readonly template: FillTemplate | undefined } | undefined;
  readonly target: Target;
  readonly targetTemplate: FillTemplate | undefined;
}

/** EventBridge user guide, "Amazon EventBridge Pipes quotas". */
const longestExecutionMs = 5 * 60_000;
const timedOut: FailedOutcome = {
  ...{ status: "FAILED", error: "ExecutionTimeout" },
  cause: "The execution of the pipe took longer than five minutes.",
};

/** Does not reject: what a stage threw is its failure. */
export function compileExecution(parts: ExecutionParts): TakeBatch {
  return async (batch) => {
    const { clock, metrics, running } = parts;
    const startedAt = clock.now();
    running.begin();
    metrics.record("Invocations", 1);
    metrics.record("EventCount", batch.value.length);
    metrics.record("EventSize", batch.bytes);
    const outcome = await new Execution(parts, batch).run();
    metrics.record("Duration", clock.now() - startedAt);
    running.end();
    return outcome;
  };
}

class Execution {
  readonly #parts: ExecutionParts;
  readonly #batch: EventBatch;
  readonly #id: string;

  constructor(parts: ExecutionParts, batch: EventBatch) {
    this.#parts = parts;
    this.#batch = batch;
    this.#id = parts.log === undefined ? "" : randomUUID();
  }

  async run(): Promise<BatchOutcome> {
    this.#tell("EXECUTION_STARTED", this.#payload(this.#batch));
    const outcome = await this.#withinTime(this.#stages());
    const end = endOf(outcome);
    this.#parts.metrics.executionEnded(end);
    const error = outcome.status === "FAILED" ? errorOf(outcome) : undefined;
    this.#tell(end === undefined ? "EXECUTION_SUCCEEDED" : endSteps[end], undefined, error);
    return outcome;
  }

  /** What comes of the stages later on is not asked for any more. */
  #withinTime(stages: Promise<BatchOutcome>): Promise<BatchOutcome> {
    return new Promise((resolve) => {
      const timer = this.#parts.clock.setTimer(longestExecutionMs, () => resolve(timedOut));
      void stages.then((outcome) => {
        timer.cancel();
        resolve(outcome);
      });
    });
  }

  async #stages(): Promise<BatchOutcome> {
    const { enrichment } = this.#parts;
    const batch = this.#batch;
    const idOf = (index: number) => batch.idOf(index);
    if (enrichment === undefined) return this.#targetStage({ events: batch.value, idOf, whole: batch });
    const enriched = await this.#enrichmentStage(enrichment);
    if (enriched.status === "FAILED") return enriched;
    const { events } = enriched;
    if (events.length === 0) {
      this.#parts.metrics.record("TargetStageSkipped", 1);
      this.#tell("TARGET_STAGE_SKIPPED");
      return { status: "SUCCEEDED" };
    }
    // As many events as there were are taken to be those, in their order.
    const isEach = events.length === batch.value.length;
    return this.#targetStage({ events, whole: new JsonTextOf(events), idOf: isEach ? idOf : undefined });
  }

  async #enrichmentStage({ enrich, template }: NonNullable<ExecutionParts["enrichment"]>): Promise<Enriched> {
    const { clock, metrics, log } = this.#parts;
    const startedAt = clock.now();
    const batch = this.#batch;
    this.#tell("ENRICHMENT_STAGE_ENTERED");
    try {
      const incoming = { events: batch.value, whole: batch, idOf: undefined };
      const outgoing = await this.#transformed("ENRICHMENT", incoming, template);
      const asked = log?.includesData === true ? { awsRequest: outgoing.whole.text } : undefined;
      this.#tell("ENRICHMENT_INVOCATION_STARTED");
      const enriched = await enrich(outgoing);
      metrics.record("EnrichmentStageFailed", enriched.status === "FAILED" ? 1 : 0);
      if (enriched.status === "FAILED") {
        const error = errorOf(enriched, this.#parts.context.enrichmentArn);
        this.#tell("ENRICHMENT_INVOCATION_FAILED", asked, error);
        this.#tell("ENRICHMENT_STAGE_FAILED", undefined, error);
        return enriched;
      }
      const answer = asked && JSON.stringify(enriched.events);
      this.#tell("ENRICHMENT_INVOCATION_SUCCEEDED", answer && { ...asked, awsResponse: answer });
      this.#tell("ENRICHMENT_STAGE_SUCCEEDED", answer && { payload: answer });
      return enriched;
    } catch (thrown) {
      return this.#broken("ENRICHMENT", thrown);
    } finally {
      metrics.record("EnrichmentStageDuration", clock.now() - startedAt);
    }
  }

  async #targetStage(incoming: Omit<Outgoing, "texts">): Promise<BatchOutcome> {
    const { target, targetTemplate, clock, metrics } = this.#parts;
    const { length } = incoming.events;
    const startedAt = clock.now();
    this.#tell("TARGET_STAGE_ENTERED");
    try {
      if (length > target.mostEvents)
        throw new Error(`The enrichment gave ${length} events, and the target takes ${target.mostEvents}`);
      const outgoing = await this.#transformed("TARGET", incoming, targetTemplate);
      this.#tell("TARGET_INVOCATION_STARTED");
      const outcome = await target.deliver(outgoing);
      this.#tellTarget(outcome, outgoing.whole);
      return outcome;
    } catch (thrown) {
      return this.#broken("TARGET", thrown);
    } finally {
      metrics.record("TargetStageDuration", clock.now() - startedAt);
    }
  }

  #tellTarget(outcome: BatchOutcome, whole: JsonText): void {
    const { metrics, context, log } = this.#parts;
    const hasFailed = outcome.status === "FAILED";
    metrics.record("TargetStageFailed", hasFailed ? 1 : 0);
    metrics.record("TargetStagePartiallyFailed", !hasFailed && isPartial(outcome) ? 1 : 0);
    if (log === undefined) return;
    const sent = log.includesData ? whole.text : undefined;
    const asked = sent === undefined ? undefined : { awsRequest: sent };
    if (hasFailed) {
      const error = errorOf(outcome, context.targetArn);
      this.#tell("TARGET_INVOCATION_FAILED", asked, error);
      this.#tell("TARGET_STAGE_FAILED", undefined, error);
    } else if (isPartial(outcome)) {
      const awsResponse = JSON.stringify({ batchItemFailures: outcome.batchItemFailures });
      this.#tell("TARGET_INVOCATION_PARTIALLY_FAILED", { ...asked, awsResponse });
      this.#tell("TARGET_STAGE_PARTIALLY_FAILED");
    } else {
      this.#tell("TARGET_INVOCATION_SUCCEEDED", asked);
      this.#tell("TARGET_STAGE_SUCCEEDED", sent && { payload: sent });
    }
  }

  async #transformed(
    stage: "ENRICHMENT" | "TARGET",
    incoming: Omit<Outgoing, "texts">,
    template: FillTemplate | undefined,
  ): Promise<Outgoing> {
    if (template === undefined) return { ...incoming, texts: undefined };
    const { clock, context } = this.#parts;
    this.#tell(`${stage}_TRANSFORMATION_STARTED`);
    const ingestionTime = new Date(clock.now()).toISOString();
    const texts = await inSlices(transformedTexts(incoming.events, template, { ...context, ingestionTime }));
    const outgoing = { ...incoming, texts, whole: new ArrayOf(texts, template.isJson) };
    this.#tell(`${stage}_TRANSFORMATION_SUCCEEDED`, this.#payload(outgoing.whole));
    return outgoing;
  }

  /** What a stage threw is tried again like any other failure. */
  #broken(stage: "ENRICHMENT" | "TARGET", thrown: unknown): FailedOutcome {
    const cause = thrown instanceof Error ? thrown.message : String(thrown);
    this.#parts.metrics.record(`${stage === "TARGET" ? "TargetStage" : "EnrichmentStage"}Failed`, 1);
    this.#tell(`${stage}_STAGE_FAILED`, undefined, { message: cause });
    return { status: "FAILED", error: "InternalException", cause };
  }

  /** Written for a log only. */
  #payload(whole: JsonText): StepData | undefined {
    return this.#parts.log?.includesData === true ? { payload: whole.text } : undefined;
  }

  #tell(step: Step, data?: StepData | "", error?: StepError): void {
    this.#parts.log?.step(this.#id, step, data === "" ? undefined : data, error);
  }
}

/**
 * Together they are at most as long as the largest call of any stage. Throws for more, which is no text to be made. Yields where whoever
 * asks may give way to others.
 */
function* transformedTexts(
  events: readonly Json[],
  template: FillTemplate,
  context: TemplateContext,
): Generator<void, readonly string[]> {
  const texts: string[] = [];
  let left = largestEnrichmentBytes;
  for (const event of events) {
    const text = template(event, context, left);
    if (text === undefined)
      throw new Error(
        `The input template makes more than ${largestEnrichmentBytes} bytes of a batch of events`,
      );
    left -= text.length;
    texts.push(text);
    yield;
  }
  return texts;
}

function isPartial(outcome: Exclude<BatchOutcome, FailedOutcome>): boolean {
  return outcome.batchItemFailures !== undefined && outcome.batchItemFailures.length > 0;
}

/** Undefined for an execution that went well. */
function endOf(outcome: BatchOutcome): ExecutionEnd | undefined {
  if (outcome === timedOut) return "ExecutionTimeout";
  if (outcome.status === "FAILED")
    return outcome.internal === true ? "ExecutionThrottled" : "ExecutionFailed";
  return isPartial(outcome) ? "ExecutionPartiallyFailed" : undefined;
}

const endSteps = {
  ExecutionFailed: "EXECUTION_FAILED",
  ExecutionPartiallyFailed: "EXECUTION_PARTIALLY_FAILED",
  ExecutionThrottled: "EXECUTION_THROTTLED",
  ExecutionTimeout: "EXECUTION_TIMEOUT",
} as const satisfies Readonly<Record<ExecutionEnd, Step>>;

/** `calledArn` is whose error it is. */
function errorOf(outcome: FailedOutcome, calledArn?: string): StepError {
  const awsService = calledArn === undefined ? undefined : parseArn(calledArn)?.service;
  const error = { message: outcomeText(outcome), details: outcome.error };
  return awsService === undefined ? error : { ...error, awsService };
}

/** The text of values that nobody has written yet. */
class JsonTextOf implements JsonText {
  readonly #value: Json;
  #text: string | undefined;

  constructor(value: Json) {
    this.#value = value;
  }

  get text(): string {
    this.#text ??= JSON.stringify(this.#value);
    return this.#text;
  }

  get bytes(): number {
    return Buffer.byteLength(this.text);
  }
}

/** What templates made of events, as one array. */
class ArrayOf implements JsonText {
  readonly #texts: readonly string[];
  readonly #areJson: boolean;
  #text: string | undefined;

  constructor(texts: readonly string[], areJson: boolean) {
    this.#texts = texts;
    this.#areJson = areJson;
  }

  get text(): string {
    this.#text ??= `[${(this.#areJson ? this.#texts : this.#texts.map(asJsonText)).join(",")}]`;
    return this.#text;
  }

  get bytes(): number {
    return Buffer.byteLength(this.text);
  }
}
