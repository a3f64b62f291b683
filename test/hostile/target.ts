// The region under attack, seen from outside: started, asked, killed and started again.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { Agent, request as httpRequest, type IncomingHttpHeaders } from "node:http";
import { connect } from "node:net";
import { createInterface } from "node:readline";
import type { Serving } from "./region.ts";

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Refusal {
  readonly exitCode: number | null;
  readonly message: string;
}

export interface StartOptions {
  /** As whom; the present user otherwise. */
  readonly uid?: number;
  readonly repair?: boolean;
}

const startLimitMs = 60_000;
const answerLimitMs = 30_000;

export class Target {
  readonly directory: string;
  /** Faults of its own that the region has told of. */
  readonly faults: string[] = [];
  /** What a repair told of, file by file. */
  readonly damage: string[] = [];
  /** Executions that it set aside when it started. */
  readonly setAside: string[] = [];
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 16 });
  #child: ChildProcess | undefined;
  #serving: Serving = { port: 0, operations: {} };

  constructor(directory: string) {
    this.directory = directory;
  }

  get port(): number {
    return this.#serving.port;
  }

  get operations(): Serving["operations"] {
    return this.#serving.operations;
  }

  get isUp(): boolean {
    return this.#child !== undefined && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  /** Starts it on its folder, at the port it had. Answers with why it would not start, if it would not. */
  async start(options: StartOptions = {}): Promise<Refusal | undefined> {
    const args = [
      "--disable-warning=ExperimentalWarning",
      `${import.meta.dirname}/region.ts`,
      this.directory,
    ];
    const identity = options.uid === undefined ? {} : { uid: options.uid, gid: options.uid };
    if (options.repair === true) args.push(String(this.port), "--repair");
    else args.push(String(this.port));
    const child = spawn(process.execPath, args, {
      stdio: ["ignore", "pipe", "pipe"],
      ...identity,
    });
    this.#child = child;
    const told: string[] = [];
    createInterface({ input: child.stderr }).on("line", (line) => {
      if (line.startsWith("fault: ")) this.faults.push(line.slice("fault: ".length));
      if (line.startsWith("damage: ")) this.damage.push(line.slice("damage: ".length));
      if (line.startsWith("set aside: ")) this.setAside.push(line.slice("set aside: ".length));
      told.push(line);
    });
    const exited = once(child, "exit").then(([code]) => code as number | null);
    const served = once(createInterface({ input: child.stdout }), "line").then(([line]) => String(line));
    const limit = new Promise<"late">((resolve) => setTimeout(resolve, startLimitMs, "late").unref());
    const outcome = await Promise.race([served, exited, limit]);
    if (typeof outcome === "string" && outcome !== "late") {
      this.#serving = JSON.parse(outcome) as Serving;
      return undefined;
    }
    if (outcome === "late") child.kill("SIGKILL");
    return {
      exitCode: outcome === "late" ? null : (outcome as number | null),
      message: outcome === "late" ? `it did not start in ${startLimitMs} ms` : told.join("\n"),
    };
  }

  /** Ends it without a warning, and answers once it is gone. */
  async kill(signal: NodeJS.Signals = "SIGKILL"): Promise<void> {
    const child = this.#child;
    if (child === undefined || !this.isUp) return;
    const gone = once(child, "exit");
    child.kill(signal);
    await gone;
  }

  /** A call of a service by its target. */
  call(prefix: string, operation: string, body: unknown): Promise<Answer> {
    return this.request("POST", "/", {
      headers: { "x-amz-target": `${prefix}.${operation}`, "content-type": "application/x-amz-json-1.0" },
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
  }

  request(
    method: string,
    path: string,
    {
      headers = {},
      body,
    }: { readonly headers?: Record<string, string>; readonly body?: string | Uint8Array } = {},
  ): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const request = httpRequest(
        {
          host: "127.0.0.1",
          port: this.port,
          method,
          path,
          headers,
          agent: this.#agent,
          timeout: answerLimitMs,
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on("data", (chunk: Buffer) => chunks.push(chunk));
          response.on("error", reject);
          response.on("end", () =>
            resolve({
              status: response.statusCode ?? 0,
              headers: response.headers,
              body: Buffer.concat(chunks).toString("utf8"),
            }),
          );
        },
      );
      request.on("timeout", () => request.destroy(new Error(`no answer in ${answerLimitMs} ms`)));
      request.on("error", reject);
      request.end(body);
    });
  }

  /** Bytes as they are; answers with what comes back until the other side closes, or for so long. */
  raw(bytes: string | Uint8Array, waitMs = 1000): Promise<string> {
    return new Promise((resolve) => {
      let answered = "";
      const socket = connect(this.port, "127.0.0.1", () => socket.write(bytes));
      const timer = setTimeout(() => socket.destroy(), waitMs);
      socket.on("data", (chunk) => {
        answered += chunk.toString("latin1");
      });
      socket.on("error", () => {});
      socket.on("close", () => {
        clearTimeout(timer);
        resolve(answered);
      });
    });
  }

  async close(): Promise<void> {
    this.#agent.destroy();
    await this.kill();
  }
}
