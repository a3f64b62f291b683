// The body of a request to an API: as much as API Gateway takes.

import type { RouteCall } from "../../../aws/wire/operation.ts";

/** AWS: 10 MB. https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html */
const mostBytes = 10 * 1024 * 1024;
const nothing = Buffer.alloc(0);

/** Undefined for one that is too large, which is read to its end and dropped. */
export async function bodyOf({ chunks, body }: RouteCall): Promise<Buffer | undefined> {
  if (chunks === undefined) return Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    // A chunk is good until the next is asked for.
    if (bytes <= mostBytes) pieces.push(Buffer.from(chunk));
  }
  if (bytes > mostBytes) return undefined;
  return pieces.length === 0 ? nothing : Buffer.concat(pieces);
}
