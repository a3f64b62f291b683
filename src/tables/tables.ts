// DynamoDB: dynalite in a worker thread, its data in the region's folder. Time to live, which dynalite lacks, is remembered and
// answered here.
// AWS differs: items past their time to live are not deleted, and ReturnValuesOnConditionCheckFailure is ignored.

import { once } from "node:events";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { isJsonObject, type Json, type JsonObject } from "../aws/json.ts";
import { ServiceError } from "../aws/service-error.ts";
import { type TableAnswer, TableClient } from "./table-client.ts";
import { createTableRequest, sameKeys } from "./table-definition.ts";
import type { TableWorkerMessage } from "./table-worker.ts";

export interface TablesOptions {
  /** Where LevelDB keeps the items; undefined for memory only. */
  readonly directory: string | undefined;
}

export class Tables {
  /** dynalite's own address, for clients that may speak to it directly. */
  readonly endpoint: string;
  readonly #options: TablesOptions;
  readonly #worker: Worker;
  readonly #client: TableClient;
  readonly #timeToLive: Map<string, string>;

  private constructor(parts: {
    options: TablesOptions;
    worker: Worker;
    port: number;
    timeToLive: Map<string, string>;
  }) {
    this.#options = parts.options;
    this.#worker = parts.worker;
    this.#client = new TableClient(parts.port);
    this.#timeToLive = parts.timeToLive;
    this.endpoint = `http://127.0.0.1:${parts.port}`;
  }

  static async open(options: TablesOptions): Promise<Tables> {
    const { directory } = options;
    if (directory !== undefined) await mkdir(directory, { recursive: true });
    const path = directory === undefined ? undefined : join(directory, "items");
    const timeToLive = await readTimeToLive(directory);
    const worker = new Worker(new URL("./table-worker.ts", import.meta.url), { workerData: { path } });
    const [message] = (await once(worker, "message")) as [TableWorkerMessage];
    if (!("port" in message)) throw new Error("The table worker did not say where it listens");
    return new Tables({ options, worker, port: message.port, timeToLive });
  }

  /** Creates a table as CloudFormation or CreateTable describes it. A table that is there with the same keys is kept. */
  async createTable(properties: JsonObject): Promise<void> {
    const wanted = createTableRequest(properties);
    const name = String(wanted.TableName);
    try {
      await this.#client.call("CreateTable", wanted);
    } catch (error) {
      if (!(error instanceof ServiceError) || error.code !== "ResourceInUseException") throw error;
      const { Table: present } = await this.#client.call("DescribeTable", { TableName: name });
      if (!sameKeys(wanted, present)) {
        throw new ServiceError("ResourceInUseException", `Table already exists with other keys: ${name}`);
      }
    }
    await this.#untilActive(name);
    const { TimeToLiveSpecification: timeToLive } = properties;
    if (isJsonObject(timeToLive)) await this.#updateTimeToLive(name, timeToLive);
  }

  /** Calls an operation by its API name, such as `PutItem`. Throws ServiceError with DynamoDB's code and text. */
  async request(operation: string, parameters: JsonObject): Promise<JsonObject> {
    const own = this.#ownOperation(operation, parameters);
    return own ?? this.#client.call(operation, parameters);
  }

  /** Passes a wire request on unchanged, but for the operations that are answered here. */
  async forward(target: string, body: Uint8Array): Promise<TableAnswer> {
    const operation = target.slice(target.indexOf(".") + 1);
    if (operation !== "UpdateTimeToLive" && operation !== "DescribeTimeToLive")
      return this.#client.post(target, body);
    try {
      const parameters: Json = JSON.parse(Buffer.from(body).toString("utf8"));
      const answer = await this.#ownOperation(operation, isJsonObject(parameters) ? parameters : {});
      return jsonAnswer(200, answer ?? {});
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      const type = `com.amazonaws.dynamodb.v20120810#${error.code}`;
      return jsonAnswer(error.status, { __type: type, message: error.message });
    }
  }

  async close(): Promise<void> {
    this.#client.close();
    const closed = once(this.#worker, "message");
    this.#worker.postMessage({ close: true });
    await closed;
    await this.#worker.terminate();
  }

  #ownOperation(operation: string, parameters: JsonObject): Promise<JsonObject> | undefined {
    if (operation === "DescribeTimeToLive") return this.#describeTimeToLive(String(parameters.TableName));
    if (operation !== "UpdateTimeToLive") return undefined;
    const { TableName: name, TimeToLiveSpecification: specification } = parameters;
    return this.#updateTimeToLive(String(name), isJsonObject(specification) ? specification : {});
  }

  async #describeTimeToLive(name: string): Promise<JsonObject> {
    await this.#client.call("DescribeTable", { TableName: name });
    const attribute = this.#timeToLive.get(name);
    if (attribute === undefined) return { TimeToLiveDescription: { TimeToLiveStatus: "DISABLED" } };
    return { TimeToLiveDescription: { TimeToLiveStatus: "ENABLED", AttributeName: attribute } };
  }

  async #updateTimeToLive(name: string, specification: JsonObject): Promise<JsonObject> {
    await this.#client.call("DescribeTable", { TableName: name });
    const { AttributeName: attribute, Enabled: enabled } = specification;
    if (typeof attribute !== "string" || typeof enabled !== "boolean") {
      throw new ServiceError(
        "ValidationException",
        "TimeToLiveSpecification needs AttributeName and Enabled",
      );
    }
    if (enabled) this.#timeToLive.set(name, attribute);
    else this.#timeToLive.delete(name);
    await writeTimeToLive(this.#options.directory, this.#timeToLive);
    return { TimeToLiveSpecification: { AttributeName: attribute, Enabled: enabled } };
  }

  /** dynalite answers before a table can be written to. */
  async #untilActive(name: string): Promise<void> {
    for (;;) {
      const { Table: table } = await this.#client.call("DescribeTable", { TableName: name });
      if (isJsonObject(table) && table.TableStatus === "ACTIVE") return;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}

function jsonAnswer(status: number, body: JsonObject): TableAnswer {
  return {
    status,
    headers: { "content-type": "application/x-amz-json-1.0" },
    body: Buffer.from(JSON.stringify(body)),
  };
}

const timeToLiveFile = "time-to-live.json";

async function readTimeToLive(directory: string | undefined): Promise<Map<string, string>> {
  if (directory === undefined) return new Map();
  try {
    const json: Json = JSON.parse(await readFile(join(directory, timeToLiveFile), "utf8"));
    return new Map(
      Object.entries(isJsonObject(json) ? json : {}).map(([name, value]) => [name, String(value)]),
    );
  } catch (error) {
    if ((error as { readonly code?: unknown }).code === "ENOENT") return new Map();
    throw error;
  }
}

async function writeTimeToLive(
  directory: string | undefined,
  attributes: ReadonlyMap<string, string>,
): Promise<void> {
  if (directory === undefined) return;
  const path = join(directory, timeToLiveFile);
  await writeFile(`${path}.next`, JSON.stringify(Object.fromEntries(attributes)), { flush: true });
  await rename(`${path}.next`, path);
}
