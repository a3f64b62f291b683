// Segments of traces as a graph of services.

import { expect, test } from "@jest/globals";
import type { Segment } from "../../../src/console/page/traces/segments.ts";
import { serviceGraph } from "../../../src/console/page/traces/service-graph.ts";

const segment = (id: string, name: string, more: Partial<Segment> = {}): Segment => ({
  ...{ id, name, start_time: 1, end_time: 2 },
  ...more,
});

test("services are nodes with their requests, times and failures; calls are told by who answered them", () => {
  const table = segment("4", "Dynamodb", { namespace: "aws", fault: true, end_time: 1.5 });
  const asked = segment("2", "Lambda", { namespace: "aws" });
  const front = segment("1", "front", {
    subsegments: [segment("3", "local", { subsegments: [asked, table] })],
  });
  const answered = segment("5", "notify", { parent_id: "2", origin: "AWS::Lambda::Function" });
  expect(serviceGraph([front, answered])).toEqual({
    nodes: [
      { name: "front", type: "service", requests: 1, failed: 0, average: 1000 },
      { name: "Dynamodb", type: "AWS", requests: 1, failed: 1, average: 500 },
      { name: "notify", type: "Lambda Function", requests: 1, failed: 0, average: 1000 },
    ],
    calls: [
      { from: "front", to: "Dynamodb" },
      { from: "front", to: "notify" },
    ],
  });
});
