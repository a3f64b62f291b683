// Listens on one port for both HTTP/1.1 and HTTP/2 without TLS: most of AWS's clients speak the first, the JavaScript
// client of Kinesis speaks the second from its first byte.

import { createServer as createHttp1Server, type IncomingMessage, ServerResponse } from "node:http";
import {
  constants,
  createServer as createHttp2Server,
  type Http2ServerRequest,
  type Http2ServerResponse,
  type ServerHttp2Session,
} from "node:http2";
import { type AddressInfo, createServer as createTcpServer, type Socket } from "node:net";
import { ServiceError } from "../aws/service-error.ts";
import { type Call, type Connection, Connections, type Patience } from "./connections.ts";

export type Request = IncomingMessage | Http2ServerRequest;
export type Response = ServerResponse | Http2ServerResponse;

/** A request to go on with the connection as a WebSocket. RFC 6455, section 4.1. */
export interface Handshake {
  readonly request: IncomingMessage;
  /** Has the socket until the handshake is answered. */
  readonly response: ServerResponse;
  readonly socket: Socket;
  /** What the client sent behind its request. */
  readonly head: Buffer;
}

/** A request, its answer, and when the one is there and the other given. */
export class Exchange {
  readonly request: Request;
  readonly response: Response;
  readonly handshake: Handshake | undefined;
  readonly #connections: Connections;
  readonly #call: Call;

  constructor(
    { request, response, handshake }: Pick<Exchange, "request" | "response" | "handshake">,
    connections: Connections,
    call: Call,
  ) {
    this.request = request;
    this.response = response;
    this.handshake = handshake;
    this.#connections = connections;
    this.#call = call;
  }

  /** To be called once it is known what is asked for. Throws ServiceUnavailable (503) if too many ask for the same at once. */
  asksFor(operation: string): void {
    if (this.#connections.admits(this.#call, operation)) return;
    throw new ServiceError(
      "ServiceUnavailable",
      `Too many connections wait for an answer of ${operation} or are held open by it: there are as many as are left for everything else. Please try again.`,
      { status: 503 },
    );
  }

  /** To be called for each piece of a request that is taken in pieces. */
  progressed(): void {
    this.#connections.progressed(this.#call);
  }

  /** To be called once all of the request is there. */
  received(): void {
    this.#connections.received(this.#call);
  }

  /** To be called as a request is put together, and before an answer is written as a whole: so many bytes of it are in memory. */
  holds(bytes: number): void {
    this.#connections.hold(this.#call, bytes);
  }

  /** To be called once all of the answer is written, or a piece of it. */
  answered(): void {
    this.#connections.answered(this.#call);
  }
}

/** How every HTTP/2 connection begins; no request of HTTP/1.1 does. RFC 9113, section 3.4. */
const http2Preface = Buffer.from("PRI * HTTP/2.0");
/** Of one connection; clients put further requests off until others are answered. */
const mostStreams = 1000;

export class Listener {
  readonly #serve: (exchange: Exchange) => void;
  readonly #http1;
  readonly #http2;
  readonly #tcp;
  readonly #connections: Connections;
  readonly #sessions = new Map<ServerHttp2Session | undefined, Connection>();
  readonly #overHttp2 = new WeakSet<Connection>();
  #closing = false;

