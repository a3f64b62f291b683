import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { isUnreadable, type Reading, readReading } from "../../src/weather/readings.ts";
import { arbitraryReading, toBase64 } from "./arbitrary-readings.ts";

const reading: Reading = {
  stationId: "seattle-harbor",
  sequence: 7,
  observedAt: "2010-01-01T06:00:00Z",
  temperatureCelsius: 4.1,
  pressureHpa: 1016.6,
  pressureTendencyHpa: -0.3,
  windMetresPerSecond: 3.8,
};

const read = (value: unknown): Reading | ReturnType<typeof readReading> =>
  readReading(toBase64(JSON.stringify(value)));

test("what a station sends is what is read", () => {
  fc.assert(
    fc.property(arbitraryReading, (sent) => {
      expect(read(sent)).toEqual(sent);
    }),
  );
});

test("any data at all is either a reading or unreadable for a reason", () => {
  fc.assert(
    fc.property(fc.oneof(fc.json().map(toBase64), fc.base64String(), fc.string()), (data) => {
      const result = readReading(data);
      if (!isUnreadable(result)) return;
      expect(result.detail.length).toBeGreaterThan(0);
      expect(result.detail.length).toBeLessThanOrEqual(160);
    }),
  );
});

test("members that a reading does not have are left out, however they are named", () => {
  const text = JSON.stringify(reading).replace("{", '{"__proto__":{"polluted":true},"battery":0.4,');
  const result = readReading(toBase64(text));
  expect(result).toEqual(reading);
  expect(Object.getPrototypeOf(result)).toBe(Object.prototype);
});

describe("limits are inclusive", () => {
  test.each([
    ["temperatureCelsius", -95, 60],
    ["pressureHpa", 850, 1100],
    ["pressureTendencyHpa", -60, 60],
    ["windMetresPerSecond", 0, 115],
  ] as const)("%s from %d to %d", (quantity, lowest, highest) => {
    expect(isUnreadable(read({ ...reading, [quantity]: lowest }))).toBe(false);
    expect(isUnreadable(read({ ...reading, [quantity]: highest }))).toBe(false);
    expect(read({ ...reading, [quantity]: lowest - 0.1 })).toMatchObject({ reason: "NotAReading" });
    expect(read({ ...reading, [quantity]: highest + 0.1 })).toMatchObject({ reason: "NotAReading" });
  });
});

describe("a record is refused", () => {
  test.each([
    ["text", "hello", "NotJson", /not valid JSON/],
    ["nothing", "", "NotJson", /end of JSON/],
    ["half an object", '{"stationId":"sea', "NotJson", /position 17/],
    ["bytes that are no text", Uint8Array.of(0xff, 0xfe, 0), "NotJson", /not valid JSON/],
    ["null", "null", "NotAReading", /^data: .*expected object/],
    ["an array", "[]", "NotAReading", /^data: .*expected object/],
  ] as const)("when it holds %s", (_, data, reason, detail) => {
    expect(readReading(toBase64(data))).toEqual({ reason, detail: expect.stringMatching(detail) });
  });

  test.each([
    ["stationId", "No Such Station!", /^stationId: expected a station id/],
    ["stationId", 7, /^stationId: .*expected string/],
    ["sequence", -1, /^sequence: /],
    ["sequence", 1.5, /^sequence: .*expected int/],
    ["observedAt", "2010-13-01T06:00:00Z", /^observedAt: expected a time in UTC/],
    ["observedAt", "2010-01-01T24:00:00Z", /^observedAt: expected a time in UTC/],
    ["observedAt", "2010-01-01T06:00:00+01:00", /^observedAt: expected a time in UTC/],
    ["temperatureCelsius", null, /^temperatureCelsius: .*expected number/],
    ["temperatureCelsius", "4.1", /^temperatureCelsius: .*expected number/],
    ["pressureHpa", undefined, /^pressureHpa: .*expected number/],
  ] as const)("when its %s is %j", (member, value, detail) => {
    expect(read({ ...reading, [member]: value })).toEqual({
      reason: "NotAReading",
      detail: expect.stringMatching(detail),
    });
  });

  test("with every fault in one detail", () => {
    expect(read({ ...reading, sequence: -1, pressureHpa: 0 })).toMatchObject({
      detail: expect.stringMatching(/^sequence: .*; pressureHpa: /),
    });
  });
});
