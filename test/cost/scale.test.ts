import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { quotas, quotaUses } from "../../src/cost/quotas.ts";
import { scaleFor, shardLimits, shardsFor } from "../../src/cost/scale.ts";
import { defaultWorkload, keyBytes, mostPayloadBytes, type Workload } from "../../src/cost/workload.ts";
import { scaleTable } from "../../tools/scale-table.ts";

const at = (recordsPerSecond: number, of: Partial<Workload> = {}): Workload => ({
  ...defaultWorkload,
  ...of,
  recordsPerSecond,
});
const beyond = (workload: Workload) =>
  quotaUses(scaleFor(workload), workload)
    .filter(({ fits }) => !fits)
    .map(({ quota }) => quota.name);

test("docs/load-testing.md has the table that the arithmetic makes", () => {
  expect(readFileSync(join(import.meta.dirname, "../../docs/load-testing.md"), "utf8")).toContain(
    scaleTable(),
  );
});

test("100,000 records a second without headroom are worked out by hand", () => {
  expect(scaleFor(at(100_000, { headroom: 0, findings: 0, rejected: 0 }))).toEqual({
    shards: 100,
    lanes: 200,
    recordsOfBatch: 250,
    batchesPerSecond: 400,
    // Two invocations a batch, a tenth of a second each.
    handlerConcurrency: 80,
    batchSeconds: 0.22,
    tableWritesPerSecond: 0,
    busEventsPerSecond: 0,
    approvalsPerSecond: 0,
    logBytesPerSecond: 800 * 1600,
    logCallsPerSecond: 800,
  });
});

describe("AWS's quotas", () => {
  test.each([10, 1000, 10_000, 100_000])(
    "hold %i records a second in batches as they are from the start",
    (rate) => {
      expect(beyond(at(rate))).toEqual([]);
    },
  );

  test.each([
    ["more records than 20,000 shards take", at(17_000_000), "Kinesis: shards of an account"],
    [
      "batches that take longer than they may",
      at(10, { invocationMs: 160_000 }),
      "Pipes, Step Functions: seconds",
    ],
    [
      "lanes that are busy for more than all of their time",
      at(100_000, { recordMs: 2 }),
      "Pipes: what the lanes",
    ],
    [
      "more batches at once than Pipes has",
      at(500_000, { parallelization: 10 }),
      "Pipes: executions under way",
    ],
    ["an invocation for each record", at(100_000, { batch: 1 }), "Lambda: invocations under way"],
    ["more findings than a new table takes", at(100_000, { findings: 0.1 }), "DynamoDB: writes"],
    [
      "more alerts than Express is started",
      at(100_000, { findings: 0.7, repeated: 0.9 }),
      "Step Functions: StartExec",
    ],
    [
      "more approvals than Standard is started",
      at(100_000, { findings: 0.05, severe: 1 }),
      "Step Functions: StartExecution of Standard",
    ],
    ["more lines than are taken", at(100_000, { batch: 30 }), "CloudWatch Logs: PutLogEvents"],
    ["an event for each record", at(100_000, { findings: 1, repeated: 0.8 }), "EventBridge: invocations"],
    [
      "a call of PutEvents for each record",
      at(100_000, { findings: 1, repeated: 0.8 }),
      "EventBridge: PutEvents",
    ],
  ])("tell of %s", (_, workload, name) => {
    expect(beyond(workload)).toContainEqual(expect.stringContaining(name));
  });

  test("a hot shard cannot be: there are always enough of them", () => {
    const rates = fc.double({ min: 0.1, max: 1e6, noNaN: true });
    const sizes = fc.integer({ min: 1, max: 100_000 });
    fc.assert(
      fc.property(rates, sizes, fc.double({ min: 0, max: 3, noNaN: true }), (rate, bytes, headroom) => {
        const shards = shardsFor(at(rate, { bytes, headroom }));
        const each = (rate * (1 + headroom)) / shards;
        expect(each).toBeLessThanOrEqual(shardLimits.recordsPerSecond * (1 + 1e-6));
        expect(each * (bytes + keyBytes)).toBeLessThanOrEqual(shardLimits.bytesPerSecond * (1 + 1e-6));
      }),
    );
  });

  test("no batch is larger than what a state machine takes, nor has more records than it may", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60_000 }),
        fc.integer({ min: 1, max: 10_000 }),
        (bytes, batch) => {
          const records = scaleFor(at(1e6, { bytes, batch })).recordsOfBatch;
          expect(records).toBeGreaterThanOrEqual(1);
          expect(records).toBeLessThanOrEqual(batch);
          if (records > 1) expect(records * bytes).toBeLessThanOrEqual(mostPayloadBytes);
        },
      ),
    );
  });

  test("are told by names of their own", () => {
    expect(new Set(quotas.map(({ name }) => name)).size).toBe(quotas.length);
  });
});
