import { spawn } from "node:child_process";
import { once } from "node:events";
import { describe, expect, test } from "@jest/globals";
import { LoadSeries } from "../../src/load/load-series.ts";
import { descendantsUse, type ProcessUse, processorSecondsBetween } from "../../src/load/processes.ts";

function watched() {
  let now = 5000;
  const series = new LoadSeries(
    () => undefined,
    () => now,
  );
  const pass = (milliseconds: number, iteratorAgeMs = 0) => {
    now += milliseconds;
    series.look(iteratorAgeMs);
  };
  return { series, pass };
}

describe("a load test's series", () => {
  test("has a stretch a second, with what happened in it", () => {
    const { series, pass } = watched();
    series.enter("sending");
    series.addSent(500);
    series.addProcessed(400);
    for (const latency of [10, 20, 30, 40]) series.addLatency(latency);
    pass(500, 70);
    pass(500, 30);
    series.addSent(600);
    pass(2000);
    expect(series.samples).toHaveLength(2);
    const [first, second] = series.samples;
    expect(first).toMatchObject({
      phase: "sending",
      atSeconds: 1,
      sentPerSecond: 500,
      processedPerSecond: 400,
    });
    expect(first?.iteratorAgeMs).toBe(70);
    expect(first?.latency?.p50).toBeCloseTo(20, 0);
    expect(first?.latency?.most).toBeCloseTo(40, 0);
    expect(first?.regionMb).toBeGreaterThan(1);
    expect(second).toMatchObject({
      atSeconds: 3,
      sentPerSecond: 300,
      processedPerSecond: 0,
      iteratorAgeMs: 0,
    });
    expect(second?.latency).toBeUndefined();
  });

  test("tells its phases, and leaves the warming up out of the whole", () => {
    const { series, pass } = watched();
    series.addLatency(9000);
    pass(1500, 800);
    series.enter("sending");
    series.addLatency(10);
    pass(1000, 50);
    series.addLatency(30);
    pass(100);
    series.enter("catching up");
    series.addLatency(20);
    pass(400);
    series.end();
    expect(series.phases).toEqual([
      { phase: "warming up", fromSeconds: 0, toSeconds: 1.5 },
      { phase: "sending", fromSeconds: 1.5, toSeconds: 2.6 },
      { phase: "catching up", fromSeconds: 2.6, toSeconds: 3 },
    ]);
    expect(series.latency.most).toBeCloseTo(30, 0);
    expect(series.latency.p50).toBeCloseTo(20, 0);
    expect(series.mostIteratorAgeMs).toBe(50);
  });

  test("a rest too short for a rate is counted in the stretch after it", () => {
    const { series, pass } = watched();
    series.enter("sending");
    pass(1000);
    series.addSent(90);
    pass(100);
    series.enter("catching up");
    series.addProcessed(50);
    pass(900);
    expect(series.samples.map(({ phase, sentPerSecond }) => [phase, sentPerSecond])).toEqual([
      ["sending", 0],
      ["catching up", 90],
    ]);
  });
});

describe("the processes of handlers", () => {
  test("are counted while they are there", async () => {
    const before = descendantsUse();
    if (process.platform !== "linux") return expect(before).toBeUndefined();
    const script =
      "let n = 0; while (process.cpuUsage().user < 60000) n++; console.log(n); setInterval(() => {}, 1000)";
    const child = spawn(process.execPath, ["-e", script], { stdio: ["ignore", "pipe", "inherit"] });
    const closed = once(child, "close");
    let during: ProcessUse | undefined;
    try {
      await once(child.stdout, "data");
      during = descendantsUse();
      expect(processorSecondsBetween(before, during)).toBeGreaterThanOrEqual(0.04);
      expect((during?.privateBytes ?? 0) - (before?.privateBytes ?? 0)).toBeGreaterThan(2 ** 20);
      const without = descendantsUse(child.pid);
      // What other tests of this worker left behind may still grow by a page.
      expect((during?.privateBytes ?? 0) - (without?.privateBytes ?? 0)).toBeGreaterThan(2 ** 20);
    } finally {
      child.kill();
    }
    await closed;
    expect(processorSecondsBetween(during, before)).toBe(0);
    expect(processorSecondsBetween(undefined, during)).toBeUndefined();
  });
});
