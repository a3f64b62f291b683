// What a client sends is parsed in small pieces, some of them in each turn of the event loop, whoever sends them: sixty kilobytes of pings
// or of filters are tens of thousands of packets, and whoever else waits has a turn in between.

import type { Socket } from "node:net";
import type { Client } from "aedes";
import { guarded } from "../../../aws/unexpected.ts";
import { announcedBytes, type Batches, parserOf } from "./aedes-parts.ts";

/** A thousand of the shortest packets. */
const pieceBytes = 2048;
const mostPiecesOfTurn = 8;

/** One for all clients. */
export class ParsingTurns {
  #waiting: (() => void)[] = [];
  #left = mostPiecesOfTurn;
  #isScheduled = false;

  /** Whether this turn has room for another piece. Who is told no has to wait. */
  hasRoom(): boolean {
    this.#schedule();
    if (this.#left === 0) return false;
    this.#left -= 1;
    return true;
  }

  wait(goOn: () => void): void {
    this.#waiting.push(goOn);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      this.#left = mostPiecesOfTurn;
      // Those that find no room wait behind each other again.
      for (const goOn of this.#waiting.splice(0)) guarded("packets of MQTT", goOn);
    });
  }
}

/** `checked` is called after each piece. */
export function parseInTurns(
  client: Client,
  {
    socket,
    turns,
    checked,
  }: { readonly socket: Socket; readonly turns: ParsingTurns; readonly checked: () => void },
): void {
  const parser = parserOf(client);
  if (parser === undefined) return;
  const parse = parser.parse.bind(parser);
  const read = socket.read.bind(socket);
  const batches = client as Client & Batches;
  let left: Buffer | undefined;
  // Nothing more is taken before all of what was taken is parsed.
  socket.read = (size?: number) => (left === undefined ? read(size) : null);
  parser.parse = (bytes) => {
    left = bytes;
    goOn();
  };
  function goOn(): void {
    while (left !== undefined && left.length > 0 && !socket.destroyed) {
      if (!turns.hasRoom()) {
        turns.wait(goOn);
        return;
      }
      // A long packet is one, however it comes in.
      const length = Math.max(pieceBytes, announcedBytes(client));
      const piece = left.subarray(0, length);
      left = left.subarray(length);
      try {
        parse(piece);
      } catch (thrown) {
        // Where the next packet would begin is not known any more.
        socket.destroy();
        throw thrown;
      }
      checked();
    }
    left = undefined;
    // Otherwise the last of the packets under way asks for more.
    if (!socket.destroyed && batches._parsingBatch <= 0) batches._nextBatch();
  }
}
