// What a CBOR body holds, looked at before it is decoded: a byte can stand for an item, and a million items that say nothing take
// longer to make than ten megabytes of records. RFC 8949, section 3.

import { ServiceError } from "../../aws/service-error.ts";

/** More than PutMetricData or PutRecords can have. */
const mostItems = 200_000;
const deepest = 500;
/** A time, and CBOR that says it is CBOR. By others a decoder makes what is no data: references, sets, numbers without end. */
const tags = new Set([1, 55_799]);
const closing = 0xff;

/** Throws SerializationException. What is not CBOR at all is left to the decoder. */
export function checkCborItems(body: Uint8Array): void {
  /** How many items each container that is open still waits for. */
  const open: number[] = [];
  let items = 0;
  for (let at = 0; at < body.length; ) {
    const head = body[at] ?? 0;
    at += 1;
    if (head === closing) {
      open.pop();
    } else {
      items += 1;
      if (items > mostItems) throw refused(`more than ${mostItems} values`);
      const kind = head >> 5;
      const argument = argumentOf(head & 0x1f, body, at);
      at += argument.bytes;
      if (kind === 6 && !tags.has(argument.value))
        throw refused(`a value of the tag ${argument.value}; only times have one, which is 1`);
      const inside = itemsInside(kind, argument.value);
      if (inside > 0) {
        open.push(inside);
        if (open.length > deepest) throw refused(`values nested more than ${deepest} deep`);
        continue;
      }
      // A blob or a text.
      if (kind === 2 || kind === 3) at += argument.value;
    }
    endItem(open);
  }
}

/** What a container waits for; one of indefinite length, for its end. */
function itemsInside(kind: number, argument: number): number {
  if (kind === 4) return argument;
  if (kind === 5) return argument * 2;
  if (kind === 6) return 1;
  return kind < 7 && kind > 1 && argument === Number.POSITIVE_INFINITY ? argument : 0;
}

/** The argument of an item's head, and how many bytes it has; infinite for an indefinite length. */
function argumentOf(
  short: number,
  body: Uint8Array,
  at: number,
): { readonly value: number; readonly bytes: number } {
  if (short < 24) return { value: short, bytes: 0 };
  if (short > 27) return { value: Number.POSITIVE_INFINITY, bytes: 0 };
  const bytes = 2 ** (short - 24);
  let value = 0;
  for (let index = 0; index < bytes; index++) value = value * 256 + (body[at + index] ?? 0);
  return { value, bytes };
}

function endItem(open: number[]): void {
  while (open.length > 0) {
    const left = (open[open.length - 1] ?? 0) - 1;
    if (left > 0) {
      open[open.length - 1] = left;
      return;
    }
    open.pop();
  }
}

function refused(what: string): ServiceError {
  return new ServiceError("SerializationException", `The request body has ${what}`);
}
