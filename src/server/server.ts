// The region's one HTTP endpoint: lets a request in, finds its service, and writes the answer. It knows no operation by name.

import { type OutgoingHttpHeaders, ServerResponse, validateHeaderValue } from "node:http";
import { isThrottle } from "../aws/delivery.ts";
import { ServiceError } from "../aws/service-error.ts";
import type { SocketOpening } from "../aws/wire/message-socket.ts";
import type { RawAnswer, Route, ServiceApi } from "../aws/wire/operation.ts";
import { UnservedError } from "../aws/wire/unserved-error.ts";
import { checkAdmission } from "./admission.ts";
import { answerCall } from "./answer-call.ts";
import { ClientCall } from "./client-call.ts";
import { type Patience, usualPatience } from "./connections.ts";
import { Directory } from "./directory.ts";
import { type Exchange, Listener, type Response } from "./listener.ts";
import { openingOf, Sockets } from "./sockets.ts";

/** A client that keeps its connection open must not keep the region from ending. */
const closingGraceMs = 1000;
/** Names are a client's: not as many are kept as it likes. */
const mostTold = 500;

export interface ApiServerOptions {
  /** Told of a fault that is ours: anything thrown that is not a ServiceError. */
  readonly onFault: (fault: unknown, operation: string) => void;
  /** Told of each service and operation that was asked for and is not in the region, once. */
  readonly onUnserved?: (service: string, operation: string) => void;
  /** Told of what a service has no room for at the moment. */
  readonly onThrottled?: (service: string, operation: string, error: ServiceError) => void;
  readonly patience?: Patience;
}

export interface Served {
  readonly services: readonly ServiceApi[];
  /** Pages besides AWS's, such as `GET /health`. */
  readonly routes?: readonly Route[];
}

export class ApiServer {
  readonly #options: ApiServerOptions;
  readonly #listener: Listener;
  readonly #sockets = new Sockets();
  readonly #told = new Set<string>();
  #directory: Directory | undefined;

  constructor(options: ApiServerOptions) {
    this.#options = options;
    this.#listener = new Listener(
      (exchange) => void this.#serve(exchange),
      options.patience ?? usualPatience,
    );
  }

  /** Answers for these services from now on. Listening can begin before, so that a taken port is found out first. */
  serve({ services, routes = [] }: Served): void {
    this.#directory = new Directory(services, routes);
  }

  /** Listens on 127.0.0.1; port 0 takes any free one. Rejects with the system's error, such as EADDRINUSE. */
  listen(port: number): Promise<void> {
    return this.#listener.listen(port);
  }

  get port(): number {
    return this.#listener.port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Answers what has been asked, then closes every connection. */
  close(): Promise<void> {
    this.#sockets.close();
    return this.#listener.close(closingGraceMs);
  }

  /** Whatever goes wrong ends this one request. */
  async #serve(exchange: Exchange): Promise<void> {
    let call: ClientCall | undefined;
    try {
      call = new ClientCall(exchange);
      const answer = await this.#answer(exchange, call);
      if ("opened" in answer) {
        await this.#sockets.open(exchange, answer);
        return;
      }
      const writing = write(exchange, answer, call);
      if (writing !== undefined) await writing;
    } catch (fault) {
      this.#options.onFault(fault, call?.operation ?? "");
      await fail(exchange, call);
    }
    exchange.answered();
    // What the service did not take of the request would be in the way of the next.
    if (!exchange.request.readableEnded) exchange.request.resume();
  }

  async #answer(exchange: Exchange, call: ClientCall): Promise<RawAnswer | SocketOpening> {
    try {
      const directory = this.#directory;
      const told = checkAdmission(call.head, (page) => directory?.letIn(page, call.way));
      if (directory === undefined) throw notYetServing();
      if (exchange.handshake !== undefined) {
        const { request } = exchange.handshake;
        return await openingOf(call, { exchange, request }, directory.socketRoute(call.head));
      }
      if (told === undefined) return await answerCall(call, exchange, directory);
      if (call.head.method === "OPTIONS") return { status: 200, headers: told, body: "" };
      const answer = await this.#answered(call, exchange, directory);
      return { ...answer, headers: { ...answer.headers, ...told } };
    } catch (thrown) {
      if (thrown instanceof ServiceError) {
        this.#tellRefused(thrown, call);
        return call.protocol.refuse(thrown, call);
      }
      this.#options.onFault(thrown, call.operation);
      return call.protocol.refuse(internalFailure(), call);
    }
  }

  /** A page that is let in is told of refusals too. */
  async #answered(call: ClientCall, exchange: Exchange, directory: Directory): Promise<RawAnswer> {
    try {
      return await answerCall(call, exchange, directory);
    } catch (thrown) {
      if (!(thrown instanceof ServiceError)) throw thrown;
      this.#tellRefused(thrown, call);
      return call.protocol.refuse(thrown, call);
    }
  }

  #tellRefused(error: ServiceError, { api, operation }: ClientCall): void {
    if (error instanceof UnservedError) this.#tellUnserved(error);
    else if (isThrottle(error)) this.#options.onThrottled?.(api.name, operation, error);
  }

  #tellUnserved({ service, operation }: UnservedError): void {
    const name = `${service} ${operation}`;
    if (this.#told.has(name) || this.#told.size >= mostTold) return;
    this.#told.add(name);
    this.#options.onUnserved?.(printable(service), printable(operation));
  }
}

