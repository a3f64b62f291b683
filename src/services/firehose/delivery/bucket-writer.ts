// Writes objects into a bucket: what fails is tried again for a day, as AWS does, and is given up then.
// https://docs.aws.amazon.com/firehose/latest/dev/retry.html

import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { ServiceError } from "../../../aws/service-error.ts";
import { inSlices } from "../../../time/time-slice.ts";
import type { DeliveryStream } from "../streams/delivery-stream.ts";
import type { ExtendedS3Destination } from "../streams/destination-shapes.ts";
import { compileObjectKey, type KeyOf } from "./object-key.ts";
import { endAll, oldestOf, type Piece } from "./piece.ts";
import type { ErrorType } from "./prefix.ts";
import type { Pauses } from "./retries.ts";
import { type DeliverySurroundings, inRole, tellProblem } from "./surroundings.ts";
import { zipArchive } from "./zip-archive.ts";

const longestMs = 24 * 3_600_000;

/** What a bucket's destinations have in common. */
export type BucketDestination = Pick<
  ExtendedS3Destination,
  "RoleARN" | "BucketARN" | "Prefix" | "ErrorOutputPrefix" | "CompressionFormat" | "CloudWatchLoggingOptions"
> &
  Partial<Pick<ExtendedS3Destination, "FileExtension" | "CustomTimeZone">>;

export interface ObjectBatch {
  readonly pieces: readonly Piece[];
  readonly errorType?: ErrorType | undefined;
}

export class BucketWriter {
  readonly #stream: DeliveryStream;
  readonly #destination: BucketDestination;
  /** As metrics call it. */
  readonly #kind: "DeliveryToS3" | "BackupToS3";
  readonly #around: DeliverySurroundings;
  readonly #pauses: Pauses;
  readonly #keyOf: KeyOf;

  constructor(
    {
      stream,
      destination,
      kind,
    }: {
      readonly stream: DeliveryStream;
      readonly destination: BucketDestination;
      readonly kind: "DeliveryToS3" | "BackupToS3";
    },
    around: DeliverySurroundings,
    pauses: Pauses,
  ) {
    this.#stream = stream;
    this.#destination = destination;
    this.#kind = kind;
    this.#around = around;
    this.#pauses = pauses;
    this.#keyOf = compileObjectKey(stream, destination);
  }

  /** Resolves once all is written, or given up, or once it is stopped: what is not written stays as it was. */
  async write({ pieces, errorType }: ObjectBatch): Promise<void> {
    const [first] = pieces;
    if (first === undefined) return;
    const at = oldestOf(pieces);
    const key = this.#keyOf({ at, errorType, partitionKeys: first.partitionKeys ?? {} });
    const data = await inSlices(joined(pieces));
    const { CompressionFormat: format = "UNCOMPRESSED" } = this.#destination;
    const bytes = await compressed(format, data, nameIn(key));
    for (let attempts = 1; ; attempts++) {
      if (await this.#put(key, bytes)) {
        this.#countWritten(pieces.length, data.length, at);
        break;
      }
      if (this.#around.clock.now() - at >= longestMs) {
        this.#tell(
          "S3.GivenUp",
          `${pieces.length} records were given up: they could not be delivered for a day`,
        );
        break;
      }
      if (!(await this.#pauses.after(attempts))) return;
    }
    await inSlices(endAll(pieces));
  }

  async #put(key: string, bytes: Uint8Array): Promise<boolean> {
    const { RoleARN, BucketARN } = this.#destination;
    const bucket = BucketARN.slice(BucketARN.lastIndexOf(":") + 1);
    const { access, buckets, count } = this.#around;
    try {
      access?.check({
        ...{ service: "s3", operation: "PutObject", request: { Bucket: bucket, Key: key } },
        caller: inRole(this.#stream, RoleARN),
      });
      await buckets.putObject({ bucket, key, bytes, contentType: "application/octet-stream" });
      return true;
    } catch (problem) {
      if (!(problem instanceof ServiceError)) this.#around.fault(problem);
      const code = problem instanceof ServiceError ? problem.code : "InternalError";
      this.#tell(`S3.${code}`, problem instanceof Error ? problem.message : String(problem));
      count(this.#stream.name, `${this.#kind}.Success`, "Count", 0);
      return false;
    }
  }

  #tell(errorCode: string, message: string): void {
    const { BucketARN: destination, CloudWatchLoggingOptions: options } = this.#destination;
    tellProblem(this.#around, this.#stream, options, { destination, errorCode, message });
  }

  #countWritten(records: number, bytes: number, at: number): void {
    const { count, clock } = this.#around;
    const { name } = this.#stream;
    count(name, `${this.#kind}.Success`, "Count", 1);
    count(name, `${this.#kind}.Records`, "Count", records);
    count(name, `${this.#kind}.Bytes`, "Bytes", bytes);
    count(name, `${this.#kind}.DataFreshness`, "Seconds", Math.max(0, clock.now() - at) / 1000);
    if (this.#kind === "DeliveryToS3") count(name, "DeliveryToS3.ObjectCount", "Count", 1);
  }
}

/** Of 128 MB, where the pieces are small, joining takes longer than others should wait. */
function* joined(pieces: readonly Piece[]): Generator<void, Buffer> {
  const whole = Buffer.allocUnsafe(pieces.reduce((sum, { data }) => sum + data.length, 0));
  let at = 0;
  for (const { data } of pieces) {
    whole.set(data, at);
    at += data.length;
    yield;
  }
  return whole;
}

function nameIn(key: string): string {
  return key.slice(key.lastIndexOf("/") + 1).replace(/\.zip$/, "");
}

const pack = promisify(gzip);

/** `name` is what the file in a ZIP archive is called. */
async function compressed(format: string, bytes: Buffer, name: string): Promise<Uint8Array> {
  if (format === "GZIP") return pack(bytes);
  if (format === "ZIP") return zipArchive(name, bytes);
  return bytes;
}
