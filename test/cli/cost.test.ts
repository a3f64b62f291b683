import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { run } from "./run.ts";

interface Bill {
  readonly design: string;
  readonly usd: number;
  readonly lines: readonly { readonly service: string; readonly usd: number }[];
}

const page = readFileSync(join(import.meta.dirname, "../../docs/cost.md"), "utf8");

describe("millrace cost", () => {
  test("prints what docs/cost.md shows", async () => {
    const { exitCode, out } = await run("cost", "--rate", "100000");
    expect(exitCode).toBe(0);
    expect(page).toContain(`$ npx millrace cost --rate 100000\n${out}\`\`\``);
  });

  test("makes the hour's figures in docs/load-testing.md", async () => {
    const { out } = await run("cost", "--rate", "100000", "--hours", "1", "--output", "json");
    const { bills } = JSON.parse(out) as { readonly bills: readonly Bill[] };
    const costOf = (name: string) => bills.find(({ design }) => design === name) as Bill;
    const { usd, lines } = costOf("express-batch");
    const stream = lines
      .filter(({ service }) => service === "Kinesis")
      .reduce((sum, line) => sum + line.usd, 0);
    const whole = (name: string) => Math.round(costOf(name).usd).toLocaleString("en-US");
    const told = readFileSync(join(import.meta.dirname, "../../docs/load-testing.md"), "utf8").replace(
      /\s+/g,
      " ",
    );
    expect(told).toContain(`$${usd.toFixed(2)} by \`millrace cost --rate 100000 --hours 1\``);
    expect(told).toContain(`of which $${stream.toFixed(2)} are the stream's`);
    expect(told).toContain(
      `an execution for each record is $${whole("express")} an hour, and in Standard $${whole("standard")}`,
    );
  });

  test("accounts for each line as JSON", async () => {
    const { exitCode, out } = await run(
      ...["cost", "--rate", "5000", "--batch", "100", "--bytes", "1000", "--hours", "1", "--output", "json"],
    );
    const account = JSON.parse(out);
    expect(exitCode).toBe(0);
    expect(account).toMatchObject({
      prices: { region: "us-east-1", currency: "USD" },
      workload: { recordsPerSecond: 5000, batch: 100, bytes: 1000, stream: "provisioned" },
      hours: 1,
      scale: { shards: 7, recordsOfBatch: 100 },
    });
    expect(account.bills.map(({ design }: { design: string }) => design)).toEqual([
      ...["standard", "standard-batch", "express", "express-batch"],
    ]);
    const [standard] = account.bills;
    expect(standard.lines).toContainEqual({
      ...{ service: "Kinesis", price: "shardHour", unit: "shard-hours", quantity: 7, usd: 0.105 },
      source: "AWS price list of 2024-07 to 2025-07",
    });
    expect(standard.obstacles).toContainEqual(expect.objectContaining({ quota: 300, need: 5000 }));
    expect(account.quotas.every(({ fits }: { fits: boolean }) => fits)).toBe(true);
  });

  test("what holds the largest record and the longest window is billed", async () => {
    expect(await run("cost", "--bytes", "196170", "--window", "300")).toMatchObject({ exitCode: 0, err: "" });
  });

  test("has one figure for what Pipes has under way", async () => {
    const { out } = await run("cost", "--rate", "100000");
    const [, need = "", above = ""] =
      /([\d,]+) executions that Pipes waits for, of which AWS gives ([\d,]+)/.exec(out) ?? [];
    const below = /Pipes: executions under way +[\d,]+ of ([\d,]+) executions/.exec(out)?.[1];
    expect({ need: need !== "", below }).toEqual({ need: true, below: above });
  });

  test("says what must be raised", async () => {
    const { out } = await run("cost", "--rate", "100000", "--findings", "0.1");
    expect(out).toMatch(/▲ have it raised {2}DynamoDB: writes to a new table on demand/);
  });

  test.each([
    ["a rate of nothing", ["--rate", "0"], /--rate takes a number above 0, not "0"/],
    ["a rate that is no number", ["--rate", "many"], /--rate takes a number from 0 up, not "many"/],
    ["a rate of the universe", ["--rate", "1e300"], /--rate takes a number up to 1,000,000,000, not "1e300"/],
    ["a window that Pipes has not", ["--window", "400"], /--window takes a number up to 300, not "400"/],
    [
      "a record that no execution takes",
      ["--bytes", "2000000"],
      /--bytes takes a whole number from 1 to 196170, not "2000000"/,
    ],
    ["half a batch", ["--batch", "1.5"], /--batch takes a whole number from 1 to 10000, not "1.5"/],
    ["too large a batch", ["--batch", "10001"], /--batch takes a whole number from 1 to 10000/],
    ["more findings than records", ["--findings", "1.1"], /--findings takes a share from 0 to 1, not "1.1"/],
    ["another mode", ["--stream", "express"], /--stream takes provisioned or on-demand, not "express"/],
    ["another output", ["--output", "yaml"], /--output takes text, json or jsonl, not "yaml"/],
  ])("refuses %s", async (_, args, message) => {
    const { exitCode, out, err } = await run("cost", ...args);
    expect({ exitCode, out }).toEqual({ exitCode: 2, out: "" });
    expect(err).toMatch(message);
  });
});
