// Lines on their way to the disk. There may be hundreds of megabytes of them, which are not made one text: others have their turn while a
// portion is written.

/** As many characters are handed to the disk together. */
export const textAtOnce = 1024 * 1024;

export function* portions(lines: Iterable<string>): Generator<Buffer, void> {
  let text = "";
  for (const line of lines) {
    text += line;
    if (text.length < textAtOnce) continue;
    yield Buffer.from(text);
    text = "";
  }
  if (text !== "") yield Buffer.from(text);
}
