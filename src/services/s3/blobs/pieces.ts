// The memory through which bytes go to the disk and from it: a few buffers that are used again and again. What is made for each piece
// anew is a garbage that grows faster than it is collected.

const pieceBytes = 128 * 1024;
/** As many as are kept while nobody needs them. */
const mostKept = 64;
const kept: Buffer[] = [];

export function takePiece(): Buffer {
  return kept.pop() ?? Buffer.allocUnsafeSlow(pieceBytes);
}

/** Only of a piece that nobody reads any more. */
export function givePiece(piece: Buffer): void {
  if (kept.length < mostKept) kept.push(piece);
}
