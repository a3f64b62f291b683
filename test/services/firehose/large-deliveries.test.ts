// Deliveries of very many records, or very large ones: they are in order, nothing of them is lost, and others have their turn.

import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { failedPieces } from "../../../src/services/firehose/delivery/failed-record.ts";
import { endAll, OpenRecord } from "../../../src/services/firehose/delivery/piece.ts";
import { counted } from "../../support/counted-pieces.ts";
import { turnsMeanwhile } from "../../support/turns-meanwhile.ts";
import { type Delivery, openDelivery, toBucket } from "./support/delivery.ts";

let delivery: Delivery;
beforeEach(async () => {
  delivery = await openDelivery();
  await delivery.s3.createBucket("all");
});
afterEach(async () => {
  await delivery.close();
  expect(delivery.faults).toEqual([]);
});

const pieceOf = (id: string, data: Buffer, done: (id: string) => void = () => undefined) => ({
  source: new OpenRecord({ id, at: 0, data }, done),
  data,
});

test("records that come while others are still being taken come after them", async () => {
  const BufferingHints = { SizeInMBs: 128, IntervalInSeconds: 60 };
  delivery.streams.create({ name: "s", destination: toBucket("all", { BufferingHints }) });
  const numbers = Array.from({ length: 20_000 }, (_, number) => `${number},`);
  await Promise.all([
    delivery.streams.put(
      "s",
      numbers.map((text) => Buffer.from(text)),
    ),
    delivery.streams.put("s", [Buffer.from("last")]),
  ]);
  delivery.clock.advanceBy(60_000);
  const [object] = Object.values(await delivery.objects("all", 1));
  expect(String(object)).toBe(`${numbers.join("")}last`);
});

test("records that have arrived are done with one after the other", () => {
  const done: string[] = [];
  const pieces = Array.from({ length: 1000 }, (_, number) =>
    pieceOf(String(number), Buffer.alloc(1), (id) => done.push(id)),
  );
  expect(counted(endAll(pieces)).pieces).toBe(1001);
  expect(done).toEqual(pieces.map(({ source }) => source.record.id));
});

test("others have their turn while failed records are written", async () => {
  const pieces = Array.from({ length: 40 }, (_, number) => pieceOf(String(number), Buffer.alloc(1_000_000)));
  const failure = { errorCode: "c", errorMessage: "m", attemptsMade: 1, endedAt: 0 };
  const { value, turns } = await turnsMeanwhile(() => failedPieces(pieces, failure));
  expect(value.map(({ source }) => source.record.id)).toEqual(pieces.map(({ source }) => source.record.id));
  expect(turns).toBeGreaterThan(2);
});
