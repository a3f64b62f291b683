// An endpoint in the place of AWS, to which every client of this process is led.

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

interface Seen {
  readonly path: string | undefined;
  readonly target: string | undefined;
  readonly body: string;
}

export class AwsEndpoint {
  readonly seen: Seen[] = [];
  reply: { readonly status: number; readonly body: string } = { status: 200, body: "{}" };
  readonly #server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const target = request.headers["x-amz-target"];
      this.seen.push({ path: request.url, target: String(target), body: Buffer.concat(chunks).toString() });
      response.writeHead(this.reply.status, {
        "content-type": "application/x-amz-json-1.0",
        "x-amzn-requestid": "r-1",
      });
      response.end(this.reply.body);
    });
  });
  readonly #before = new Map<string, string | undefined>();

  async open(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    const environment = {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`,
      AWS_REGION: "us-east-1",
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
      AWS_MAX_ATTEMPTS: "1",
    };
    for (const [name, value] of Object.entries(environment)) {
      this.#before.set(name, process.env[name]);
      process.env[name] = value;
    }
  }

  async close(): Promise<void> {
    for (const [name, value] of this.#before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
