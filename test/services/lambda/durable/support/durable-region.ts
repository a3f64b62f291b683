// A region with durable functions, whose handlers speak with it in its own words, as whoever tests them needs it.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as sdk from "@aws-sdk/client-lambda";
import { expect } from "@jest/globals";
import { lambdaApi } from "../../../../../src/services/lambda/api/api.ts";
import { zipFiles } from "../../../../../src/services/lambda/code/zip-files.ts";
import { fastClock } from "../../../../../src/time/fast-clock.ts";
import { type SdkServer, serve } from "../../../../server/sdk-server.ts";
import { until } from "../../../../support/until.ts";
import { type OpenedLambda, openLambda } from "../../open-lambda.ts";
import { callBy, type Input } from "../../support/steps.ts";
import { durableModule } from "./durable-handler.ts";

export const handlers = {
  travels: `async (input, { step, wait, callback, invoke }) => {
    const first = await step("first", () => { console.log("first runs"); return input.n + 1; });
    const tried = await step("tried", (attempt) => { if (attempt < 2) throw new RangeError("attempt " + attempt); return attempt; });
    await wait("pause", 1);
    const told = await callback("approval", { TimeoutSeconds: 500 }, (id) => console.log("callback " + id));
    const doubled = await invoke("doubled", "plain", { n: first });
    return { first, tried, told, doubled };
  }`,
  waits: `async (input, { step, wait }) => {
    const at = await step("at", () => { console.log("step runs"); return 7; });
    await wait("long", input.seconds);
    return at;
  }`,
  asks: `async (input, { callback }) => callback("ask", input.options, (id) => console.log("callback " + id))`,
  stumbles: `async (input, { step }) => {
    let isFirst = false;
    await step("begun", () => { isFirst = true; return null; });
    if (isFirst) process.exit(3);
    return "got up";
  }`,
  chains: `async (input, { invoke }) => invoke("other", input.other, { seconds: 1 })`,
  misuses: `async (input, { send }) => { await send(...input.updates); return "taken"; }`,
} as const;

export class DurableRegion {
  readonly #directory = mkdtempSync(join(tmpdir(), "durable-"));
  /** What waits for a second waits for a tenth of one. It goes on when the region is opened again. */
  readonly #clock = fastClock(10);
  #opened: OpenedLambda | undefined;
  #server: SdkServer | undefined;
  #client = new sdk.LambdaClient({});

  readonly call = callBy(() => this.#client);

  async open(): Promise<void> {
    // Whatever an earlier run left over is invoked as soon as it is open, and asks the region at once.
    const server = await serve();
    this.#server = server;
    this.#opened = await openLambda(this.#directory, { clock: this.#clock, endpointUrl: () => server.url });
    server.serve(lambdaApi(this.#opened.lambda));
    this.#client = new sdk.LambdaClient({ ...server.clientConfiguration, maxAttempts: 1 });
  }

  /** What it has on disk stays. */
  async close(): Promise<void> {
    this.#client.destroy();
    await this.#server?.close();
    await this.#opened?.lambda.close();
    expect(this.#server?.faults).toEqual([]);
  }

  remove(): void {
    rmSync(this.#directory, { recursive: true, force: true });
  }

  /** The handlers by their names, a function that doubles and one that fails. */
  async createAll(): Promise<void> {
    const plain = zipFiles({
      "index.mjs": Buffer.from("export const handler = async ({ n }) => n * 2;"),
      "fails.mjs": Buffer.from("export const handler = async () => { throw new TypeError('no number'); };"),
    });
    const Role = "arn:aws:iam::000000000000:role/any";
    const common = { Role, Runtime: "nodejs24.x", Code: { ZipFile: plain } };
    await this.call("CreateFunction", { ...common, FunctionName: "plain", Handler: "index.handler" });
    await this.call("CreateFunction", { ...common, FunctionName: "fails", Handler: "fails.handler" });
    for (const [name, body] of Object.entries(handlers)) await this.create(name, body);
  }

  create(name: string, body: string, more: Input = {}): Promise<void> {
    return this.createAs(
      name,
      `import { durable } from "./durable.mjs";\nexport const handler = durable(${body});`,
      more,
    );
  }

  /** One whose module is this. */
  async createAs(name: string, index: string, more: Input = {}): Promise<void> {
    await this.call("CreateFunction", {
      ...{ FunctionName: name, Role: "arn:aws:iam::000000000000:role/any", Runtime: "nodejs24.x" },
      ...{ Handler: "index.handler", Timeout: 30, DurableConfig: { ExecutionTimeout: 600 } },
      Code: {
        ZipFile: zipFiles({ "index.mjs": Buffer.from(index), "durable.mjs": Buffer.from(durableModule) }),
      },
      ...more,
    });
    await this.call("GetFunctionConfiguration", { FunctionName: name });
  }

  /** Starts one, and tells its ARN. */
  async start(FunctionName: string, input: unknown = {}, more: Input = {}): Promise<string> {
    const asked = { FunctionName, Qualifier: "$LATEST", InvocationType: "Event" };
    const { DurableExecutionArn } = await this.call("Invoke", {
      ...{ ...asked, Payload: JSON.stringify(input) },
      ...more,
    });
    return String(DurableExecutionArn);
  }

  async ended(DurableExecutionArn: string): Promise<Input> {
    let told: Input = {};
    await until(async () => {
      told = await this.call("GetDurableExecution", { DurableExecutionArn });
      return told.Status !== "RUNNING";
    });
    return told;
  }

  async typesOf(DurableExecutionArn: string): Promise<readonly string[]> {
    const { Events } = await this.call("GetDurableExecutionHistory", { DurableExecutionArn });
    return (Events as readonly { readonly EventType: string }[]).map(({ EventType }) => EventType);
  }

  /** What handlers printed behind these words. */
  lines(beginning: string): readonly string[] {
    return (this.#opened?.log ?? []).flatMap(({ message }) => {
      const at = message.indexOf(beginning);
      return at < 0 ? [] : [message.slice(at + beginning.length).trim()];
    });
  }

  async callbackIds(count: number): Promise<readonly string[]> {
    await until(() => this.lines("callback ").length >= count);
    return this.lines("callback ");
  }
}
