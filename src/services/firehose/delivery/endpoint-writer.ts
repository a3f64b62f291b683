// Sends records to an HTTP endpoint of this machine: each request is tried again until its time is over, and then its records are
// failed ones.
// https://docs.aws.amazon.com/firehose/latest/dev/httpdeliveryrequestresponse.html

import { randomUUID } from "node:crypto";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { isJsonObject } from "../../../aws/json.ts";
import { jsonOrUndefined } from "../../../aws/json-text.ts";
import { exchange } from "../../../http-client/exchange.ts";
import { inSlices } from "../../../time/time-slice.ts";
import type { DeliveryStream } from "../streams/delivery-stream.ts";
import type { HttpDestination } from "../streams/destination-shapes.ts";
import { oldestOf, type Piece } from "./piece.ts";
import type { Pauses } from "./retries.ts";
import { type DeliverySurroundings, tellProblem } from "./surroundings.ts";

const limits = { timeoutMs: 180_000, mostResponseBytes: 1024 * 1024 };
const defaultRetrySeconds = 300;
const pack = promisify(gzip);

/** Why an endpoint did not take a request. */
export interface EndpointFailure {
  readonly errorCode: string;
  readonly errorMessage: string;
  readonly attemptsMade: number;
}

export class EndpointWriter {
  readonly #stream: DeliveryStream;
  readonly #destination: HttpDestination;
  readonly #around: DeliverySurroundings;
  readonly #pauses: Pauses;

  constructor(
    stream: DeliveryStream,
    destination: HttpDestination,
    around: DeliverySurroundings,
    pauses: Pauses,
  ) {
    this.#stream = stream;
    this.#destination = destination;
    this.#around = around;
    this.#pauses = pauses;
  }

  /** Undefined once the endpoint has taken them; "stopped" if it is not known to have by the time of a stop. */
  async write(pieces: readonly Piece[]): Promise<EndpointFailure | "stopped" | undefined> {
    const { clock, count } = this.#around;
    const { DurationInSeconds: seconds = defaultRetrySeconds } = this.#destination.RetryOptions ?? {};
    const requestId = randomUUID();
    let endsAt: number | undefined;
    for (let attempts = 1; ; attempts++) {
      const problem = await this.#post(requestId, pieces);
      count(this.#stream.name, "DeliveryToHttpEndpoint.Success", "Count", problem === undefined ? 1 : 0);
      if (problem === undefined) {
        this.#countTaken(pieces);
        return undefined;
      }
      tellProblem(this.#around, this.#stream, this.#destination.CloudWatchLoggingOptions, {
        destination: this.#destination.EndpointConfiguration.Url,
        errorCode: problem.errorCode,
        message: problem.errorMessage,
      });
      // The time for trying again begins with the first failure.
      endsAt ??= clock.now() + seconds * 1000;
      if (problem.isFinal || clock.now() >= endsAt) {
        const { errorCode, errorMessage } = problem;
        return { errorCode, errorMessage, attemptsMade: attempts };
      }
      if (!(await this.#pauses.after(attempts))) return "stopped";
    }
  }

  async #post(requestId: string, pieces: readonly Piece[]) {
    const { EndpointConfiguration, RequestConfiguration } = this.#destination;
    const { clock } = this.#around;
    const whole = await inSlices(bodyOf(requestId, clock.now(), pieces));
    const isPacked = RequestConfiguration?.ContentEncoding === "GZIP";
    const attributes = RequestConfiguration?.CommonAttributes ?? [];
    const headers = new Headers({
      "content-type": "application/json",
      "user-agent": "Amazon Kinesis Data Firehose Agent/1.0",
      "x-amz-firehose-protocol-version": "1.0",
      "x-amz-firehose-request-id": requestId,
      "x-amz-firehose-source-arn": this.#stream.arn,
    });
    if (isPacked) headers.set("content-encoding", "gzip");
    if (EndpointConfiguration.AccessKey !== undefined)
      headers.set("x-amz-firehose-access-key", EndpointConfiguration.AccessKey);
    if (attributes.length > 0) headers.set("x-amz-firehose-common-attributes", written(attributes));
    const body = isPacked ? new Uint8Array(await pack(whole)) : whole;
    const response = await exchange(
      { url: new URL(EndpointConfiguration.Url), method: "POST", headers, body },
      limits,
      { clock },
    );
    if ("problem" in response)
      return failure(
        "HttpEndpoint.ConnectionFailure",
        `The endpoint could not be asked: ${response.problem}`,
      );
    const { status } = response;
    if (status !== 200)
      return failure(
        "HttpEndpoint.DestinationException",
        `The endpoint answered with the status ${status}. ${messageIn(response.text)}`.trim(),
        status === 413,
      );
    return answered(response.text, requestId)
      ? undefined
      : failure(
          "HttpEndpoint.InvalidResponseFromDestination",
          "The answer of the endpoint has not the request's requestId and a timestamp.",
        );
  }

  #countTaken(pieces: readonly Piece[]): void {
    const { count, clock } = this.#around;
    const { name } = this.#stream;
    const bytes = pieces.reduce((sum, { data }) => sum + data.length, 0);
    count(name, "DeliveryToHttpEndpoint.Records", "Count", pieces.length);
    count(name, "DeliveryToHttpEndpoint.Bytes", "Bytes", bytes);
    count(name, "DeliveryToHttpEndpoint.DataFreshness", "Seconds", (clock.now() - oldestOf(pieces)) / 1000);
  }
}

/** There may be 64 MB of records: each is written to its place, as to put them together at the end would take as long as all of them. */
function* bodyOf(
  requestId: string,
  timestamp: number,
  pieces: readonly Piece[],
): Generator<void, Buffer<ArrayBuffer>> {
  const head = `{"requestId":"${requestId}","timestamp":${timestamp},"records":[`;
  const records = pieces.reduce((sum, { data }) => sum + recordBytes(data), 0);
  const body = Buffer.allocUnsafeSlow(head.length + records + Math.max(0, pieces.length - 1) + "]}".length);
  let at = body.write(head, 0, "latin1");
  for (const [index, { data }] of pieces.entries()) {
    const comma = index === 0 ? "" : ",";
    at += body.write(`${comma}{"data":"${data.toString("base64")}"}`, at, "latin1");
    yield;
  }
  body.write("]}", at, "latin1");
  return body;
}

function recordBytes({ length }: Buffer): number {
  return '{"data":""}'.length + 4 * Math.ceil(length / 3);
}

function failure(errorCode: string, errorMessage: string, isFinal = false) {
  return { errorCode, errorMessage, isFinal };
}

function written(
  attributes: readonly { readonly AttributeName: string; readonly AttributeValue: string }[],
): string {
  return JSON.stringify({
    commonAttributes: Object.fromEntries(
      attributes.map(({ AttributeName, AttributeValue }) => [AttributeName, AttributeValue]),
    ),
  });
}

function answered(text: string, requestId: string): boolean {
  const answer = jsonOrUndefined(text);
  return isJsonObject(answer) && answer.requestId === requestId && typeof answer.timestamp === "number";
}

function messageIn(text: string): string {
  const answer = jsonOrUndefined(text);
  return isJsonObject(answer) && typeof answer.errorMessage === "string" ? answer.errorMessage : "";
}
