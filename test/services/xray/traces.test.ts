// X-Ray's store: what is a document, how documents become traces, and which requests are traced at all.

import { describe, expect, test } from "@jest/globals";
import { TraceSampling } from "../../../src/services/xray/trace-sampling.ts";
import { Traces } from "../../../src/services/xray/traces.ts";

const traceId = "1-6b03fc4a-c57b324b4dcd1b002c489b60";
const segment = {
  name: "order",
  id: "0123456789abcdef",
  trace_id: traceId,
  start_time: 1_795_423_306,
  end_time: 1_795_423_308,
};

describe("segment documents", () => {
  const refused = [
    ["a text that is not JSON", "{", "ParseError"],
    ["a list", "[]", "ParseError"],
    ["an id that is not hexadecimal", JSON.stringify({ ...segment, id: "x" }), "MissingOrInvalidField"],
    ["a trace id of another form", JSON.stringify({ ...segment, trace_id: "1-2" }), "MissingOrInvalidField"],
    ["no start", JSON.stringify({ ...segment, start_time: "now" }), "MissingOrInvalidField"],
    ["no name", JSON.stringify({ ...segment, name: "" }), "MissingOrInvalidField"],
    ["more than 64 KiB", JSON.stringify({ ...segment, metadata: "x".repeat(65_536) }), "SizeError"],
  ] as const;

  test.each(refused)("%s is refused and kept nowhere", (_, document, errorCode) => {
    const traces = new Traces();
    expect(traces.put(document)).toMatchObject({ ErrorCode: errorCode });
    expect(traces.get(traceId)).toBeUndefined();
  });

  test("of one trace are gathered, and its flags and its time span all of them", () => {
    const traces = new Traces();
    traces.put(JSON.stringify(segment));
    traces.put(JSON.stringify({ ...segment, id: "fedcba9876543210", end_time: 1_795_423_310, fault: true }));
    expect(traces.get(traceId)).toMatchObject({
      startedAt: 1_795_423_306_000,
      endedAt: 1_795_423_310_000,
      hasFault: true,
      hasError: false,
      segments: [{ id: "0123456789abcdef" }, { id: "fedcba9876543210" }],
    });
  });

  test("sent again, replace what was sent while the work was in progress", () => {
    const traces = new Traces();
    traces.put(JSON.stringify({ ...segment, end_time: undefined, in_progress: true }));
    traces.put(JSON.stringify(segment));
    expect(traces.get(traceId)?.segments).toEqual([{ id: segment.id, document: JSON.stringify(segment) }]);
  });
});

test("a trace has so many segments as have 500 KB, and one of them may be sent again", () => {
  const traces = new Traces();
  const put = (id: number, length: number) =>
    traces.put(
      JSON.stringify({ ...segment, id: String(id).padStart(16, "0"), metadata: "x".repeat(length) }),
    );
  for (let id = 0; id < 10; id++) expect(put(id, 50_000)).toBeUndefined();
  expect(put(10, 50_000)).toMatchObject({ Id: "0000000000000010", ErrorCode: "SizeError" });
  expect(put(9, 50_000)).toBeUndefined();
  expect(put(9, 0)).toBeUndefined();
  expect(put(10, 50_000)).toBeUndefined();
  expect(traces.get(traceId)?.segments).toHaveLength(11);
});

test("the newest traces are kept, and found by the time of their start", () => {
  const traces = new Traces({ mostTraces: 2 });
  const id = (at: number) => `1-0000000${at}-c57b324b4dcd1b002c489b60`;
  for (const at of [1, 2, 3]) {
    traces.put(JSON.stringify({ ...segment, trace_id: id(at), start_time: at, end_time: at }));
  }
  expect(traces.between(0, 10_000).map((trace) => trace.id)).toEqual([id(3), id(2)]);
  expect(traces.between(2000, 2000).map((trace) => trace.id)).toEqual([id(2)]);
});

test("the first request of each second is traced, and one in twenty of the others", () => {
  const sampling = new TraceSampling();
  const traced = Array.from({ length: 2002 }, (_, index) => sampling.sample(index < 1001 ? 5000 : 6000));
  expect(traced.filter(Boolean)).toHaveLength(2 + 2000 / 20);
  expect(traced[0]).toBe(true);
  expect(traced[1001]).toBe(true);
});
