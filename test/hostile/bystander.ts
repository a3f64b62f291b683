// Somebody else, who asks a small thing of the region all the while, in a thread of its own: how long the longest wait was.

import { Agent, request } from "node:http";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";

const pauseMs = 10;

export class Bystander {
  readonly #worker: Worker;

  constructor(port: number) {
    this.#worker = new Worker(new URL(import.meta.url), { workerData: { port } });
  }

  /** The longest wait since it was last asked, in milliseconds. */
  longest(): Promise<number> {
    return new Promise((resolve) => {
      this.#worker.once("message", resolve);
      this.#worker.postMessage("report");
    });
  }

  async leave(): Promise<void> {
    await this.#worker.terminate();
  }
}

if (!isMainThread && parentPort !== null) {
  const { port } = workerData as { readonly port: number };
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  let longest = 0;
  let askedAt = 0;
  const ask = () => {
    askedAt = performance.now();
    const done = () => {
      longest = Math.max(longest, performance.now() - askedAt);
      askedAt = 0;
      setTimeout(ask, pauseMs);
    };
    const headers = { "x-amz-target": "AmazonSQS.ListQueues", "content-type": "application/x-amz-json-1.0" };
    const asked = request(
      { host: "127.0.0.1", port, method: "POST", path: "/", headers, agent },
      (response) => {
        response.resume();
        response.on("end", done);
      },
    );
    // While the region is killed and started again nobody is kept waiting by another.
    asked.on("error", () => {
      askedAt = 0;
      setTimeout(ask, 100);
    });
    asked.end('{"MaxResults":1}');
  };
  ask();
  parentPort.on("message", () => {
    const waiting = askedAt === 0 ? 0 : performance.now() - askedAt;
    parentPort?.postMessage(Math.max(longest, waiting));
    longest = 0;
  });
}
