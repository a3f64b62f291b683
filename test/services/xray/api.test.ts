// X-Ray over HTTP and by its daemon: what comes in at either is found by its trace id.

import { createSocket } from "node:dgram";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { ApiServer } from "../../../src/server/server.ts";
import { xrayApi } from "../../../src/services/xray/api.ts";
import { startTraceDaemon, type TraceDaemon } from "../../../src/services/xray/trace-daemon.ts";
import { Traces } from "../../../src/services/xray/traces.ts";

const traceId = "1-6b03fc4a-c57b324b4dcd1b002c489b60";
const segment = { name: "order", id: "0123456789abcdef", trace_id: traceId, start_time: 100, end_time: 102 };

let server: ApiServer;
let daemon: TraceDaemon;
let received: Promise<void>;
beforeAll(async () => {
  const traces = new Traces();
  let arrived = () => {};
  received = new Promise((resolve) => {
    arrived = resolve;
  });
  daemon = await startTraceDaemon((document) => {
    traces.put(document);
    arrived();
  });
  server = new ApiServer({ onFault: (fault) => expect(fault).toBeUndefined() });
  await server.listen(0);
  server.serve({ services: [xrayApi(traces)], routes: [] });
});
afterAll(() => Promise.all([server.close(), daemon.close()]));

async function post(path: string, body: unknown) {
  const response = await fetch(`${server.url}${path}`, { method: "POST", body: JSON.stringify(body) });
  return { status: response.status, answer: (await response.json()) as Record<string, unknown> };
}

test("a segment that is put is summarised and given back as it was sent", async () => {
  const put = await post("/TraceSegments", { TraceSegmentDocuments: [JSON.stringify(segment), "{}"] });
  expect(put.answer).toMatchObject({ UnprocessedTraceSegments: [{ ErrorCode: "MissingOrInvalidField" }] });
  const summaries = await post("/TraceSummaries", { StartTime: 90, EndTime: 110 });
  expect(summaries.answer).toMatchObject({ TraceSummaries: [{ Id: traceId, Duration: 2, HasFault: false }] });
  const traces = await post("/Traces", { TraceIds: [traceId, "1-00000000-000000000000000000000000"] });
  expect(traces.answer.Traces).toEqual([
    {
      Id: traceId,
      Duration: 2,
      LimitExceeded: false,
      Segments: [{ Id: segment.id, Document: JSON.stringify(segment) }],
    },
  ]);
});

test("a handler's tracer sends its segments to the daemon", async () => {
  const [host, port] = daemon.address.split(":");
  const socket = createSocket("udp4");
  const own = { ...segment, id: "fedcba9876543210", trace_id: "1-6b03fc4a-000000000000000000000001" };
  socket.send(`{"format":"json","version":1}\n${JSON.stringify(own)}`, Number(port), host);
  await received;
  socket.close();
  const { answer } = await post("/Traces", { TraceIds: [own.trace_id] });
  expect(answer.Traces).toMatchObject([{ Segments: [{ Id: own.id }] }]);
});

test.each([
  ["/TraceSummaries", { StartTime: 2, EndTime: 1 }, "StartTime must not be after EndTime."],
  [
    "/TraceSummaries",
    { StartTime: 1, EndTime: 2, NextToken: "x" },
    "NextToken is not one that GetTraceSummaries gave.",
  ],
  ["/Traces", {}, "TraceIds is required."],
  ["/Traces", { TraceIds: ["1", "2", "3", "4", "5", "6"] }, "At most 5 trace ids can be asked for at once."],
])("%s refuses %j", async (path, request, message) => {
  const { status, answer } = await post(path, request);
  expect(status).toBe(400);
  expect(answer.message).toBe(message);
});
