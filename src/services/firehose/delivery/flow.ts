// The way of a stream's records: through its processors into buffers, and from those to its destination; and what fails on the way
// into the bucket of errors.

import { InOrder } from "../../../time/in-order.ts";
import { inSlices } from "../../../time/time-slice.ts";
import { compileProcessing } from "../processing/compile-processing.ts";
import { Processor } from "../processing/processor.ts";
import type { PendingRecord, PendingRecords } from "../records/pending-records.ts";
import type { DeliveryStream, Destination } from "../streams/delivery-stream.ts";
import { type BucketDestination, BucketWriter } from "./bucket-writer.ts";
import { Buffers } from "./buffers.ts";
import { EndpointWriter } from "./endpoint-writer.ts";
import { type Ends, endsOf } from "./ends.ts";
import { failedPiece, failedPieces } from "./failed-record.ts";
import { endAll, OpenRecord, type Piece } from "./piece.ts";
import { Pauses } from "./retries.ts";
import { type DeliverySurroundings, tellProblem } from "./surroundings.ts";

/** As many places of a partitioned stream may be gathered for at once. */
const mostPartitions = 500;
/** Of the hundreds of thousands that the last run may have left over. */
const takenAtOnce = 500;

export interface FlowParts {
  readonly stream: DeliveryStream;
  /** Whose the stream's records are called. */
  readonly owner: string;
  readonly records: PendingRecords;
  readonly around: DeliverySurroundings;
}

export class Flow {
  readonly #parts: FlowParts;
  readonly #pauses: Pauses;
  readonly #open = new Set<string>();
  readonly #running = new Set<Promise<void>>();
  readonly #order = new InOrder<Flow>();
  readonly #ends: Ends;
  readonly #processor: Processor | undefined;
  readonly #out: Buffers<Piece>;
  readonly #errors: Buffers<Piece>;
  readonly #backup: Buffers<Piece> | undefined;
  /** Those that have arrived in this turn, which are written down in one piece. */
  #arrived: string[] = [];
  #isStopped = false;

  /** Throws InvalidArgumentException for a destination that is none. */
  constructor(parts: FlowParts) {
    const { stream, around } = parts;
    this.#parts = parts;
    this.#pauses = new Pauses(around.clock);
    this.#ends = endsOf(stream);
    const { main, errors, backup } = this.#ends;
    const failing = this.#writer(errors, main.type === "S3" ? "DeliveryToS3" : "BackupToS3");
    this.#errors = this.#buffers(errors, (pieces) =>
      failing.write({ pieces, errorType: "processing-failed" }),
    );
    this.#out = this.#buffers(main.settings, this.#deliveryTo(main, failing));
    const backups = backup && this.#writer(backup, "BackupToS3");
    this.#backup = backups && this.#buffers(backup, (pieces) => backups.write({ pieces }));
    const processing = compileProcessing(main.settings.ProcessingConfiguration);
    this.#processor =
      processing &&
      new Processor({
        ...{ stream, processing, around, pauses: this.#pauses },
        roleArn: this.#ends.roleArn,
        run: (work) => this.#run(work),
        out: (piece) => this.#put(piece),
        failed: (piece) => this.#errors.add(piece),
        tell: ({ code, message }) => {
          const destination = processing.lambda?.arn ?? "";
          const { CloudWatchLoggingOptions: options } = main.settings;
          tellProblem(around, stream, options, { destination, errorCode: code, message });
        },
      });
  }

  /** Takes records that are pending. One that it has already, or that is delivered by now, is left out. Resolves once all are taken. */
  async take(records: readonly PendingRecord[]): Promise<void> {
    const taking = this.#order.do(this, () => inSlices(this.#takeAll(records)));
    if (!(taking instanceof Promise)) return;
    this.#run(taking);
    await taking;
  }

