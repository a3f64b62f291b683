// One execution of a pipe: a batch of events, through the enrichment if there is one, to the target.

import { randomUUID } from "node:crypto";
import type { Json } from "../../../aws/json.ts";
import type { JsonText } from "../../../aws/json-text.ts";
import { type BatchOutcome, outcomeText } from "../../../event-sources/batch-outcome.ts";
import type { Clock } from "../../../time/clock.ts";
import type { EventBatch, TakeBatch } from "../event-batch.ts";
import type { Enrich } from "./enrichment.ts";
import type { ExecutionLog, Step, StepDetails } from "./execution-log.ts";
import type { ExecutionMetrics } from "./execution-metrics.ts";
import { asJsonText, type FillTemplate, type TemplateContext } from "./input-template.ts";
import type { FailedOutcome, Outgoing, Target } from "./target.ts";

export interface ExecutionParts {
  readonly context: Omit<TemplateContext, "ingestionTime">;
  readonly clock: Clock;
  readonly metrics: ExecutionMetrics;
  readonly log: ExecutionLog | undefined;
  readonly enrichment: { readonly enrich: Enrich; readonly template: FillTemplate | undefined } | undefined;
  readonly target: Target;
  readonly targetTemplate: FillTemplate | undefined;
}

/** Does not reject: what a stage threw is its failure. */
export function compileExecution(parts: ExecutionParts): TakeBatch {
  return async (batch) => {
    const { clock, metrics } = parts;
    const startedAt = clock.now();
    metrics.record("Invocations", 1);
    metrics.record("EventCount", batch.value.length);
    metrics.record("EventSize", batch.bytes);
    const outcome = await new Execution(parts, batch).run();
    metrics.record("Duration", clock.now() - startedAt);
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
    const payload = this.#parts.log && this.#batch.text;
    this.#tell("EXECUTION_STARTED", payload);
    const outcome = await this.#stages();
    const { metrics } = this.#parts;
    if (outcome.status === "FAILED") {
      metrics.record(outcome.internal === true ? "ExecutionThrottled" : "ExecutionFailed", 1);
      const step = outcome.internal === true ? "EXECUTION_THROTTLED" : "EXECUTION_FAILED";
      this.#tell(step, payload, { error: errorOf(outcome) });
    } else if ((outcome.batchItemFailures?.length ?? 0) > 0) {
      metrics.record("ExecutionPartiallyFailed", 1);
      this.#tell("EXECUTION_PARTIALLY_FAILED", payload);
    } else this.#tell("EXECUTION_SUCCEEDED");
    return outcome;
  }

  async #stages(): Promise<BatchOutcome> {
    const { enrichment } = this.#parts;
    const batch = this.#batch;
    const idOf = (index: number) => batch.idOf(index);
    if (enrichment === undefined) return this.#targetStage({ events: batch.value, idOf, whole: batch });
    const enriched = await this.#enrichmentStage(enrichment);
    if ("status" in enriched) return enriched;
    const { length } = enriched.events;
    if (length === 0) {
      this.#parts.metrics.record("TargetStageSkipped", 1);
      this.#tell("TARGET_STAGE_SKIPPED");
      return { status: "SUCCEEDED" };
    }
    const whole = new JsonTextOf(enriched.events);
    // As many events as there were are taken to be those, in their order.
    return this.#targetStage({
      ...{ events: enriched.events, whole },
      idOf: length === batch.value.length ? idOf : undefined,
    });
  }

  async #enrichmentStage({
    enrich,
    template,
  }: NonNullable<ExecutionParts["enrichment"]>): Promise<
    { readonly events: readonly Json[] } | FailedOutcome
  > {
    const { clock, metrics, log } = this.#parts;
    const startedAt = clock.now();
    const batch = this.#batch;
    this.#tell("ENRICHMENT_STAGE_ENTERED", log && batch.text);
    try {
      const incoming = { events: batch.value, whole: batch, idOf: undefined };
      const outgoing = this.#transformed("ENRICHMENT", incoming, template);
      this.#tell("ENRICHMENT_INVOCATION_STARTED", undefined, { data: { awsRequest: outgoing.whole.text } });
      const enriched = await enrich(outgoing);
      if (enriched.status === "FAILED") {
        metrics.record("EnrichmentStageFailed", 1);
        const details = { error: errorOf(enriched.outcome) };
        this.#tell("ENRICHMENT_INVOCATION_FAILED", undefined, details);
        this.#tell("ENRICHMENT_STAGE_FAILED", undefined, details);
        return enriched.outcome;
      }
      const answer = log && JSON.stringify(enriched.events);
      this.#tell("ENRICHMENT_INVOCATION_SUCCEEDED", undefined, answered(answer));
      this.#tell("ENRICHMENT_STAGE_SUCCEEDED", answer);
      return enriched;
    } catch (thrown) {
      return this.#broken("ENRICHMENT", thrown);
    } finally {
      metrics.record("EnrichmentStageDuration", clock.now() - startedAt);
    }
  }

  async #targetStage(incoming: Omit<Outgoing, "texts">): Promise<BatchOutcome> {
    const { target, targetTemplate, clock, metrics, log } = this.#parts;
    const { length } = incoming.events;
    const startedAt = clock.now();
    this.#tell("TARGET_STAGE_ENTERED", log && incoming.whole.text);
    try {
      if (length > target.mostEvents)
        throw new Error(`The enrichment gave ${length} events, and the target takes ${target.mostEvents}`);
      const outgoing = this.#transformed("TARGET", incoming, targetTemplate);
      this.#tell(
        "TARGET_INVOCATION_STARTED",
        undefined,
        log && { data: { awsRequest: outgoing.whole.text } },
      );
      const outcome = await target.deliver(outgoing);
      this.#tellTarget(outcome);
      return outcome;
    } catch (thrown) {
      return this.#broken("TARGET", thrown);
    } finally {
      metrics.record("TargetStageDuration", clock.now() - startedAt);
    }
  }

  #tellTarget(outcome: BatchOutcome): void {
    const { metrics } = this.#parts;
    if (outcome.status === "FAILED") {
      metrics.record("TargetStageFailed", 1);
      const details = { error: errorOf(outcome) };
      this.#tell("TARGET_INVOCATION_FAILED", undefined, details);
      this.#tell("TARGET_STAGE_FAILED", undefined, details);
    } else if ((outcome.batchItemFailures?.length ?? 0) > 0) {
      metrics.record("TargetStagePartiallyFailed", 1);
      this.#tell("TARGET_INVOCATION_PARTIALLY_FAILED", undefined, answered(JSON.stringify(outcome)));
      this.#tell("TARGET_STAGE_PARTIALLY_FAILED");
    } else {
      this.#tell("TARGET_INVOCATION_SUCCEEDED");
      this.#tell("TARGET_STAGE_SUCCEEDED");
    }
  }

  #transformed(
    stage: "ENRICHMENT" | "TARGET",
    incoming: Omit<Outgoing, "texts">,
    template: FillTemplate | undefined,
  ): Outgoing {
    if (template === undefined) return { ...incoming, texts: undefined };
    const { clock, context, log } = this.#parts;
    this.#tell(`${stage}_TRANSFORMATION_STARTED`, log && incoming.whole.text);
    const ingestionTime = new Date(clock.now()).toISOString();
    const texts = incoming.events.map((event) => template(event, { ...context, ingestionTime }));
    const outgoing = { ...incoming, texts, whole: new ArrayOf(texts) };
    this.#tell(`${stage}_TRANSFORMATION_SUCCEEDED`, log && outgoing.whole.text);
    return outgoing;
  }

  /** What a stage threw is tried again like any other failure. */
  #broken(stage: "ENRICHMENT" | "TARGET", thrown: unknown): FailedOutcome {
    const cause = thrown instanceof Error ? thrown.message : String(thrown);
    this.#parts.metrics.record(`${stage === "TARGET" ? "TargetStage" : "EnrichmentStage"}Failed`, 1);
    this.#tell(`${stage}_STAGE_FAILED`, undefined, { error: { message: cause } });
    return { status: "FAILED", error: "InternalException", cause };
  }

  #tell(step: Step, payload?: string, details: StepDetails = {}): void {
    const data = payload === undefined ? details.data : { ...details.data, payload };
    this.#parts.log?.step(this.#id, step, { ...details, ...(data === undefined ? {} : { data }) });
  }
}

function answered(awsResponse: string | undefined): StepDetails {
  return awsResponse === undefined ? {} : { data: { awsResponse } };
}

function errorOf(outcome: FailedOutcome): NonNullable<StepDetails["error"]> {
  return { message: outcomeText(outcome), details: outcome.error };
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
  #text: string | undefined;

  constructor(texts: readonly string[]) {
    this.#texts = texts;
  }

  get text(): string {
    this.#text ??= `[${this.#texts.map(asJsonText).join(",")}]`;
    return this.#text;
  }

  get bytes(): number {
    return Buffer.byteLength(this.text);
  }
}
