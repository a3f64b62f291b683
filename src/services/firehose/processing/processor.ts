// Makes of the records of a stream what its processors say, and hands on what comes of it or why nothing does.
// https://docs.aws.amazon.com/firehose/latest/dev/data-transformation.html

import { Buffers } from "../delivery/buffers.ts";
import { failedPiece } from "../delivery/failed-record.ts";
import type { OpenRecord, Piece } from "../delivery/piece.ts";
import type { Pauses } from "../delivery/retries.ts";
import type { DeliverySurroundings } from "../delivery/surroundings.ts";
import type { DeliveryStream } from "../streams/delivery-stream.ts";
import type { CompiledProcessing, LambdaSettings } from "./compile-processing.ts";
import { invocationFailure, type LambdaItem, lambdaEvent, transformedItems } from "./lambda-batch.ts";
import { ProcessingFailure } from "./processing-failure.ts";

/** Of one call of a function: records without data would never fill its buffer. */
const mostItems = 10_000;

export interface ProcessorSeams {
  readonly stream: DeliveryStream;
  /** In whose name a function is invoked. */
  readonly roleArn: string;
  readonly processing: CompiledProcessing;
  readonly around: DeliverySurroundings;
  readonly pauses: Pauses;
  /** Keeps what is under way in mind, so that a stop waits for it. */
  readonly run: (work: Promise<void>) => void;
  readonly out: (piece: Piece) => void;
  readonly failed: (piece: Piece) => void;
  readonly tell: (failure: ProcessingFailure) => void;
}

export class Processor {
  readonly #seams: ProcessorSeams;
  readonly #waiting: Buffers<LambdaItem> | undefined;

  constructor(seams: ProcessorSeams) {
    this.#seams = seams;
    const { lambda } = seams.processing;
    this.#waiting =
      lambda &&
      new Buffers<LambdaItem>({
        clock: seams.around.clock,
        bytes: lambda.bufferBytes,
        intervalMs: lambda.bufferMs,
        most: mostItems,
        full: (items) => seams.run(this.#transform(lambda, items)),
      });
  }

  take(source: OpenRecord): void {
    if (this.#seams.processing.splits.length === 0) this.#next({ source, data: source.record.data }, 0);
    else this.#seams.run(this.#split(source));
  }

  stop(): void {
    this.#waiting?.stop();
  }

  async #split(source: OpenRecord): Promise<void> {
    const whole = source.record.data;
    try {
      let parts: readonly Buffer[] = [whole];
      for (const split of this.#seams.processing.splits)
        parts = (await Promise.all(parts.map(async (part) => split(part)))).flat();
      for (const [index, data] of parts.entries()) {
        source.hold();
        this.#next({ source, data }, index);
      }
      source.end();
    } catch (problem) {
      if (!(problem instanceof ProcessingFailure)) throw problem;
      this.#fail({ source, data: whole }, problem, 1);
    }
  }

  /** `index` tells apart what is of one record. */
  #next(piece: Piece, index: number): void {
    if (this.#waiting === undefined) this.#hand(piece);
    else this.#waiting.add({ ...piece, id: `${piece.source.record.id}${String(index).padStart(6, "0")}` });
  }

  async #transform(lambda: LambdaSettings, items: readonly LambdaItem[]): Promise<void> {
    const { stream, roleArn, around } = this.#seams;
    const text = JSON.stringify(lambdaEvent(stream, around.identity.region, items));
    for (let attempts = 1; ; attempts++) {
      const startedAt = around.clock.now();
      const outcome = await around.deliver({
        arn: lambda.arn,
        caller: { arn: stream.arn, roleArn },
        payload: { text },
        until: "answered",
      });
      const isTaken = outcome.status === "DELIVERED";
      around.count(stream.name, "ExecuteProcessing.Duration", "Milliseconds", around.clock.now() - startedAt);
      around.count(stream.name, "ExecuteProcessing.Success", "Count", isTaken ? 1 : 0);
      if (isTaken)
        return this.#settle(lambda, items, () => transformedItems(items, outcome.answer), attempts);
      if (attempts > lambda.retries)
        return this.#settle(
          lambda,
          items,
          () => {
            throw invocationFailure(outcome.error);
          },
          attempts,
        );
      if (!(await this.#seams.pauses.after(attempts))) return;
    }
  }

  #settle(
    lambda: LambdaSettings,
    items: readonly LambdaItem[],
    made: () => ReturnType<typeof transformedItems>,
    attempts: number,
  ): void {
    const { around, stream, tell } = this.#seams;
    let results: ReturnType<typeof transformedItems>;
    try {
      results = made();
    } catch (problem) {
      if (!(problem instanceof ProcessingFailure)) throw problem;
      tell(problem);
      results = items.map(() => problem);
    }
    for (const [index, item] of items.entries()) {
      const result = results[index];
      if (result instanceof ProcessingFailure) this.#fail(item, result, attempts, lambda.arn);
      else {
        around.count(stream.name, "SucceedProcessing.Records", "Count", 1);
        around.count(stream.name, "SucceedProcessing.Bytes", "Bytes", item.data.length);
        if (result === undefined) item.source.end();
        else this.#hand({ ...result, source: item.source });
      }
    }
  }

  #hand(piece: Piece): void {
    const { delimiter } = this.#seams.processing;
    this.#seams.out(
      delimiter === undefined ? piece : { ...piece, data: Buffer.concat([piece.data, delimiter]) },
    );
  }

  #fail(piece: Piece, { code, message }: ProcessingFailure, attemptsMade: number, lambdaArn?: string): void {
    const endedAt = this.#seams.around.clock.now();
    this.#seams.failed(
      failedPiece(piece, { errorCode: code, errorMessage: message, attemptsMade, endedAt, lambdaArn }),
    );
  }
}
