// A region in a process of its own, and how much memory it has taken at most.

import { readFileSync } from "node:fs";
import { S3Client } from "@aws-sdk/client-s3";
import { type Running, runCommand } from "../e2e/run-command.ts";

export class RegionProcess {
  readonly client: S3Client;
  /** In MiB, when it was up and nothing had been asked. */
  readonly idleMemory: number | undefined;
  readonly #running: Running;

  private constructor(running: Running, endpoint: string) {
    this.#running = running;
    this.idleMemory = this.peakMemory;
    this.client = new S3Client({
      endpoint,
      region: "us-east-1",
      credentials: { accessKeyId: "local", secretAccessKey: "local" },
      forcePathStyle: true,
      maxAttempts: 1,
    });
  }

  static async start(folder: string): Promise<RegionProcess> {
    const running = runCommand("start", "--port", "0", "--mqtt-port", "0", "--data", folder);
    const printed = await running.untilPrinted(/http:\/\/127\.0\.0\.1:\d+/);
    return new RegionProcess(running, /http:\/\/127\.0\.0\.1:\d+/.exec(printed)?.[0] ?? "");
  }

  /** In MiB, since it began. Undefined where the system does not tell. */
  get peakMemory(): number | undefined {
    const { pid } = this.#running.child;
    try {
      const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
      return kilobytes === undefined ? undefined : Math.round(Number(kilobytes) / 1024);
    } catch {
      return undefined;
    }
  }

  get isUp(): boolean {
    return this.#running.child.exitCode === null;
  }

  async stop(signal: NodeJS.Signals = "SIGINT"): Promise<void> {
    this.client.destroy();
    this.#running.child.kill(signal);
    await this.#running.finished;
  }
}
