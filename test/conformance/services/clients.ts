// The JavaScript SDK's clients by the names that recordings give services, and their answers as the Python SDK shows them,
// with which the recordings were made.

import * as cloudwatch from "@aws-sdk/client-cloudwatch";
import * as logs from "@aws-sdk/client-cloudwatch-logs";
import * as dynamodb from "@aws-sdk/client-dynamodb";
import * as dynamodbstreams from "@aws-sdk/client-dynamodb-streams";
import * as events from "@aws-sdk/client-eventbridge";
import * as kinesis from "@aws-sdk/client-kinesis";
import * as s3 from "@aws-sdk/client-s3";
import * as scheduler from "@aws-sdk/client-scheduler";
import * as sns from "@aws-sdk/client-sns";
import * as sqs from "@aws-sdk/client-sqs";
import type { Json, JsonObject } from "../../../src/aws/json.ts";
import type { ParameterObject } from "./parameters.ts";
import { refusedToPython, sendHeadersAsPython, sentByPython, shownByPython } from "./s3-as-python.ts";

export type CallOutcome = { readonly answer: JsonObject } | { readonly refusal: Refusal };

export interface Refusal {
  readonly code: string;
  readonly message: string | null;
  readonly type: string;
  readonly status: number;
  /** Beside code and text, under the Python SDK's `Error`. */
  readonly members: JsonObject;
  /** Members of the answer beside the error's code and text. */
  readonly more: JsonObject;
}

export interface Client {
  readonly middlewareStack?: unknown;
  send(command: object): Promise<unknown>;
  destroy(): void;
}

type Package = Readonly<Record<string, unknown>>;

const packages: Readonly<Record<string, { readonly client: string; readonly package: Package }>> = {
  cloudwatch: { client: "CloudWatchClient", package: cloudwatch },
  dynamodb: { client: "DynamoDBClient", package: dynamodb },
  dynamodbstreams: { client: "DynamoDBStreamsClient", package: dynamodbstreams },
  events: { client: "EventBridgeClient", package: events },
  kinesis: { client: "KinesisClient", package: kinesis },
  logs: { client: "CloudWatchLogsClient", package: logs },
  s3: { client: "S3Client", package: s3 },
  scheduler: { client: "SchedulerClient", package: scheduler },
  sns: { client: "SNSClient", package: sns },
  sqs: { client: "SQSClient", package: sqs },
};

export class Clients {
  readonly #endpoint: string;
  readonly #clients = new Map<string, Client>();

  constructor(endpoint: string) {
    this.#endpoint = endpoint;
  }

  /** Throws if there is no client of the service, or no such operation. */
  async call(service: string, operation: string, parameters: ParameterObject): Promise<CallOutcome> {
    const known = packages[service];
    if (known === undefined) throw new Error(`There is no client of the service ${service}`);
    const Command = known.package[`${operation}Command`] as (new (input: unknown) => object) | undefined;
    if (Command === undefined) throw new Error(`The client of ${service} has no operation ${operation}`);
    try {
      const sent = service === "s3" ? sentByPython(operation, parameters) : parameters;
      const answer = await shownAnswer((await this.#client(service, known).send(new Command(sent))) as Shown);
      return { answer: service === "s3" ? shownByPython(operation, parameters, answer) : answer };
    } catch (thrown) {
      if (!(thrown instanceof Error) || !("$metadata" in thrown)) throw thrown;
      const isHead = service === "s3" && operation.startsWith("Head");
      const refusal = await shownRefusal(thrown as ThrownRefusal, isHead);
      return { refusal: service === "s3" ? refusedToPython(refusal) : refusal };
    }
  }

  destroy(): void {
    for (const client of this.#clients.values()) client.destroy();
  }

  #client(service: string, known: { readonly client: string; readonly package: Package }): Client {
    const present = this.#clients.get(service);
    if (present !== undefined) return present;
    const Constructor = known.package[known.client] as new (settings: object) => Client;
    const client = new Constructor({
      endpoint: this.#endpoint,
      region: "us-east-1",
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
      maxAttempts: 1,
      disableHostPrefix: true,
      forcePathStyle: true,
      useQueueUrlAsEndpoint: false,
    });
    if (service === "s3") sendHeadersAsPython(client);
    this.#clients.set(service, client);
    return client;
  }
}

interface Shown {
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly [member: string]: unknown;
}

interface ThrownRefusal extends Error, Shown {
  readonly $fault?: string;
  readonly Code?: string;
  readonly Type?: string;
  readonly __type?: string;
}

async function shownAnswer({ $metadata, ...members }: Shown): Promise<JsonObject> {
  const status = $metadata?.httpStatusCode ?? 0;
  return { ...((await shown(members)) as JsonObject), ResponseMetadata: { HTTPStatusCode: status } };
}

/** What the JavaScript SDK adds to an error. */
const additions = new Set([
  "$fault",
  "$metadata",
  "$response",
  "$retryable",
  "$service",
  "Code",
  "Error",
  "HostId",
  "RequestId",
  "Type",
  "__type",
  "message",
  "Message",
  "name",
  "requestId",
  "stack",
]);

/** A HEAD's error has no body: the status is all that there is. */
async function shownRefusal(error: ThrownRefusal, isHead: boolean): Promise<Refusal> {
  const status = error.$metadata?.httpStatusCode ?? 0;
  const members = Object.entries(error).filter(([name]) => !additions.has(name));
  const others = (await shown(Object.fromEntries(members))) as JsonObject;
  return {
    code: isHead ? String(status) : plainCode(error.Code ?? error.name),
    // The JavaScript SDK puts a text of its own where a service has none.
    message: isHead ? (statusNames[status] ?? "") : error.message === "UnknownError" ? "" : error.message,
    type: error.Type ?? (error.$fault === "server" ? "Receiver" : "Sender"),
    status,
    // Where a header carries the Query protocol's code, the Python SDK shows the body's beside it.
    members: error.__type === undefined ? others : { ...others, QueryErrorCode: plainCode(error.__type) },
    more: others,
  };
}

function plainCode(code: string): string {
  return code.replace(/^.*#/, "");
}

const statusNames: Readonly<Record<number, string>> = {
  304: "Not Modified",
  400: "Bad Request",
  403: "Forbidden",
  404: "Not Found",
  412: "Precondition Failed",
};

/** Bytes as `{"$bytes": …}`, times as Python prints them, streams read. */
async function shown(value: unknown): Promise<Json> {
  if (value === null || typeof value !== "object") return value as Json;
  if (value instanceof Date) return pythonTime(value);
  if (value instanceof Uint8Array) return { $bytes: Buffer.from(value).toString("base64") };
  if (Array.isArray(value)) return Promise.all(value.map(shown));
  if ("transformToByteArray" in value) {
    const body = value as { transformToByteArray(): Promise<Uint8Array> };
    return { $bytes: Buffer.from(await body.transformToByteArray()).toString("base64") };
  }
  const members: [string, Json][] = [];
  for (const [name, member] of Object.entries(value)) {
    if (member !== undefined) members.push([name, await shown(member)]);
  }
  return Object.fromEntries(members);
}

function pythonTime(time: Date): string {
  return time
    .toISOString()
    .replace("T", " ")
    .replace(".000Z", "+00:00")
    .replace(/(\.\d{3})Z$/, "$1000+00:00");
}
