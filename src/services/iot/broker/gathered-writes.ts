// What is written within one turn leaves as one piece. The encoder of `aedes` writes an acknowledgement in three, and has a stream that can be
// corked wait a turn for each packet: of a hundred acknowledgements that is three hundred times a stream's bookkeeping and a hundred turns.

import type { Socket } from "node:net";

/** So much leaves at once, even within a turn. */
const mostGatheredBytes = 16 * 1024;
/** So few bytes are copied sooner one by one. */
const fewBytes = 16;

export function gatherWrites(socket: Socket): void {
  const gathered = new GatheredWrites(socket);
  const end = socket.end.bind(socket);
  Object.defineProperties(socket, {
    write: { value: gathered.write, writable: true },
    end: {
      writable: true,
      value: (...last: Parameters<Socket["end"]>) => {
        gathered.flush();
        return end(...last);
      },
    },
    cork: { value: undefined },
  });
}

type Done = (problem?: Error | null) => void;

class GatheredWrites {
  readonly #socket: Socket;
  readonly #write: (piece: Uint8Array | string, encoding?: BufferEncoding, done?: Done) => boolean;
  #pieces: Uint8Array[] = [];
  #bytes = 0;
  #isDue = false;

  constructor(socket: Socket) {
    this.#socket = socket;
    this.#write = socket.write.bind(socket);
  }

  /** As the socket's own. Whoever wants to be told when it is written has it written at once. */
  readonly write = (piece: Uint8Array | string, encoding?: BufferEncoding | Done, done?: Done): boolean => {
    // A confirmation without an id is answered with one: the encoder has nothing to write for that, and `aedes` tells nobody.
    if (typeof piece !== "string" && !(piece instanceof Uint8Array)) this.#socket.destroy();
    if (this.#socket.destroyed) return false;
    const told = typeof encoding === "function" ? encoding : done;
    const spelling = typeof encoding === "string" ? encoding : undefined;
    if (told !== undefined) {
      this.flush();
      return this.#write(piece, spelling, told);
    }
    const bytes = typeof piece === "string" ? Buffer.from(piece, spelling) : piece;
    this.#pieces.push(bytes);
    this.#bytes += bytes.length;
    if (this.#bytes >= mostGatheredBytes) this.flush();
    else if (!this.#isDue) {
      this.#isDue = true;
      process.nextTick(this.#flushDue);
    }
    return !this.#socket.writableNeedDrain;
  };

  flush(): void {
    if (this.#bytes === 0 || this.#socket.destroyed) return;
    const [first, ...others] = this.#pieces;
    const piece = first === undefined || others.length > 0 ? joined(this.#pieces, this.#bytes) : first;
    this.#pieces = [];
    this.#bytes = 0;
    this.#write(piece);
  }

  readonly #flushDue = (): void => {
    this.#isDue = false;
    this.flush();
  };
}

function joined(pieces: readonly Uint8Array[], bytes: number): Uint8Array {
  const whole = Buffer.allocUnsafe(bytes);
  let at = 0;
  for (const piece of pieces) {
    if (piece.length > fewBytes) {
      whole.set(piece, at);
      at += piece.length;
    } else for (let from = 0; from < piece.length; from++) whole[at++] = piece[from] as number;
  }
  return whole;
}
