import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { Failure } from "../../../../../src/engine/failure.ts";
import type { ReadItems, ReadPosition } from "../../../../../src/engine/map-run/map-runner.ts";
import { Objects } from "../../../../../src/services/s3/objects.ts";
import { ItemReading } from "../../../../../src/services/step-functions/map-runs/datasets/read-items.ts";
import { VirtualClock } from "../../../../../src/time/virtual-clock.ts";
import { parquetFile } from "../../../../support/parquet-file.ts";

let objects: Objects;

beforeEach(async () => {
  objects = await Objects.open({ directory: undefined, clock: new VirtualClock(Date.UTC(2026, 10, 23)) });
  await objects.createBucket("data");
});

const put = (bytes: Uint8Array) => objects.putObject({ bucket: "data", key: "rows.parquet", bytes });

const pageOf = (
  reading: ItemReading,
  { maxItems, after }: { maxItems?: number; after?: ReadPosition } = {},
) =>
  reading.read({
    resource: "arn:aws:states:::s3:getObject",
    arguments: { Bucket: "data", Key: "rows.parquet" },
    readerConfig: { InputType: "PARQUET" },
    maxItems,
    ...(after === undefined ? {} : { after }),
  });

/** The processes of this one that decode. */
function decodingChildren(): readonly number[] {
  const listed = execFileSync("ps", ["-A", "-o", "pid=,ppid=,args="], { encoding: "utf8" });
  return listed
    .split("\n")
    .map((line) => line.trim().split(/\s+/))
    .filter(
      ([, parent, ...command]) => Number(parent) === process.pid && /parquet-process/.test(command.join(" ")),
    )
    .map(([pid]) => Number(pid));
}

const read = (options: { maxItems?: number } = {}) => pageOf(new ItemReading(objects), options);

describe("Parquet, as Arrow writes it", () => {
  const folder = join(import.meta.dirname, "../../../../fixtures/parquet");
  const at = "2026-05-17T12:00:00.123Z";
  const day = "2026-05-17T00:00:00.000Z";

  test.each(["snappy", "gzip", "zstd", "none"])("with %s, in two row groups", async (codec) => {
    await put(readFileSync(join(folder, `rows.${codec}.parquet`)));
    expect(await read()).toEqual({
      items: [
        {
          ...{ id: 1, big: "9007199254740993", name: "rain", at, day, temp: 1.5, ok: true },
          ...{ tags: ["a", "b"], place: { lat: 1, lon: 2 }, price: 1.25 },
        },
        {
          ...{ id: 2, big: null, name: "snow é", at, day, temp: "NaN", ok: false },
          ...{ tags: [], place: null, price: null },
        },
        {
          ...{ id: 3, big: -5, name: null, at, day, temp: null, ok: null },
          ...{ tags: null, place: { lat: 3, lon: 4 }, price: 3.5 },
        },
      ],
      source: "S3://data/rows.parquet",
    });
    expect(await read({ maxItems: 1 })).toMatchObject({
      items: [{ id: 1 }],
    });
  });

  test("whatever is wrong with a file is told, and nothing else happens", async () => {
    const whole = readFileSync(join(folder, "rows.snappy.parquet"));
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), async (place, by) => {
        const changed = Uint8Array.from(whole);
        changed[place] = ((changed[place] ?? 0) + by) % 256;
        await put(changed);
        const found = await read();
        if (found instanceof Failure) expect(found.error).toBe("States.ItemReaderFailed");
        else expect(found.items.length).toBeLessThanOrEqual(3);
      }),
      { numRuns: 30 },
    );
  });

  test("others have their turn while a row group of millions is decoded, which is read in pages", async () => {
    const rows = 2_000_000;
    await put(parquetFile({ rows }));
    let turns = 0;
    const turn = () => {
      turns += 1;
      next = setImmediate(turn);
    };
    let next = setImmediate(turn);
    const found = await read();
    clearImmediate(next);
    expect(turns).toBeGreaterThan(500);
    if (found instanceof Failure) throw found;
    expect(found.items).toHaveLength(5000);
    expect(found.items[4999]).toEqual({ n: 7 });
  });

  test("what is decoded for a Map Run that has ended is decoded no more, and anew for one that is redriven", async () => {
    await put(parquetFile({ rows: 2_000_000 }));
    const reading = new ItemReading(objects);
    const stopped = pageOf(reading);
    // Another may have both processes: then it ends before it has one.
    await new Promise((resolve) => setTimeout(resolve, 50));
    reading.stop();
    expect(await stopped).toEqual(new Failure("States.ItemReaderFailed", "The Map Run has ended."));
    await put(parquetFile({ rows: 12 }));
    expect(((await pageOf(reading)) as ReadItems).items).toHaveLength(12);
  });

  test("pages go on where they were, also in another process", async () => {
    await put(parquetFile({ rows: 12_000 }));
    const reading = new ItemReading(objects);
    const page = (after?: ReadPosition) =>
      pageOf(reading, after === undefined ? {} : { after }) as Promise<ReadItems>;
    const first = await page();
    // Longer than it is held for whoever does not ask.
    await new Promise((resolve) => setTimeout(resolve, 1100));
    const second = await page(first.next);
    // What ends between two pages is noticed only when it is asked, at the earliest.
    const children = decodingChildren();
    expect(children).not.toEqual([]);
    for (const decoding of children) process.kill(decoding, "SIGKILL");
    const third = await page(second.next);
    expect([first, second, third].map(({ items }) => items.length)).toEqual([5000, 5000, 2000]);
    expect(third.next).toBeUndefined();
  });
});
