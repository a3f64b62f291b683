// What is sent arrives as it was given and with its length, however large it is.

import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { exchange } from "../../src/http-client/exchange.ts";
import { systemClock } from "../../src/time/clock.ts";

let server: Server;
let received: { readonly headers: IncomingHttpHeaders; readonly body: Buffer } | undefined;
beforeAll(async () => {
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    received = { headers: request.headers, body: Buffer.concat(chunks) };
    response.end("taken");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterAll(() => {
  server.close();
  server.closeAllConnections();
});

const megabyte = 1024 * 1024;
test.each([0, 1, megabyte, megabyte + 1, 5 * megabyte - 7])("%d bytes", async (length) => {
  const body = new Uint8Array(length).map((_, index) => index % 251);
  const { port } = server.address() as AddressInfo;
  const answer = await exchange(
    {
      url: new URL(`http://127.0.0.1:${port}/`),
      method: "POST",
      headers: new Headers({ "x-own": "kept" }),
      body,
    },
    { timeoutMs: 60_000, mostResponseBytes: 1000 },
    { clock: systemClock },
  );
  expect(answer).toMatchObject({ status: 200, text: "taken" });
  expect(received?.headers).toMatchObject({ "content-length": String(length), "x-own": "kept" });
  expect(received?.headers["transfer-encoding"]).toBeUndefined();
  expect(received?.body.equals(body)).toBe(true);
});
