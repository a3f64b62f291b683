import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { Json } from "../../src/aws/json.ts";
import { Failure } from "../../src/engine/failure.ts";
import { batchItems } from "../../src/engine/map-run/item-batches.ts";
import type { ChildExecution, MapRunCounts, MapRunner } from "../../src/engine/map-run/map-runner.ts";
import { isIntolerable } from "../../src/engine/map-run/tolerated-failures.ts";
import { exactBytes } from "../../src/engine/payload-limit.ts";
import { atOnce } from "../../src/time/time-slice.ts";
import { outline, runMachine } from "./run-machine.ts";

describe("tolerated failures", () => {
  const cases = [
    { failed: 0, total: 5, tolerance: { count: 0, percentage: 0 }, intolerable: false },
    { failed: 1, total: 5, tolerance: { count: 0, percentage: 0 }, intolerable: true },
    { failed: 2, total: 5, tolerance: { count: 2, percentage: 0 }, intolerable: false },
    { failed: 3, total: 5, tolerance: { count: 2, percentage: 0 }, intolerable: true },
    { failed: 1, total: 5, tolerance: { count: 0, percentage: 20 }, intolerable: false },
    { failed: 2, total: 5, tolerance: { count: 0, percentage: 20 }, intolerable: true },
    { failed: 2, total: 5, tolerance: { count: 3, percentage: 20 }, intolerable: true },
  ];

  test.each(cases)(
    "$failed of $total with $tolerance: $intolerable",
    ({ failed, total, tolerance, intolerable }) => {
      const { count, percentage } = tolerance;
      const limits = {
        maxConcurrency: 0,
        toleratedFailureCount: count,
        toleratedFailurePercentage: percentage,
      };
      expect(isIntolerable(failed, total, limits)).toBe(intolerable);
    },
  );
});

test("batches hold every item once, in order, within both limits", () => {
  const items = fc.array(fc.jsonValue({ maxDepth: 2 }), { maxLength: 60 });
  fc.assert(
    fc.property(
      items,
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 200, max: 2000 }),
      (values, maxItems, maxInputBytes) => {
        const batches = atOnce(
          batchItems(values as Json[], { maxItems, maxInputBytes, batchInput: { a: 1 } }),
        );
        expect(batches.flatMap(({ Items }) => Items as Json[])).toEqual(values);
        for (const batch of batches) {
          const size = (batch.Items as Json[]).length;
          expect(size).toBeLessThanOrEqual(maxItems);
          if (size > 1) expect(exactBytes(batch)).toBeLessThanOrEqual(maxInputBytes);
        }
      },
    ),
  );
});

describe("a distributed Map", () => {
  const machine = (fields: object) => ({
    StartAt: "Each",
    States: {
      Each: {
        Type: "Map",
        ItemProcessor: {
          ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "EXPRESS" },
          StartAt: "One",
          States: { One: { Type: "Pass", End: true } },
        },
        ...fields,
        End: true,
      },
    },
  });

  function runner(child: (child: ChildExecution) => Json | Failure) {
    const seen: { counts?: MapRunCounts; status?: string } = {};
    const mapRuns: MapRunner = {
      startMapRun: () => ({
        mapRunArn: "arn:aws:states:us-east-1:000000000000:mapRun:orders/Each:one",
        readItems: async () => ({ items: [1, 2, 3], source: "S3://bucket/key" }),
        runChild: async (execution) => child(execution),
        writeResults: async ({ arguments: given }) => ({ written: given }),
        counted: (counts) => {
          seen.counts = structuredClone({ items: counts.items, executions: counts.executions });
        },
        ended: (status) => {
          seen.status = status;
        },
      }),
    };
    return { mapRuns, seen };
  }

  test("runs a child an item and counts them", async () => {
    const { mapRuns, seen } = runner(({ input }) => Number(input) * 2);
    const { end, history } = await runMachine(machine({ MaxConcurrency: 2 }), { input: [1, 2, 3], mapRuns });
    expect(end).toEqual({ status: "SUCCEEDED", output: [2, 4, 6] });
    expect(seen.counts?.executions).toMatchObject({
      total: 3,
      succeeded: 3,
      pending: 0,
      running: 0,
      failed: 0,
    });
    expect(seen.status).toBe("SUCCEEDED");
    expect(outline(history).slice(1)).toEqual([
      "2<-0 MapStateEntered",
      "3<-2 MapStateStarted",
      "4<-3 MapRunStarted",
      "5<-4 MapRunSucceeded",
      "6<-5 MapStateSucceeded",
      "7<-4 MapStateExited",
      "8<-7 ExecutionSucceeded",
    ]);
  });

  test("fails when more items fail than it tolerates", async () => {
    const { mapRuns, seen } = runner(({ input }) => (Number(input) > 1 ? new Failure("Oops") : input));
    const failed = await runMachine(machine({ ToleratedFailureCount: 1 }), { input: [1, 2, 3], mapRuns });
    expect(failed.end).toEqual({
      status: "FAILED",
      error: "States.ExceedToleratedFailureThreshold",
      cause: "The specified tolerated failure threshold was exceeded",
    });
    expect(seen.status).toBe("FAILED");
    const tolerated = await runMachine(machine({ ToleratedFailureCount: 2 }), { input: [1, 2, 3], mapRuns });
    expect(tolerated.end).toEqual({ status: "SUCCEEDED", output: [1] });
  });

  test("reads its items, batches them and writes its results", async () => {
    const inputs: Json[] = [];
    const { mapRuns } = runner(({ input }) => {
      inputs.push(input);
      return input;
    });
    const fields = {
      ItemReader: { Resource: "arn:aws:states:::s3:getObject", Parameters: { Bucket: "b", Key: "k" } },
      ItemSelector: { "value.$": "$$.Map.Item.Value", "source.$": "$$.Map.Item.Source" },
      ItemBatcher: { MaxItemsPerBatch: 2, BatchInput: { "from.$": "$.name" } },
      ResultWriter: { Resource: "arn:aws:states:::s3:putObject", Parameters: { "Bucket.$": "$.name" } },
    };
    const { end } = await runMachine(machine(fields), { input: { name: "out" }, mapRuns });
    const item = (value: number) => ({ value, source: "S3://bucket/key" });
    expect(inputs).toEqual([
      { BatchInput: { from: "out" }, Items: [item(1), item(2)] },
      { BatchInput: { from: "out" }, Items: [item(3)] },
    ]);
    expect(end).toEqual({ status: "SUCCEEDED", output: { written: { Bucket: "out" } } });
  });
});
