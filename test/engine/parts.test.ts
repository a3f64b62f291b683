import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { Deadlines } from "../../src/engine/deadlines.ts";
import { exactBytes, isOverPayloadLimit, payloadLimitBytes } from "../../src/engine/payload-limit.ts";
import { seededRandom } from "../../src/engine/random.ts";
import { VirtualClock } from "../../src/time/virtual-clock.ts";
import { settle } from "./run-machine.ts";

describe("the payload limit", () => {
  const values = [
    { name: "a text of exactly 256 KiB", value: "a".repeat(payloadLimitBytes - 2), over: false },
    { name: "one byte more", value: "a".repeat(payloadLimitBytes - 1), over: true },
    { name: "text of two bytes a letter", value: "é".repeat(payloadLimitBytes / 2), over: true },
    { name: "a small object", value: { a: [1, "b", null, true] }, over: false },
    { name: "many small members", value: Array.from({ length: 140_000 }, () => 1), over: true },
    { name: "control characters", value: "\u0001".repeat(50_000), over: true },
  ];

  test.each(values)("$name: $over", ({ value, over }) => {
    expect(isOverPayloadLimit(value)).toBe(over);
    expect(isOverPayloadLimit([value])).toBe(exactBytes([value]) > payloadLimitBytes);
  });

  test("is the same for estimated values as for counted ones", () => {
    const texts = fc.string({ unit: "binary", maxLength: 50 });
    fc.assert(
      fc.property(fc.array(texts), fc.nat(6000), (items, times) => {
        const value = Array.from({ length: times }, () => items);
        expect(isOverPayloadLimit(value)).toBe(exactBytes(value) > payloadLimitBytes);
      }),
      { numRuns: 40 },
    );
  });
});

describe("deadlines", () => {
  test("fire in the order of their times, whatever their lengths", () => {
    const clock = new VirtualClock(0);
    const deadlines = new Deadlines(clock);
    const fired: string[] = [];
    deadlines.set(clock.now(), 3000, { comeDue: () => void fired.push("long") });
    deadlines.set(clock.now(), 1000, { comeDue: () => void fired.push("short") });
    clock.advanceBy(500);
    deadlines.set(clock.now(), 1000, { comeDue: () => void fired.push("later") });
    clock.advanceBy(5000);
    expect(fired).toEqual(["short", "later", "long"]);
  });

  test("that are cancelled neither fire nor hold a timer", async () => {
    const clock = new VirtualClock(0);
    const deadlines = new Deadlines(clock);
    const fired: number[] = [];
    const set = [0, 1, 2].map((number) =>
      deadlines.set(clock.now(), 1000, { comeDue: () => void fired.push(number) }),
    );
    set[1]?.cancel();
    clock.advanceBy(1000);
    expect(fired).toEqual([0, 2]);
    deadlines.set(clock.now(), 1000, { comeDue: () => void fired.push(9) }).cancel();
    await settle();
    expect(clock.pendingTimers).toBe(0);
  });
});

describe("chance", () => {
  test("follows from the seed", () => {
    const draw = (seed: string) => {
      const random = seededRandom(seed);
      return [random.next(), random.uuid(), random.next()];
    };
    expect(draw("a")).toEqual(draw("a"));
    expect(draw("a")).not.toEqual(draw("b"));
  });

  test("gives numbers from 0 to 1 and UUIDs of version 4", () => {
    const random = seededRandom("seed");
    const numbers = Array.from({ length: 1000 }, () => random.next());
    expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...numbers)).toBeLessThan(1);
    const uuids = Array.from({ length: 1000 }, () => random.uuid());
    expect(new Set(uuids).size).toBe(1000);
    for (const uuid of uuids)
      expect(uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});
