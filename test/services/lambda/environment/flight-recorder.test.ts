import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { FlightRecorder } from "../../../../src/services/lambda/environment/flight-recorder.ts";
import { LogBuffer } from "../../../../src/services/lambda/environment/log-buffer.ts";
import type { FlatLog } from "../../../../src/services/lambda/environment/messages.ts";

const text = fc.string({ unit: "grapheme", maxLength: 200 });

describe("a flight recorder", () => {
  test("gives back what was written, to whoever shares its memory", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: 0 }), text), { maxLength: 50 }), (records) => {
        const recorder = new FlightRecorder();
        for (const [time, message] of records) expect(recorder.write(time, message)).toBe(true);
        expect(new FlightRecorder(recorder.shared).read()).toEqual(records.flat());
      }),
    );
  });

  test("refuses what does not fit, and has room again once it is cleared", () => {
    const recorder = new FlightRecorder();
    const message = "é".repeat(20_000);
    expect(recorder.write(1, message)).toBe(true);
    expect(recorder.write(2, message)).toBe(false);
    expect(recorder.read()).toEqual([1, message]);
    recorder.clear();
    expect(recorder.read()).toEqual([]);
    expect(recorder.write(3, message)).toBe(true);
  });
});

describe("a log buffer", () => {
  function buffered(): { buffer: LogBuffer; recorder: FlightRecorder; sent: FlatLog[] } {
    const recorder = new FlightRecorder();
    const sent: FlatLog[] = [];
    return { buffer: new LogBuffer(recorder, ({ log }) => void sent.push(log)), recorder, sent };
  }
  const messages = (log: FlatLog = []) => log.filter((_each, at) => at % 2 === 1);

  test("has every line once, whatever chunks it was written in", () => {
    const lines = fc.array(fc.stringMatching(/^[^\n]{1,40}$/), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(lines, fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1 }), (written, cuts) => {
        const { buffer } = buffered();
        const whole = written.join("\n");
        for (let at = 0, cut = 0; at < whole.length; cut++) {
          const length = cuts[cut % cuts.length] ?? 1;
          buffer.write(whole.slice(at, at + length));
          at += length;
        }
        expect(messages(buffer.take())).toEqual(written);
      }),
    );
  });

  test("sends ahead what the recorder cannot hold, and loses nothing", () => {
    const { buffer, sent } = buffered();
    const lines = Array.from({ length: 100 }, (_, at) => `${at} ${"x".repeat(2000)}`);
    for (const line of lines) buffer.append(line);
    const last = buffer.take();
    expect(sent.length).toBeGreaterThan(0);
    expect([...sent, last].flatMap((log) => messages(log))).toEqual(lines);
  });

  test("leaves nothing in the recorder once it is taken", () => {
    const { buffer, recorder } = buffered();
    buffer.append("line");
    expect(messages(recorder.read())).toEqual(["line"]);
    buffer.take();
    expect(recorder.read()).toEqual([]);
    expect(buffer.take()).toBeUndefined();
  });
});
