// Listens on one port for both HTTP/1.1 and HTTP/2 without TLS: most of AWS's clients speak the first, the JavaScript
// client of Kinesis speaks the second from its first byte.

import { createServer as createHttp1Server, type IncomingMessage, type ServerResponse } from "node:http";
import {
  createServer as createHttp2Server,
  type Http2ServerRequest,
  type Http2ServerResponse,
  type ServerHttp2Session,
} from "node:http2";
import { type AddressInfo, createServer as createTcpServer, type Socket } from "node:net";

export type Request = IncomingMessage | Http2ServerRequest;
export type Response = ServerResponse | Http2ServerResponse;

/** How every HTTP/2 connection begins; no request of HTTP/1.1 does. RFC 9113, section 3.4. */
const http2Preface = Buffer.from("PRI * HTTP/2.0");

export class Listener {
  readonly #http1;
  readonly #http2;
  readonly #tcp;
  readonly #sockets = new Set<Socket>();
  readonly #sessions = new Set<ServerHttp2Session>();
  /** Connections of HTTP/1.1 with a request that is not answered yet. Node keeps count only for servers that listen themselves. */
  readonly #busy = new Set<Socket>();
  readonly #overHttp2 = new WeakSet<Socket>();
  #closing = false;

  constructor(serve: (request: Request, response: Response) => void) {
    this.#http1 = createHttp1Server((request, response) => {
      const { socket } = request;
      this.#busy.add(socket);
      response.on("close", () => {
        this.#busy.delete(socket);
        if (this.#closing) socket.end();
      });
      serve(request, response);
    });
    this.#http2 = createHttp2Server(serve);
    // AWS's clients keep connections for longer than Node's five seconds, and would find them closed under their hands.
    this.#http1.keepAliveTimeout = 60_000;
    this.#http2.on("session", (session) => {
      this.#sessions.add(session);
      session.on("close", () => this.#sessions.delete(session));
    });
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
        resolve();
      });
      this.#closing = true;
      for (const session of this.#sessions) session.close();
      for (const socket of this.#sockets) {
        if (!this.#busy.has(socket) && !this.#overHttp2.has(socket)) socket.destroy();
      }
      const timer = setTimeout(() => {
        for (const socket of this.#sockets) socket.destroy();
      }, graceMs);
    });
  }

  #accept(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on("close", () => this.#sockets.delete(socket));
    // A client that resets its connection while nobody reads from it is no concern of ours.
    socket.on("error", () => socket.destroy());
    this.#sniff(socket, Buffer.alloc(0));
  }

  /** Reads just enough to tell the protocols apart, puts it back, and hands the connection on. */
  #sniff(socket: Socket, seen: Buffer): void {
    socket.once("data", (chunk: Buffer) => {
      socket.pause();
      const start = seen.length === 0 ? chunk : Buffer.concat([seen, chunk]);
      const length = Math.min(start.length, http2Preface.length);
      const isHttp2 = start.subarray(0, length).equals(http2Preface.subarray(0, length));
      if (isHttp2 && length < http2Preface.length) {
        this.#sniff(socket, start);
        socket.resume();
        return;
      }
      socket.unshift(start);
      if (isHttp2) this.#overHttp2.add(socket);
      (isHttp2 ? this.#http2 : this.#http1).emit("connection", socket);
      // HTTP/2 reads from the socket's handle by itself; HTTP/1.1 waits for its flow.
      if (!isHttp2) socket.resume();
    });
  }
}
