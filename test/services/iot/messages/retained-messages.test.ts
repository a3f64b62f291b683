// What retained messages take of the memory is bounded, whatever becomes of them.

import { expect, test } from "@jest/globals";
import { RetainedMessages } from "../../../../src/services/iot/messages/retained-messages.ts";
import { RecordBook } from "../../../../src/storage/record-book.ts";
import { systemClock } from "../../../../src/time/clock.ts";

const mostHeldBytes = 50_000;
const message = (topic: string, length: number) => ({
  ...({
    topic,
    payload: Buffer.alloc(length),
    retain: true,
    qos: 1,
    clientId: "c",
    protocol: "MQTT",
  } as const),
  ...{ principal: undefined, hops: 0 },
});
const refused = expect.objectContaining({
  code: "ServiceUnavailable",
  status: 503,
  message: expect.stringMatching(
    /^Retained messages take \d+ bytes of the region's memory, which has room for 50000$/,
  ),
});

test("more than there is room for is refused, and what is replaced or taken away makes some", async () => {
  const book = RecordBook.inMemory();
  const retained = new RetainedMessages(systemClock, book, mostHeldBytes);
  await retained.keep(message("a", 8000));
  await retained.keep(message("b", 8000));
  expect(() => retained.keep(message("c", 8000))).toThrow(refused);
  // In place of another of its length there is room, any number of times.
  for (let time = 0; time < 10; time++) await retained.keep(message("a", 8000));
  expect(() => retained.keep(message("a", 20_000))).toThrow(refused);
  expect(retained.all().map(({ topic }) => topic)).toEqual(["a", "b"]);
  await retained.keep(message("b", 0));
  await retained.keep(message("c", 8000));
  // What is there at a start counts.
  const again = new RetainedMessages(systemClock, book, mostHeldBytes);
  expect(() => again.keep(message("d", 8000))).toThrow(refused);
});
