// The settings that a scale stands for hold against the arithmetic of docs/load-testing.md, and both against AWS's quotas.

import { readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { parse } from "yaml";
import { quotaUses } from "../../src/cost/quotas.ts";
import { scaleFor } from "../../src/cost/scale.ts";
import { defaultWorkload } from "../../src/cost/workload.ts";

interface ScaleSettings {
  readonly stream: { readonly mode: string; readonly shards: number | string };
  readonly pipe: { readonly batch: number; readonly seconds: number; readonly parallelization: number };
  readonly functions: {
    readonly reserved: number | string;
    readonly page: number | string;
    readonly logLevel: string;
  };
  readonly workflowLog: string;
  readonly alertLog: { readonly concurrency: number };
  readonly findings: { readonly warm: { readonly WriteUnitsPerSecond: number } | string };
}

const customTags = [{ tag: "!Ref", resolve: (name: string) => name }];
const { scales } = parse(readFileSync("infrastructure/settings.yml", "utf8"), { customTags }) as {
  readonly scales: Readonly<Record<string, ScaleSettings>>;
};
const provisioned = Object.entries(scales).filter(([, { stream }]) => stream.mode === "PROVISIONED");
const none = "AWS::NoValue";

/** What an account has from the start, of which Lambda keeps some for functions without a reservation. */
const reservable = 1000 - 100;

test("there is a scale from a few stations to 100,000 records a second, and one for what nobody knows", () => {
  expect(provisioned.map(([rate]) => Number(rate))).toEqual([10, 3000, 10_000, 100_000]);
  expect(scales.elastic?.stream).toEqual({ mode: "ON_DEMAND", shards: none });
});

test.each(Object.entries(scales))("docs/load-testing.md has the settings of %s", (name, of) => {
  const { stream, pipe, functions, findings } = of;
  const either = (setting: unknown, otherwise: string) => (setting === none ? otherwise : String(setting));
  const cells = [
    stream.mode === "ON_DEMAND"
      ? "on demand"
      : `${stream.shards} ${stream.shards === 1 ? "shard" : "shards"}`,
    `${pipe.batch}, ${pipe.seconds}, ${pipe.parallelization}`,
    either(functions.reserved, "none"),
    functions.logLevel,
    of.workflowLog === "ALL" ? "all" : "failures",
    findings.warm === none ? "as it comes" : "12,000 writes and reads a second from the start",
  ];
  const called = stream.mode === "ON_DEMAND" ? `\`${name}\`` : name;
  expect(readFileSync("docs/load-testing.md", "utf8")).toContain(`| ${[called, ...cells].join(" | ")} |`);
});

test.each(provisioned)("%s records a second have the room that they need, and AWS gives it", (rate, of) => {
  const { stream, pipe, functions, alertLog, findings } = of;
  const { batch, seconds: windowSeconds, parallelization } = pipe;
  const workload = {
    ...defaultWorkload,
    ...{ recordsPerSecond: Number(rate), batch, windowSeconds, parallelization },
  };
  const scale = scaleFor(workload);
  expect(stream.shards).toBe(scale.shards);
  expect(quotaUses(scale, workload).filter(({ fits }) => !fits)).toEqual([]);
  // Every lane may hand over its batch at once, and neither function may then be refused.
  if (functions.reserved !== none) {
    expect(functions.reserved).toBe(scale.lanes);
    expect(2 * Number(functions.reserved) + Number(functions.page)).toBeLessThanOrEqual(reservable);
  } else {
    // Of an account that may have ten at once nothing can be reserved, for the page neither.
    expect([2 * scale.lanes <= 20, functions.page]).toEqual([true, none]);
  }
  // A batch of up to fifty alerts is written in a second, and a storm has thirty times as many as usual.
  expect(alertLog.concurrency * 50).toBeGreaterThanOrEqual(30 * scale.busEventsPerSecond * 0.5);
  // In a storm three readings in a hundred show something, one in ten of them new: a write each, and two more for a new one.
  const storm = Number(rate) * 0.03 * (1 + 2 * (1 - defaultWorkload.repeated));
  const writes =
    findings.warm === none ? 4000 : (findings.warm as { WriteUnitsPerSecond: number }).WriteUnitsPerSecond;
  expect(writes).toBeGreaterThanOrEqual(storm);
});
