// What is written within one turn leaves as one piece. The encoder of `aedes` writes an acknowledgement in three, and a hundred of
// them as three hundred pieces, which the system is handed one by one.

import type { Socket } from "node:net";

/** Copying more than that costs more than it spares. */
const mostGatheredBytes = 16 * 1024;

export function gatherWrites(socket: Socket): void {
  const writev = socket._writev?.bind(socket);
  socket._writev = (chunks, done) => {
    const pieces = chunks.map(({ chunk, encoding }) =>
      typeof chunk === "string" ? Buffer.from(chunk, encoding) : (chunk as Buffer),
    );
    const bytes = pieces.reduce((sum, piece) => sum + piece.length, 0);
    if (bytes > mostGatheredBytes && writev !== undefined) writev(chunks, done);
    else socket._write(Buffer.concat(pieces, bytes), "buffer" as BufferEncoding, done);
  };
}