  constructor(serve: (exchange: Exchange) => void, patience: Patience) {
    this.#serve = serve;
    this.#connections = new Connections(patience);
    this.#http1 = createHttp1Server({ shouldUpgradeCallback: isForWebSocket }, (request, response) =>
      this.#http1Call(request, response),
    );
    this.#http1.on("upgrade", (request, socket, head) => this.#handshake(request, socket as Socket, head));
    this.#http2 = createHttp2Server(
      { settings: { maxConcurrentStreams: mostStreams } },
      (request, response) => this.#http2Call(request, response),
    );
    // How long a connection may be idle is looked to here: Node would set a timer and clear one for each request.
    this.#http1.keepAliveTimeout = 0;
    this.#tcp = createTcpServer({ noDelay: true }, (socket) => this.#accept(socket));
  }

  /** Listens on 127.0.0.1; port 0 takes any free one. Rejects with the system's error, such as EADDRINUSE. */
  listen(port: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#tcp.once("error", reject);
      this.#tcp.listen(port, "127.0.0.1", () => {
        this.#tcp.off("error", reject);
        resolve();
      });
    });
  }

  get port(): number {
    return (this.#tcp.address() as AddressInfo).port;
  }

  /** Lets requests under way be answered for up to `graceMs`, then closes every connection. */
  close(graceMs: number): Promise<void> {
    return new Promise((resolve) => {
      this.#tcp.close(() => {
        clearTimeout(timer);
        this.#connections.close();
        resolve();
      });
      this.#closing = true;
      for (const session of this.#sessions.keys()) session?.close();
      for (const connection of this.#connections) {
        if (connection.calls.size === 0 && !this.#overHttp2.has(connection)) connection.socket.destroy();
      }
      const timer = setTimeout(() => {
        for (const { socket } of this.#connections) socket.destroy();
      }, graceMs);
    });
  }

  #http1Call(request: IncomingMessage, response: ServerResponse): void {
    const { socket } = request;
    const connection = this.#connections.of(socket);
    // The socket was closed before its request was read.
    if (connection === undefined) return;
    const call = this.#connections.begin(connection, () => socket.destroy());
    response.on("close", () => {
      this.#connections.end(connection, call);
      if (this.#closing) socket.end();
    });
    this.#hand(request, response, call);
  }

  #handshake(request: IncomingMessage, socket: Socket, head: Buffer): void {
    const connection = this.#connections.of(socket);
    if (connection === undefined) return;
    const call = this.#connections.begin(connection, () => socket.destroy());
    socket.on("close", () => this.#connections.end(connection, call));
    const response = new ServerResponse(request);
    response.assignSocket(socket);
    response.shouldKeepAlive = false;
    response.on("finish", () => socket.end());
    this.#hand(request, response, call, { request, response, socket, head });
  }

  #http2Call(request: Http2ServerRequest, response: Http2ServerResponse): void {
    const { stream } = request;
    const connection = this.#sessions.get(stream.session as ServerHttp2Session | undefined);
    if (connection === undefined) {
      stream.close(constants.NGHTTP2_CANCEL);
      return;
    }
    const call = this.#connections.begin(connection, () => stream.close(constants.NGHTTP2_CANCEL));
    // A stream that its client resets is closed; one whose session fails ends with an error that nobody else would take.
    stream.on("error", () => {});
    stream.on("close", () => this.#connections.end(connection, call));
    this.#hand(request, response, call);
  }

  #hand(request: Request, response: Response, call: Call, handshake?: Handshake): void {
    this.#serve(new Exchange({ request, response, handshake }, this.#connections, call));
  }

  #accept(socket: Socket): void {
    // A client that resets its connection while nobody reads from it is no concern of ours.
    socket.on("error", () => socket.destroy());
    const connection = this.#connections.add(socket);
    if (connection === undefined) socket.destroy();
    else this.#sniff(connection, Buffer.alloc(0));
  }

  /** Reads just enough to tell the protocols apart, puts it back, and hands the connection on. */
  #sniff(connection: Connection, seen: Buffer): void {
    const { socket } = connection;
    socket.once("data", (chunk: Buffer) => {
      socket.pause();
      const start = seen.length === 0 ? chunk : Buffer.concat([seen, chunk]);
      const length = Math.min(start.length, http2Preface.length);
      const isHttp2 = start.subarray(0, length).equals(http2Preface.subarray(0, length));
      if (isHttp2 && length < http2Preface.length) {
        this.#sniff(connection, start);
        socket.resume();
        return;
      }
      socket.unshift(start);
      if (isHttp2) this.#beginHttp2(connection);
      else this.#http1.emit("connection", socket);
      // HTTP/2 reads from the socket's handle by itself; HTTP/1.1 waits for its flow.
      if (!isHttp2) socket.resume();
    });
  }

  #beginHttp2(connection: Connection): void {
    this.#overHttp2.add(connection);
    // Told of before the next line is through.
    this.#http2.once("session", (session) => {
      this.#sessions.set(session, connection);
      session.on("close", () => this.#sessions.delete(session));
      session.on("error", () => connection.socket.destroy());
    });
    this.#http2.emit("connection", connection.socket);
  }
}

/** Other protocols that a client would rather speak are no concern of ours: its request is answered as it is. */
function isForWebSocket({ headers }: IncomingMessage): boolean {
  return headers.upgrade?.toLowerCase() === "websocket";
}