  /** Yields where whoever asks may give way to others. */
  *#takeAll(records: readonly PendingRecord[]): Generator<void, void> {
    const { owner, records: pending } = this.#parts;
    for (const [at, record] of records.entries()) {
      if (this.#isStopped) return;
      if (at > 0 && at % takenAtOnce === 0) yield;
      if (this.#open.has(record.id) || !pending.has(owner, record.id)) continue;
      this.#open.add(record.id);
      const source = new OpenRecord(record, (id) => this.#done(id));
      if (this.#backup !== undefined) {
        source.hold();
        this.#backup.add({ source, data: record.data });
      }
      if (this.#processor === undefined) this.#put({ source, data: record.data });
      else this.#processor.take(source);
    }
  }

  /** Resolves once nothing is under way. What has not arrived stays pending. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#pauses.stop();
    this.#stopGathering();
    while (this.#running.size > 0) await Promise.all(this.#running);
    // What came into them meanwhile is not waited for.
    this.#stopGathering();
    this.#forgetArrived();
  }

  #writer(destination: BucketDestination, kind: "DeliveryToS3" | "BackupToS3"): BucketWriter {
    const { stream, around } = this.#parts;
    return new BucketWriter({ stream, destination, kind }, around, this.#pauses);
  }

  /** What an endpoint does not take goes to where what fails is. */
  #deliveryTo(main: Destination, failing: BucketWriter): (pieces: readonly Piece[]) => Promise<void> {
    const { stream, around } = this.#parts;
    if (main.type === "S3") {
      const writer = this.#writer(main.settings, "DeliveryToS3");
      return (pieces) => writer.write({ pieces });
    }
    const writer = new EndpointWriter(stream, main.settings, around, this.#pauses);
    return async (pieces) => {
      const failure = await writer.write(pieces);
      if (failure === "stopped") return;
      if (failure === undefined) {
        await inSlices(endAll(pieces));
        return;
      }
      const failed = await failedPieces(pieces, { ...failure, endedAt: around.clock.now() });
      await failing.write({ pieces: failed, errorType: "http-endpoint-failed" });
    };
  }

  #stopGathering(): void {
    this.#processor?.stop();
    for (const buffers of [this.#out, this.#errors, this.#backup]) buffers?.stop();
  }

  #put(piece: Piece): void {
    const { partitionKeys: wanted } = this.#ends;
    const values = wanted.map((name) => partitionKeyOf(piece, name));
    const missing = wanted[values.indexOf("")];
    const key = wanted.length === 0 ? "" : JSON.stringify(values);
    if (missing !== undefined)
      this.#fail(
        piece,
        "DynamicPartitioning.MissingPartitionKey",
        `The Lambda function gave no value for the partition key ${missing}.`,
      );
    else if (wanted.length > 0 && !this.#out.has(key) && this.#out.size >= mostPartitions)
      this.#fail(
        piece,
        "DynamicPartitioning.ActivePartitionLimitExceeded",
        `There are ${mostPartitions} active partitions.`,
      );
    else this.#out.add(piece, key);
  }

  #fail(piece: Piece, errorCode: string, errorMessage: string): void {
    const endedAt = this.#parts.around.clock.now();
    this.#errors.add(failedPiece(piece, { errorCode, errorMessage, attemptsMade: 1, endedAt }));
  }

  #buffers(
    { BufferingHints: hints }: { readonly BufferingHints?: BufferingHints | undefined },
    write: (pieces: readonly Piece[]) => Promise<void>,
  ): Buffers<Piece> {
    const { SizeInMBs = 5, IntervalInSeconds = 300 } = hints ?? {};
    return new Buffers<Piece>({
      clock: this.#parts.around.clock,
      bytes: SizeInMBs * 1024 * 1024,
      intervalMs: IntervalInSeconds * 1000,
      full: (pieces) => this.#run(write(pieces)),
    });
  }

  #run(work: Promise<void>): void {
    const running = work
      .catch((fault: unknown) => this.#parts.around.fault(fault))
      .finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  #done(id: string): void {
    this.#open.delete(id);
    if (this.#arrived.push(id) === 1) queueMicrotask(() => this.#forgetArrived());
  }

  #forgetArrived(): void {
    const arrived = this.#arrived;
    this.#arrived = [];
    if (arrived.length > 0) this.#parts.records.done(this.#parts.owner, arrived);
  }
}

/** Empty if the function gave none. */
function partitionKeyOf({ partitionKeys = {} }: Piece, name: string): string {
  return Object.hasOwn(partitionKeys, name) ? (partitionKeys[name] ?? "") : "";
}

interface BufferingHints {
  readonly SizeInMBs: number | undefined;
  readonly IntervalInSeconds: number | undefined;
}
