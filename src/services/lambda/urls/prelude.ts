// What stands before a streamed body that tells its own head: JSON, then eight zero bytes.
// https://docs.aws.amazon.com/lambda/latest/dg/configuration-response-streaming.html

import type { JsonObject } from "../../../aws/json.ts";
import { jsonObjectOrUndefined } from "../../../aws/json-text.ts";

export const preludeType = "application/vnd.awslambda.http-integration-response";

const separator = Buffer.alloc(8);
/** Heads of answers are small; whatever is longer is none. */
const longestBytes = 256 * 1024;

export interface Unprefaced {
  /** Undefined for what is no head. */
  readonly head: JsonObject | undefined;
  readonly body: AsyncIterable<Uint8Array>;
}

/** Reads as many chunks as the head takes. */
export async function withoutPrelude(chunks: AsyncIterable<Uint8Array>): Promise<Unprefaced> {
  const iterator = chunks[Symbol.asyncIterator]();
  let seen = Buffer.alloc(0);
  for (;;) {
    const at = seen.indexOf(separator);
    if (at !== -1)
      return {
        head: jsonObjectOrUndefined(seen.subarray(0, at).toString()),
        body: goOn(seen.subarray(at + separator.length), iterator),
      };
    const next = await iterator.next();
    if (next.done === true || seen.length > longestBytes) {
      await iterator.return?.();
      return { head: undefined, body: goOn(seen, iterator) };
    }
    seen = Buffer.concat([seen, next.value]);
  }
}

async function* goOn(first: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    if (first.length > 0) yield first;
    for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}
