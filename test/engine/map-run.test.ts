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

  describe("of items that come in pages", () => {
    const reader = {
      ItemReader: { Resource: "arn:aws:states:::s3:getObject", Parameters: { Bucket: "b", Key: "k" } },
    };

    /** Pages of three items of ten, or a failure in the place of the third page. */
    function paged(child: (child: ChildExecution) => Json | Failure, isBroken = false) {
      const { mapRuns, seen } = runner(child);
      const asked: number[] = [];
      const inputs = new Map<number, Json>();
      const start: MapRunner["startMapRun"] = (of) => ({
        ...mapRuns.startMapRun(of),
        readItems: async ({ after }) => {
          const from = after?.items ?? 0;
          asked.push(from);
          if (isBroken && from === 6) return new Failure("States.ItemReaderFailed", "broken");
          const items = Array.from({ length: Math.min(3, 10 - from) }, (_nothing, at) => from + at);
          const page = { items, source: "S3://b/k" };
          return from + 3 < 10 ? { ...page, next: { items: from + 3, etag: "e" } } : page;
        },
        runChild: async (execution) => {
          inputs.set(execution.index, execution.input);
          return child(execution);
        },
      });
      return { mapRuns: { startMapRun: start }, seen, asked, inputs };
    }

    test("each has its index among all, and one after the other is asked for as children end", async () => {
      const { mapRuns, seen, asked } = paged(({ input }) => input);
      const selector = { "index.$": "$$.Map.Item.Index", "value.$": "$$.Map.Item.Value" };
      const { end } = await runMachine(machine({ ...reader, ItemSelector: selector, MaxConcurrency: 2 }), {
        mapRuns,
      });
      const all = Array.from({ length: 10 }, (_nothing, index) => ({ index, value: index }));
      expect(end).toEqual({ status: "SUCCEEDED", output: all });
      expect(asked).toEqual([0, 3, 6, 9]);
      expect(seen.counts?.items).toMatchObject({ total: 10, succeeded: 10, pending: 0 });
    });

    test("batches are filled over the ends of pages", async () => {
      const { mapRuns, inputs } = paged(({ input }) => input);
      await runMachine(machine({ ...reader, ItemBatcher: { MaxItemsPerBatch: 4 } }), { mapRuns });
      expect([...inputs.values()]).toEqual([
        { Items: [0, 1, 2, 3] },
        { Items: [4, 5, 6, 7] },
        { Items: [8, 9] },
      ]);
    });

    test("a share that may fail is one of all of them", async () => {
      // Of the first three items two fail, of all ten three.
      const child = ({ input }: ChildExecution) =>
        [0, 1, 9].includes(Number(input)) ? new Failure("Oops") : input;
      const run = (ToleratedFailurePercentage: number) => {
        const { mapRuns } = paged(child);
        return runMachine(machine({ ...reader, ToleratedFailurePercentage, MaxConcurrency: 1 }), { mapRuns });
      };
      expect((await run(30)).end).toMatchObject({ status: "SUCCEEDED", output: [2, 3, 4, 5, 6, 7, 8] });
      expect((await run(29)).end).toMatchObject({ error: "States.ExceedToleratedFailureThreshold" });
    });

    test("one that cannot be read fails the Map Run, and no more children are started", async () => {
      const { mapRuns, seen, inputs } = paged(({ input }) => input, true);
      const { end } = await runMachine(machine({ ...reader, MaxConcurrency: 1 }), { mapRuns });
      expect(end).toEqual({ status: "FAILED", error: "States.ItemReaderFailed", cause: "broken" });
      expect(seen.status).toBe("FAILED");
      expect(inputs.size).toBeLessThan(7);
    });
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
