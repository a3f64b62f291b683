// StartSyncExecution over HTTP, side by side with a bare node:http server that answers the same bytes: what the region adds
// to the front door. The client must cost less than the servers, so it speaks HTTP over plain sockets.

import { connect, type Socket } from "node:net";
import { type BenchRow, median, type Pace } from "./bench-row.ts";
import { fiveStates, order } from "./executions.ts";
import { withServer } from "./server-process.ts";

const connections = 16;

interface Answer {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export async function httpBenches(pace: Pace): Promise<BenchRow[]> {
  return withServer("http-millrace.ts", async (port) => {
    const start = request("StartSyncExecution", {
      stateMachineArn: await createdMachine(port),
      input: JSON.stringify(order),
    });
    const answer = await ask(port, start);
    if (!answer.body.includes("SUCCEEDED")) throw new Error(`StartSyncExecution answered ${answer.body}`);
    const { "content-type": type = "", "x-amzn-requestid": id = "" } = answer.headers;
    const headers = JSON.stringify({ "content-type": type, "x-amzn-requestid": id });
    const rates = await withServer("http-bare.ts", (barePort) => takeTurns([port, barePort], start, pace), [
      headers,
      answer.body,
    ]);
    const [millrace = Number.NaN, peer = Number.NaN] = rates;
    const name = "StartSyncExecution over HTTP, kept alive";
    const peerName = "bare node:http, same bytes";
    return [{ name, millrace, peer, peerName, ratio: millrace / peer, unit: "requests/s" }];
  });
}

async function createdMachine(port: number): Promise<string> {
  const create = request("CreateStateMachine", {
    name: "orders",
    type: "EXPRESS",
    definition: JSON.stringify(fiveStates),
    roleArn: "arn:aws:iam::000000000000:role/orders",
  });
  return (JSON.parse((await ask(port, create)).body) as { readonly stateMachineArn: string }).stateMachineArn;
}

async function takeTurns(ports: readonly number[], asked: Buffer, pace: Pace): Promise<number[]> {
  const measured: number[][] = ports.map(() => []);
  for (let round = 0; round <= pace.rounds; round++) {
    for (const [index, port] of ports.entries()) {
      const rate = await requestsPerSecond(port, asked, pace.millisecondsPerRound * 4);
      // The first round warms up.
      if (round > 0) measured[index]?.push(rate);
    }
  }
  return measured.map(median);
}

async function requestsPerSecond(port: number, asked: Buffer, milliseconds: number): Promise<number> {
  const startedAt = performance.now();
  const endsAt = startedAt + milliseconds;
  let answers = 0;
  const keepAsking = async () => {
    const connection = await Connection.open(port);
    while (performance.now() < endsAt) {
      await connection.ask(asked);
      answers += 1;
    }
    connection.close();
  };
  await Promise.all(Array.from({ length: connections }, keepAsking));
  return (answers * 1000) / (performance.now() - startedAt);
}

async function ask(port: number, asked: Buffer): Promise<Answer> {
  const connection = await Connection.open(port);
  try {
    return answerFrom(await connection.ask(asked));
  } finally {
    connection.close();
  }
}

function request(operation: string, members: object): Buffer {
  const body = JSON.stringify(members);
  const head = [
    "POST / HTTP/1.1",
    "host: 127.0.0.1",
    "content-type: application/x-amz-json-1.0",
    `x-amz-target: AWSStepFunctions.${operation}`,
    `content-length: ${Buffer.byteLength(body)}`,
  ];
  return Buffer.from(`${head.join("\r\n")}\r\n\r\n${body}`);
}

function answerFrom(text: string): Answer {
  const [head = "", body = ""] = text.split("\r\n\r\n", 2);
  const lines = head.split("\r\n").slice(1);
  const headers = lines.map((line) => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const;
  });
  return { headers: Object.fromEntries(headers), body };
}

/** One kept-alive connection that asks one thing at a time. Answers are ASCII and say their length. */
class Connection {
  readonly #socket: Socket;
  #text = "";
  #settle: ((text: string) => void) | undefined;
  #fail: ((error: Error) => void) | undefined;

  static open(port: number): Promise<Connection> {
    return new Promise((resolve, reject) => {
      const socket = connect({ port, host: "127.0.0.1", noDelay: true }, () =>
        resolve(new Connection(socket)),
      );
      socket.once("error", reject);
    });
  }

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setEncoding("latin1");
    socket.on("data", (text: string) => this.#read(text));
    socket.on("error", (error) => this.#fail?.(error));
    socket.on("close", () => this.#fail?.(new Error("The server closed the connection")));
  }

  ask(asked: Buffer): Promise<string> {
    return new Promise((resolve, reject) => {
      this.#settle = resolve;
      this.#fail = reject;
      this.#socket.write(asked);
    });
  }

  close(): void {
    this.#fail = undefined;
    this.#socket.destroy();
  }

  #read(text: string): void {
    this.#text += text;
    const headEnd = this.#text.indexOf("\r\n\r\n");
    if (headEnd < 0) return;
    const length = /\r\ncontent-length: *(\d+)/i.exec(this.#text)?.[1];
    if (this.#text.length < headEnd + 4 + Number(length)) return;
    const whole = this.#text;
    this.#text = "";
    this.#settle?.(whole);
  }
}
