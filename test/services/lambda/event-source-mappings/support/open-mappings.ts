// Event source mappings over real streams, tables, queues, topics and buckets, on a clock that stands still. The function's answers are
// a script.

import { localIdentity } from "../../../../../src/aws/arn.ts";
import type { Deliver } from "../../../../../src/aws/delivery.ts";
import type { Json, JsonObject } from "../../../../../src/aws/json.ts";
import { ServiceError } from "../../../../../src/aws/service-error.ts";
import { compileSnsPattern } from "../../../../../src/event-patterns/compile-pattern.ts";
import { Router } from "../../../../../src/region/router.ts";
import { Tables } from "../../../../../src/services/dynamodb/tables.ts";
import { Streams } from "../../../../../src/services/kinesis/streams/streams.ts";
import { EventSourceMappings } from "../../../../../src/services/lambda/event-source-mappings/event-source-mappings.ts";
import { KeptWindows } from "../../../../../src/services/lambda/event-source-mappings/kept-windows.ts";
import type { MappingRecord } from "../../../../../src/services/lambda/event-source-mappings/mapping-record.ts";
import type { InvocationRequest, InvocationResult } from "../../../../../src/services/lambda/invocation.ts";
import { Objects } from "../../../../../src/services/s3/objects.ts";
import { topicTarget } from "../../../../../src/services/sns/targets.ts";
import { Topics } from "../../../../../src/services/sns/topics/topics.ts";
import { Queues } from "../../../../../src/services/sqs/queues/queues.ts";
import { queueTarget } from "../../../../../src/services/sqs/targets.ts";
import { RecordBook } from "../../../../../src/storage/record-book.ts";
import { VirtualClock } from "../../../../../src/time/virtual-clock.ts";
import { settled } from "../../../../support/until.ts";
import { noStreams } from "../../../dynamodb/support/no-streams.ts";

export const functionArn = "arn:aws:lambda:us-east-1:000000000000:function:consume";

/** What the function does when it is called. */
export type Answer =
  | "ok"
  /** Throws. */
  | "fail"
  /** Is not reached: there are too many invocations. */
  | "throttle"
  /** Is not reached: it has been deleted. */
  | "gone"
  /** Returns this value. */
  | { readonly json: Json }
  /** Answers with this, which may be no JSON. */
  | { readonly raw: string }
  /** Names the records with these texts as failed; what is no record's text is named as it is. */
  | { readonly report: readonly (string | null)[] };

export interface Call {
  readonly event: JsonObject;
  /** Seconds since the start. */
  readonly at: number;
}

export type Answering = (texts: readonly string[], call: number, event: JsonObject) => Answer;

export class Mappings {
  readonly clock = new VirtualClock();
  readonly calls: Call[] = [];
  readonly metrics: { readonly name: string; readonly dimensions: object; readonly value: number }[] = [];
  answer: Answering = () => "ok";
  /** Called before each answer; the call is answered once it resolves. */
  hold: (call: number) => Promise<void> = () => Promise.resolve();
  streams!: Streams;
  tables!: Tables;
  queues!: Queues;
  objects!: Objects;
  topics!: Topics;
  mappings!: EventSourceMappings;
  /** How destinations are told. */
  deliver!: Deliver;
  functions = new Map([["consume", 3]]);
  #book!: RecordBook;
  readonly #startedAt = this.clock.now();

  static async open(directory?: string): Promise<Mappings> {
    const opened = new Mappings();
    await opened.#open(directory);
    return opened;
  }

