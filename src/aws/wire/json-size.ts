// How many values a JSON body holds, counted before it is parsed: a few bytes can stand for an object, and a million of them take
// longer to make than ten megabytes of records.

/** An object or a list takes several times as long to make as what it holds: more than the widest items of a batch can have. */
const mostEffort = 1_200_000;
const container = 4;
/** A body that is no longer than this can't take as much. */
const shortest = mostEffort / container;

const [quote, backslash, comma, openBrace, openBracket] = [0x22, 0x5c, 0x2c, 0x7b, 0x5b];

/** Whether the body would be parsed soon enough. What is not JSON at all is left to the parser. */
export function isParsedSoon(body: Buffer): boolean {
  if (body.length <= shortest) return true;
  let effort = 0;
  for (let at = 0; at < body.length; at++) {
    const byte = body[at];
    if (byte === quote) at = endOfText(body, at);
    else if (byte === comma) effort += 1;
    else if (byte === openBrace || byte === openBracket) effort += container;
    if (effort > mostEffort) return false;
  }
  return true;
}

/** Texts are long, so their ends are looked for by the fastest means there are. */
function endOfText(body: Buffer, start: number): number {
  for (let at = body.indexOf(quote, start + 1); at !== -1; at = body.indexOf(quote, at + 1)) {
    let before = at - 1;
    while (body[before] === backslash) before -= 1;
    // An even number of backslashes escapes nothing behind it.
    if ((at - before) % 2 === 1) return at;
  }
  return body.length;
}