/** The last line of defence: whatever was thrown may be thrown again. */
async function fail(exchange: Exchange, call: ClientCall | undefined): Promise<void> {
  const { response } = exchange;
  try {
    if (call === undefined || response.headersSent)
      throw new Error("Nothing can be said of it to the client");
    for (const name of response.getHeaderNames()) response.removeHeader(name);
    await write(exchange, call.protocol.refuse(internalFailure(), call), call);
  } catch {
    // A request that has been read to its end would not close its connection.
    response.destroy();
  }
}

/** Waits for nothing unless the answer goes on. */
function write(
  exchange: Exchange,
  answer: RawAnswer,
  { requestId, head, way }: ClientCall,
): void | Promise<void> {
  const { response } = exchange;
  const { status, headers, body, isOwn = false } = answer;
  const isWhole = typeof body === "string" || body instanceof Uint8Array;
  const told = { ...headers } as OutgoingHttpHeaders;
  // S3 has ids of its own.
  if (!("x-amz-request-id" in headers)) told["x-amzn-requestid"] = requestId;
  const bytes = isWhole ? Buffer.byteLength(body) : 0;
  exchange.holds(bytes);
  // The length comes last: behind it Node writes a content disposition in another encoding.
  if (isWhole) told["content-length"] = String(headers["content-length"] ?? bytes);
  writeHead(response, status, told);
  if (head.method === "HEAD") response.end();
  else if (!isWhole) return writePieces(exchange, body);
  // ASCII is copied as it is, which is quicker than encoding it. Node writes the head, which is ours here, in the same piece.
  else if (typeof body === "string")
    response.end(body, way.by === "target" && bytes === body.length ? "latin1" : "utf8");
  else if (isOwn) response.end(body, () => free(body));
  else response.end(body);
}

/** Half a megabyte of records that waits for the collector calls it soon. */
function free({ buffer }: Uint8Array): void {
  if (buffer instanceof ArrayBuffer && !buffer.detached) buffer.transfer(0);
}

/** Each piece is taken before the next is asked for: whoever makes them may use their memory again. */
async function writePieces(exchange: Exchange, pieces: AsyncIterable<Uint8Array>): Promise<void> {
  const { response } = exchange;
  try {
    for await (const piece of pieces) {
      // A client is not waited for forever to take what there is.
      exchange.answered();
      if (!(await isTaken(response, piece))) return;
      exchange.received();
    }
    response.end();
  } catch (thrown) {
    if (!(thrown instanceof ServiceError)) throw thrown;
    // A refusal that comes this late can only be told by breaking off.
    response.destroy();
  }
}

/** False once the client is gone. */
function isTaken(response: Response, piece: Uint8Array): Promise<boolean> {
  return new Promise((resolve) => {
    if (response.destroyed) return resolve(false);
    const gone = () => resolve(false);
    response.once("close", gone);
    const taken = () => {
      response.off("close", gone);
      resolve(!response.destroyed);
    };
    if (response instanceof ServerResponse) response.write(piece, taken);
    else response.write(piece, "utf8", taken);
  });
}

/** All headers at once: setting each costs five times as much. */
function writeHead(response: Response, status: number, headers: OutgoingHttpHeaders): void {
  if (response instanceof ServerResponse) {
    response.writeHead(status, headers);
    return;
  }
  // What HTTP/1.1 refuses to write, HTTP/2 writes as something else.
  for (const [name, value] of Object.entries(headers)) validateHeaderValue(name, String(value));
  response.writeHead(status, headers);
}

function notYetServing(): ServiceError {
  return new ServiceError("ServiceUnavailable", "The region is starting", { status: 503 });
}

function internalFailure(): ServiceError {
  const message = "The request processing has failed because of an unknown error.";
  return new ServiceError("InternalFailure", message, { status: 500 });
}

/** Names are a client's, and must not move a terminal's cursor. */
function printable(name: string): string {
  return name.slice(0, 100).replaceAll(/[^ -~]/g, "?");
}