  async #open(directory: string | undefined): Promise<void> {
    const { clock } = this;
    const identity = localIdentity;
    const endpoint = "http://127.0.0.1:4566";
    const common = { directory: undefined, clock, identity };
    const router = new Router(identity);
    this.deliver = router.deliver;
    this.streams = await Streams.open(common);
    this.tables = await Tables.open({ ...common, onFault: fail, ...noStreams });
    this.queues = await Queues.open({ ...common, endpoint });
    this.objects = await Objects.open({ directory: undefined, clock, onDamage: fail });
    this.topics = await Topics.open({
      ...{ ...common, endpoint, compileFilter: compileSnsPattern, deliver: router.deliver },
      onUndelivered: fail,
    });
    router.add(queueTarget(this.queues), topicTarget(this.topics));
    this.#book = await RecordBook.open({ directory, name: "functions.journal" });
    this.mappings = new EventSourceMappings({
      ...{
        clock,
        identity,
        deliver: (request) => this.deliver(request),
        directory,
        repair: undefined,
        objects: this.objects,
        onFault: fail,
      },
      metrics: {
        series: (_, name, dimensions) => ({
          record: (value) => void this.metrics.push({ name, dimensions, value }),
        }),
      },
      sources: { kinesis: this.streams, dynamodb: this.tables, sqs: this.queues },
      records: this.#book.records<MappingRecord>("eventSourceMappings"),
      windows: new KeptWindows(this.#book),
      arnOf: (name) =>
        this.functions.has(name.split(":").at(-1) ?? "")
          ? `${functionArn.replace("consume", name)}`
          : undefined,
      checkMappable: () => undefined,
      functionOf: () => ({ roleArn: "arn:aws:iam::000000000000:role/r", timeoutSeconds: 3 }),
      invoke: (request) => this.#invoke(request),
    });
    this.mappings.start();
  }

  get keptWindows(): readonly unknown[] {
    return this.#book.records("tumblingWindows").values();
  }

  async close(): Promise<void> {
    this.hold = () => Promise.resolve();
    await this.mappings.stop();
    await Promise.all([this.streams.close(), this.tables.close(), this.queues.close(), this.objects.close()]);
    await this.#book.close();
  }

  async run(seconds: number): Promise<void> {
    for (let second = 0; second < seconds; second++) {
      this.clock.advanceBy(1000);
      await settled();
    }
  }

  async #invoke({ payload = "{}" }: InvocationRequest): Promise<InvocationResult> {
    const event = JSON.parse(String(payload)) as JsonObject;
    const call = this.calls.length;
    this.calls.push({ event, at: (this.clock.now() - this.#startedAt) / 1000 });
    await this.hold(call);
    const records = recordsOf(event);
    const answer = this.answer(records.map(textOf), call, event);
    if (answer === "throttle")
      throw new ServiceError("TooManyRequestsException", "Rate Exceeded.", { status: 429 });
    if (answer === "gone")
      throw new ServiceError("ResourceNotFoundException", "Function not found", { status: 404 });
    const isFailed = answer === "fail";
    const value = isFailed ? { errorType: "Error", errorMessage: "boom" } : returned(answer, records);
    return {
      ...{ requestId: `request-${call}`, statusCode: 200, executedVersion: "$LATEST" },
      payload: isRaw(answer) ? answer.raw : JSON.stringify(value),
      functionError: isFailed ? "Unhandled" : undefined,
      ...{ durationMs: 1, billedDurationMs: 1, logTail: undefined },
    };
  }
}

function returned(
  answer: Exclude<Answer, "fail" | "throttle" | "gone">,
  records: readonly JsonObject[],
): Json {
  if (answer === "ok") return null;
  if ("json" in answer) return answer.json;
  if ("raw" in answer) return null;
  const named = answer.report.map((text) => {
    const record = records.find((each) => textOf(each) === text);
    return { itemIdentifier: record === undefined ? text : identifierOf(record) };
  });
  return { batchItemFailures: named };
}

function isRaw(answer: Answer): answer is { readonly raw: string } {
  return typeof answer === "object" && "raw" in answer;
}

export function recordsOf(event: JsonObject): readonly JsonObject[] {
  return event.Records as unknown as readonly JsonObject[];
}

/** What was put, whatever the source. */
export function textOf(record: JsonObject): string {
  const { kinesis, dynamodb, body } = record as Record<string, { [name: string]: Json }>;
  if (kinesis !== undefined) return Buffer.from(String(kinesis.data), "base64").toString();
  if (dynamodb === undefined) return String(body);
  const { NewImage } = dynamodb as { readonly NewImage?: { readonly text?: { readonly S?: string } } };
  return NewImage?.text?.S ?? "";
}

function identifierOf(record: JsonObject): string {
  const { kinesis, dynamodb, messageId } = record as Record<string, { [name: string]: Json }>;
  return String(kinesis?.sequenceNumber ?? dynamodb?.SequenceNumber ?? messageId);
}

function fail(fault: unknown): never {
  throw fault;
}
