// The connections of the endpoint, how long each may keep it waiting, and how much all of them may have it hold. Work of the region's
// own, such as a long poll or a function, has its own limits; what is bounded here is what clients do not send and do not take.

import type { Socket } from "node:net";

/** Milliseconds, but for the number of connections and what is held for them. */
export interface Patience {
  /** From a connection's beginning until the head of its first request is there. */
  readonly firstRequestMs: number;
  /** From an answer until the head of the next request is there. */
  readonly nextRequestMs: number;
  /** From a request's head until all of its body is there, or from one piece to the next where it is taken in pieces. */
  readonly bodyMs: number;
  /** From an answer's writing until the client has taken it. */
  readonly answerMs: number;
  readonly mostConnections: number;
  /** Of requests that are not there as a whole, and of answers that are not taken. */
  readonly mostHeldBytes: number;
}

export const usualPatience: Patience = {
  firstRequestMs: 20_000,
  // AWS's clients keep connections for a minute.
  nextRequestMs: 65_000,
  bodyMs: 60_000,
  answerMs: 120_000,
  mostConnections: 2000,
  mostHeldBytes: 1024 * 1024 * 1024,
};

/** One request and its answer. */
export interface Call {
  /** Before this moment the client must have done what it is waited for; infinite while it is the region's turn. */
  deadline: number;
  /** Of its request, or of its answer. */
  heldBytes: number;
  /** What is asked for, once that is known. */
  operation: string | undefined;
  readonly abandon: () => void;
}

export interface Connection {
  readonly socket: Socket;
  readonly calls: Set<Call>;
  /** While there is no call. */
  deadline: number;
}

export class Connections {
  readonly #patience: Patience;
  readonly #open = new Map<Socket, Connection>();
  readonly #everyMs: number;
  readonly #sweeper: NodeJS.Timeout;
  /** How many calls are under way, by what they ask for. */
  readonly #underWay = new Map<string, number>();
  /** Connections that have a call. */
  #busy = 0;
  #heldBytes = 0;
  #sweptAt = performance.now();

  constructor(patience: Patience) {
    this.#patience = patience;
    const { firstRequestMs, nextRequestMs, bodyMs, answerMs } = patience;
    const shortest = Math.min(firstRequestMs, nextRequestMs, bodyMs, answerMs);
    // One timer for all: two for each request would cost more than what they watch.
    this.#everyMs = Math.min(1000, shortest / 4);
    this.#sweeper = setInterval(() => this.#sweep(), this.#everyMs);
    this.#sweeper.unref();
  }

  /** Makes room by closing the connection that has been idle for longest. Undefined if all are busy. */
  add(socket: Socket): Connection | undefined {
    if (this.#open.size >= this.#patience.mostConnections && !this.#closeIdlest()) return undefined;
    const deadline = performance.now() + this.#patience.firstRequestMs;
    const connection: Connection = { socket, calls: new Set(), deadline };
    this.#open.set(socket, connection);
    socket.on("close", () => this.#open.delete(socket));
    return connection;
  }

  of(socket: Socket): Connection | undefined {
    return this.#open.get(socket);
  }

  begin(connection: Connection, abandon: () => void): Call {
    const deadline = performance.now() + this.#patience.bodyMs;
    const call: Call = { deadline, heldBytes: 0, operation: undefined, abandon };
    if (connection.calls.size === 0) this.#busy += 1;
    connection.calls.add(call);
    return call;
  }

  /**
   * What a call asks for. False if as many ask for the same as connections are left: whatever is waited for long, such as a
   * message, or held open, such as a WebSocket, leaves half of them to all others, and what comes next half of the rest.
   */
  admits(call: Call, operation: string): boolean {
    const underWay = this.#underWay.get(operation) ?? 0;
    if (underWay > this.#patience.mostConnections - this.#busy) return false;
    call.operation = operation;
    this.#underWay.set(operation, underWay + 1);
    return true;
  }

  /** Another piece of the request is there, and the client has as long again for the next. */
  progressed(call: Call): void {
    call.deadline = performance.now() + this.#patience.bodyMs;
  }

  /** The request is there as a whole. */
  received(call: Call): void {
    call.deadline = Number.POSITIVE_INFINITY;
  }

  /** The answer is written. */
  answered(call: Call): void {
    call.deadline = performance.now() + this.#patience.answerMs;
  }

  /** So many bytes are held for it by now. Where all that is held is too much, those are given up that have been waited for longest. */
  hold(call: Call, bytes: number): void {
    this.#heldBytes += bytes - call.heldBytes;
    call.heldBytes = bytes;
    if (this.#heldBytes > this.#patience.mostHeldBytes) this.#giveUpOldest();
  }

  end(connection: Connection, call: Call): void {
    connection.calls.delete(call);
    if (connection.calls.size === 0) this.#busy -= 1;
    if (call.operation !== undefined) this.#leave(call.operation);
    this.#heldBytes -= call.heldBytes;
    call.heldBytes = 0;
    connection.deadline = performance.now() + this.#patience.nextRequestMs;
  }

  [Symbol.iterator](): IterableIterator<Connection> {
    return this.#open.values();
  }

  close(): void {
    clearInterval(this.#sweeper);
  }

  #leave(operation: string): void {
    const others = (this.#underWay.get(operation) ?? 0) - 1;
    if (others > 0) this.#underWay.set(operation, others);
    else this.#underWay.delete(operation);
  }

  #sweep(): void {
    const now = performance.now();
    const stoodStill = now - this.#sweptAt > 2 * this.#everyMs;
    this.#sweptAt = now;
    // What clients sent meanwhile is yet to be read.
    if (stoodStill) return;
    for (const { socket, calls, deadline } of this.#open.values()) {
      if (calls.size === 0 && deadline < now) socket.destroy();
      for (const call of calls) if (call.deadline < now) call.abandon();
    }
  }

  #giveUpOldest(): void {
    const waiting: Call[] = [];
    for (const { calls } of this.#open.values())
      for (const call of calls) if (call.heldBytes > 0 && Number.isFinite(call.deadline)) waiting.push(call);
    waiting.sort((one, other) => one.deadline - other.deadline);
    // A quarter at once: to look for them takes a while.
    const enough = this.#patience.mostHeldBytes * 0.75;
    for (const call of waiting) {
      if (this.#heldBytes <= enough) return;
      this.#heldBytes -= call.heldBytes;
      call.heldBytes = 0;
      call.abandon();
    }
  }

  #closeIdlest(): boolean {
    let idlest: Connection | undefined;
    for (const each of this.#open.values()) {
      if (each.calls.size === 0 && (idlest === undefined || each.deadline < idlest.deadline)) idlest = each;
    }
    if (idlest === undefined) return false;
    this.#open.delete(idlest.socket);
    idlest.socket.destroy();
    return true;
  }
}
