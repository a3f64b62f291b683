// WebSocket connections: how one is asked for, and how it is held open. The protocol itself is the package's.

import type { WebSocket } from "ws";
import type { MessageSocket, SocketOpening } from "../aws/wire/message-socket.ts";
import type { RawAnswer, SocketRoute } from "../aws/wire/operation.ts";
import type { ClientCall } from "./client-call.ts";
import type { Exchange, Handshake } from "./listener.ts";

/** RFC 6455, section 7.4.1: the endpoint is going away. */
const goingAway = 1001;
const key = /^[+/0-9A-Za-z]{22}==$/;

/** What whoever takes connections at the path says to this one. Throws ServiceUnavailable. */
export async function openingOf(
  call: ClientCall,
  { exchange, request }: { readonly exchange: Exchange; readonly request: Handshake["request"] },
  route: SocketRoute,
): Promise<RawAnswer | SocketOpening> {
  const problem = problemOf(request);
  if (problem !== undefined) return problem;
  call.operation = route.operation;
  exchange.asksFor(route.operation);
  const { head, requestId, host } = call;
  return route.open({
    ...{ requestId, host, method: head.method, target: head.path + head.search, headers: head.headers },
    ...{ parameters: route.path.exec(head.path)?.groups ?? {}, query: new URLSearchParams(head.search) },
    get accessKeyId() {
      return call.accessKeyId;
    },
    traceHeader: call.traceHeader,
  });
}

/** Undefined for a handshake as RFC 6455, section 4.2.1, has it. */
function problemOf({ method, headers }: Handshake["request"]): RawAnswer | undefined {
  const refusal = (status: number, text: string, more = {}): RawAnswer => ({
    ...{ status, headers: { "content-type": "text/plain", ...more }, body: text },
  });
  if (method !== "GET") return refusal(405, "A WebSocket is asked for by GET", { allow: "GET" });
  const version = String(headers["sec-websocket-version"] ?? "");
  if (version !== "13" && version !== "8")
    return refusal(426, `The version of WebSocket is ${version || "missing"}: expected 13`, {
      "sec-websocket-version": "13, 8",
    });
  return key.test(headers["sec-websocket-key"] ?? "")
    ? undefined
    : refusal(400, "The header Sec-WebSocket-Key is missing or no key");
}

export class Sockets {
  readonly #open = new Set<WebSocket>();

  /** Answers the handshake, and hands the connection to whoever takes it. */
  async open(exchange: Exchange, opening: SocketOpening): Promise<void> {
    const { handshake } = exchange;
    if (handshake === undefined) throw new Error("A connection is opened by a handshake");
    // Few regions have anybody who takes connections.
    const { WebSocketServer } = await import("ws");
    const { request, response, socket, head } = handshake;
    const server = new WebSocketServer({
      ...{ noServer: true, clientTracking: false, perMessageDeflate: false },
      ...{ maxPayload: opening.mostBytes, handleProtocols: () => opening.protocol ?? false },
    });
    // Nobody waits for the client any more: when it says something is up to it.
    exchange.received();
    response.detachSocket(socket);
    server.handleUpgrade(request, socket, head, (opened) => this.#hold(opened, opening));
  }

  /** Tells every client that the endpoint is going away. */
  close(): void {
    for (const socket of this.#open) socket.close(goingAway);
  }

  #hold(socket: WebSocket, opening: SocketOpening): void {
    this.#open.add(socket);
    const listener = opening.opened(messageSocket(socket));
    socket.on("message", (data, isBinary) => listener.message(data as Buffer, isBinary));
    // What a client does wrong ends its connection, and is told by the code.
    socket.on("error", () => {});
    socket.on("close", (code, reason) => {
      this.#open.delete(socket);
      listener.closed(code, reason.toString("utf8"));
    });
  }
}

function messageSocket(socket: WebSocket): MessageSocket {
  return {
    send: (message) => socket.send(message, () => {}),
    close: (code, reason) => socket.close(code, reason),
    get bufferedBytes() {
      return socket.bufferedAmount;
    },
  };
}
