// How many values a JSON body holds, counted before it is parsed: a few bytes can stand for an object, and a million of them take
// longer to make than ten megabytes of records.

import { ServiceError } from "../../aws/service-error.ts";

/** More than a transaction or a batch of the widest items can have. */
const mostValues = 300_000;
/** A body that is no longer than this can't have as many. */
const shortest = 2 * mostValues;

const [quote, backslash, comma, openBrace, openBracket] = [0x22, 0x5c, 0x2c, 0x7b, 0x5b];

/** Throws SerializationException. What is not JSON at all is left to the parser. */
export function checkJsonSize(body: Buffer): void {
  if (body.length <= shortest) return;
  let values = 0;
  for (let at = 0; at < body.length; at++) {
    const byte = body[at];
    if (byte === quote) {
      at = endOfText(body, at);
    } else if (byte === comma || byte === openBrace || byte === openBracket) {
      values += 1;
      if (values > mostValues)
        throw new ServiceError(
          "SerializationException",
          `The request body has more than ${mostValues} values`,
        );
    }
  }
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
