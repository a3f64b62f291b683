// The tables of an earlier Millrace, asked of dynalite in a process of its own.

import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { isJsonObject, type Json, type JsonObject, objectOrEmpty } from "../../../aws/json.ts";
import { siblingModule } from "../../../aws/sibling-module.ts";

export function hasDynalite(): boolean {
  try {
    createRequire(import.meta.url).resolve("dynalite");
    return true;
  } catch {
    return false;
  }
}

/** dynalite checks only that a signature is there and has the parts it should have. */
const headers = {
  "Content-Type": "application/x-amz-json-1.0",
  "X-Amz-Date": "20260101T000000Z",
  Authorization:
    "AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0",
};

export class Dynalite {
  readonly #process: ChildProcess;
  readonly #url: string;

  private constructor(child: ChildProcess, port: number) {
    this.#process = child;
    this.#url = `http://127.0.0.1:${port}`;
  }

  /** Opens a folder of LevelDB. Throws Error with what dynalite says if that can't be done. */
  static async open(directory: string): Promise<Dynalite> {
    const child = fork(siblingModule("./dynalite-process", import.meta), [directory], {
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    let complaint = "";
    child.stderr?.on("data", (text: Buffer) => {
      complaint = (complaint + text.toString("utf8")).slice(-2_000);
    });
    const exited = once(child, "exit");
    const [message] = (await Promise.race([once(child, "message"), exited])) as [unknown];
    if (isJsonObject(message) && typeof message.port === "number") return new Dynalite(child, message.port);
    throw new Error(complaint.split("\n").find((line) => /error/i.test(line)) ?? "dynalite ended");
  }

  /** Throws Error with what dynalite answers. */
  async call(operation: string, parameters: JsonObject): Promise<JsonObject> {
    const response = await fetch(this.#url, {
      method: "POST",
      headers: { ...headers, "X-Amz-Target": `DynamoDB_20120810.${operation}` },
      body: JSON.stringify(parameters),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${operation} was answered with ${response.status}: ${text}`);
    const answer: Json = text === "" ? {} : JSON.parse(text);
    return objectOrEmpty(answer);
  }

  async close(): Promise<void> {
    const exited = once(this.#process, "exit");
    this.#process.disconnect();
    await exited;
  }
}
