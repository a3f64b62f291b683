// A client of WebSocket APIs, by the host that an API has.

import type { IncomingMessage } from "node:http";
import { WebSocket } from "ws";

export interface SocketClient {
  readonly protocol: string;
  /** Says it, and waits for what comes next. */
  ask(message: string | Buffer): Promise<string>;
  say(message: string | Buffer): void;
  next(): Promise<string>;
  /** The code and the reason of its end. */
  readonly ended: Promise<readonly [code: number, reason: string]>;
  close(code?: number): void;
}

export interface Refusal {
  readonly status: number | undefined;
  readonly body: string;
}

export interface ConnectOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly protocols?: readonly string[];
}

function connect(
  url: string,
  apiId: string,
  path: string,
  { headers = {}, protocols = [] }: ConnectOptions = {},
): Promise<SocketClient | Refusal> {
  const { port } = new URL(url);
  const host = `${apiId}.execute-api.us-east-1.localhost:${port}`;
  const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, [...protocols], {
    headers: { host, ...headers },
  });
  const heard: string[] = [];
  const waiting: ((message: string) => void)[] = [];
  socket.on("message", (data) => {
    const message = String(data);
    const taker = waiting.shift();
    if (taker === undefined) heard.push(message);
    else taker(message);
  });
  const next = (): Promise<string> => {
    const first = heard.shift();
    return first === undefined ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(first);
  };
  const ended = new Promise<readonly [number, string]>((resolve) =>
    socket.on("close", (code, reason) => resolve([code, reason.toString()])),
  );
  return new Promise((resolve, reject) => {
    socket.on("open", () =>
      resolve({
        ...{ protocol: socket.protocol, next, ended, say: (message) => socket.send(message) },
        ask: (message) => {
          socket.send(message);
          return next();
        },
        close: (code) => socket.close(code),
      }),
    );
    socket.on("unexpected-response", (_, response: IncomingMessage) => {
      let body = "";
      response.on("data", (chunk: Buffer) => {
        body += chunk.toString();
      });
      response.on("end", () => resolve({ status: response.statusCode, body }));
    });
    socket.on("error", reject);
  });
}

export async function connected(...given: Parameters<typeof connect>): Promise<SocketClient> {
  const client = await connect(...given);
  if ("ask" in client) return client;
  throw new Error(`refused with ${client.status}: ${client.body}`);
}

export async function refused(...given: Parameters<typeof connect>): Promise<Refusal> {
  const client = await connect(...given);
  if (!("ask" in client)) return client;
  client.close();
  throw new Error("the connection was taken");
}
