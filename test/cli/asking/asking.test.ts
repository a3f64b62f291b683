// The commands that ask a region that is up, in text and in JSON.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { pageRoutes } from "../../../src/console/page-routes.ts";
import type { Region } from "../../../src/region/region.ts";
import { type ServedRegion, serveRegion } from "../../server/served-region.ts";
import { run, runOn } from "../run.ts";

let served: ServedRegion;
let region: Region;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "asking-"));
  served = await serveRegion({ permissions: "warn", pages: pageRoutes });
  ({ region } = served);
  region.start();
  const create = region.apis.get("sfn")?.operations.CreateStateMachine;
  const machines = {
    good: { StartAt: "A", States: { A: { Type: "Pass", Result: 7, Next: "B" }, B: { Type: "Succeed" } } },
    bad: { StartAt: "A", States: { A: { Type: "Fail", Error: "Odd", Cause: "it is odd" } } },
    slow: { StartAt: "A", States: { A: { Type: "Wait", Seconds: 600, End: true } } },
  };
  for (const [name, definition] of Object.entries(machines)) {
    for (const type of ["STANDARD", "EXPRESS"]) {
      const members = {
        name: `${name}-${type.toLowerCase()}`,
        type,
        roleArn: "arn:aws:iam::000000000000:role/r",
      };
      await create?.(
        { ...members, definition: JSON.stringify(definition) },
        { requestId: "r", host: "localhost" },
      );
    }
  }
  await region.services.kinesis.createStream({ streamName: "readings", shardCount: 1 });
});

afterAll(async () => {
  rmSync(folder, { recursive: true });
  await served.close();
});

const ask = (...args: readonly string[]) => run(...args, "--endpoint-url", served.server.url);
const askLines = async (...args: readonly string[]) => {
  const { exitCode, out } = await ask(...args, "--output", "jsonl");
  return {
    exitCode,
    lines: out
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line)),
  };
};
const askJson = async (...args: readonly string[]) => {
  const { exitCode, out } = await ask(...args, "--output", "json");
  return { exitCode, answer: JSON.parse(out) };
};

describe("millrace executions", () => {
  test("start and follow: each state, the end, and what became of it as the exit code", async () => {
    const good = await ask("executions", "start", "good-standard", "--input", '{"a":1}', "--follow");
    expect(good).toMatchObject({ exitCode: 0, err: "" });
    expect(good.out).toMatch(
      / ms {2}✔ A .*\n.* ms {2}✔ B .*\nSUCCEEDED {2}arn:aws:states:.*:execution:good-standard:.*\n7\n$/,
    );
    const bad = await ask("executions", "start", "bad-express", "--follow");
    expect(bad.exitCode).toBe(1);
    expect(bad.out).toMatch(
      /✖ A .*Odd: it is odd\nFAILED {2}arn:.*:express:bad-express:.*\nOdd: it is odd\n$/,
    );
  });

  test("redrive and follow: the same of what a redriven execution does", async () => {
    const started = await askJson("executions", "start", "bad-standard");
    const again = await ask("executions", "redrive", started.answer.executionArn, "--follow");
    expect(again).toMatchObject({
      exitCode: 1,
      out: expect.stringMatching(/✖ A .*\nFAILED {2}arn:.*:execution:bad-standard:.*\nOdd: it is odd\n$/),
    });
  });

  test("by lines: each of a list, and each state of what is shown as it ends, then its end", async () => {
    const { lines: started } = await askLines("executions", "start", "good-standard");
    expect(started).toEqual([{ executionArn: expect.stringContaining(":good-standard:") }]);
    const [{ executionArn }] = started;
    const shown = await askLines("executions", "show", executionArn, "--follow");
    expect(shown).toMatchObject({
      exitCode: 0,
      lines: [
        { state: "A", outcome: "SUCCEEDED" },
        { state: "B", outcome: "SUCCEEDED" },
        { executionArn, status: "SUCCEEDED", output: "7" },
      ],
    });
    const { lines } = await askLines("executions", "list", "good-standard");
    expect(lines).toEqual((await askJson("executions", "list", "good-standard")).answer);
    expect(lines).toContainEqual(expect.objectContaining({ executionArn, status: "SUCCEEDED" }));
  });

  test("list, show, stop and redrive", async () => {
    const started = await askJson("executions", "start", "slow-standard", "--name", "one");
    const { executionArn } = started.answer;
    expect(executionArn).toMatch(/:execution:slow-standard:one$/);
    const running = await askJson("executions", "list", "slow-standard", "--status", "RUNNING");
    expect(running.answer).toMatchObject([{ executionArn, status: "RUNNING" }]);
    expect(await askJson("executions")).toEqual(await askJson("executions", "list"));
    const shown = await ask("executions", "show", executionArn);
    expect(shown).toMatchObject({ exitCode: 0, out: expect.stringMatching(/… A\nRUNNING/) });
    expect(await ask("executions", "stop", executionArn)).toMatchObject({ exitCode: 0 });
    expect((await ask("executions", "list")).out).toMatch(/ABORTED .*slow-standard:one/);
    const stopped = await askJson("executions", "show", executionArn);
    expect(stopped).toMatchObject({
      exitCode: 1,
      answer: { status: "ABORTED", states: [{ state: "A", outcome: "ABORTED" }] },
    });
    expect(await ask("executions", "redrive", executionArn)).toMatchObject({ exitCode: 0 });
    expect(await ask("executions", "show", executionArn)).toMatchObject({
      out: expect.stringContaining("RUNNING"),
    });
    expect(await askJson("executions", "stop", executionArn)).toMatchObject({
      exitCode: 0,
      answer: { stopDate: expect.any(Number) },
    });
    expect((await askJson("executions", "show", executionArn)).answer).toMatchObject({ status: "ABORTED" });
  });

  test("a list is as wide as the terminal; what it says of an execution names that", async () => {
    const name = `parcel-${"0123456789".repeat(6)}`;
    const { executionArn } = (await askJson("executions", "start", "good-standard", "--name", name)).answer;
    const listOn = async (columns: number) => {
      const terminal = { isTTY: true, columns };
      const listed = await runOn(terminal, "executions", "list", "--endpoint-url", served.server.url);
      const lines = listed.out.trimEnd().split("\n");
      for (const line of lines) expect([...line].length).toBeLessThanOrEqual(columns);
      return lines.find((line) => line.includes("good-standard:par")) ?? "";
    };
    expect(await listOn(250)).toContain(executionArn);
    expect(await listOn(160)).toContain(` good-standard:${name}`);
    const short = /\S*…\S*/.exec(await listOn(72))?.[0] ?? "";
    expect(short).toMatch(/^good-standard:.*….*789$/);
    expect(await listOn(72)).toMatch(/^(?:RUNNING|SUCCEEDED) +\d\d:\d\d:\d\d /);
    expect((await ask("executions", "list")).out).toContain(executionArn);
    for (const word of [executionArn, `good-standard:${name}`, short]) {
      const { answer } = await askJson("executions", "show", word);
      expect(answer).toMatchObject({ executionArn });
    }
    const several = await ask("executions", "show", "good-…");
    expect(several).toMatchObject({
      exitCode: 1,
      err: expect.stringContaining("several executions are named"),
    });
    const none = await ask("executions", "show", "parcels:…9");
    expect(none).toMatchObject({ exitCode: 1, err: expect.stringContaining("no execution is named") });
  });

  test.each<[readonly string[], number, RegExp]>([
    [
      ["executions", "start", "gold-standard"],
      1,
      /there is no state machine gold-standard\nhint: did you mean good-standard\? there are .*good-standard/,
    ],
    [["executions", "show", "x"], 1, /InvalidArn: /],
    [
      ["executions", "show", "arn:aws:states:us-east-1:000000000000:express:good-express:a:b"],
      1,
      /ExecutionDoesNotExist: /,
    ],
    [
      ["executions", "lst"],
      2,
      /millrace executions has no "lst"\nhint: did you mean list\? it has list, show/,
    ],
    [
      ["executions", "list", "--status", "faild"],
      2,
      /no execution has the status faild\nhint: did you mean FAILED/,
    ],
    [["executions", "list", "--max", "few"], 2, /--max takes a number from 1 up, not "few"/],
    [["policies", "--role", "nobody"], 1, /there is no role nobody in the region/],
    [["executions", "show"], 2, /millrace executions show needs ARN/],
    [["executions", "list", "--output", "xml"], 2, /--output takes text, json or jsonl, not "xml"/],
    [["logs", "nothing"], 1, /there is no log group nothing\nhint: there are /],
    [["put", "record", "readings"], 2, /millrace put has no "record"\nhint: did you mean records\? it has/],
    [["put", "records", "reading"], 1, /there is no stream reading\nhint: did you mean readings\?/],
    [["put", "events", "defalt"], 1, /there is no bus defalt\nhint: did you mean default\?/],
    [
      ["executions", "show", "gold-standard:one"],
      1,
      /no state machine gold-standard\nhint: did you mean good-/,
    ],
    [
      ["executions", "stop", "good-standard:parcel_1"],
      1,
      /ExecutionDoesNotExist: .*\nhint: `millrace executions list good-standard` lists them/,
    ],
  ])("%j ends with %d", async (args, exitCode, problem) => {
    const ended = await ask(...args, ...(args[0] === "put" ? ["--file", "/dev/null"] : []));
    expect(ended).toMatchObject({ exitCode, err: expect.stringMatching(problem) });
  });
});

test("millrace logs: groups, lines, a filter", async () => {
  region.services.logs.append("/aws/lambda/greet", "one", [
    { timestamp: Date.now(), message: "INFO hello" },
    { timestamp: Date.now(), message: "ERROR no" },
  ]);
  region.services.logs.append("/aws/lambda/shop-dev-charge", "one", [
    { timestamp: Date.now(), message: "INFO charged" },
  ]);
  expect((await ask("logs", "charge")).out).toMatch(/^\S+Z INFO charged\n$/);
  expect((await ask("logs")).out).toContain("/aws/lambda/greet\n");
  const narrow = await runOn({ isTTY: true, columns: 20 }, "logs", "--endpoint-url", served.server.url);
  expect(narrow.out).toContain("/aws/lambd…ev-charge\n");
  expect((await ask("logs", "/aws/lambd…ev-charge")).out).toMatch(/^\S+Z INFO charged\n$/);
  expect((await ask("logs", "greet")).out).toMatch(/^\S+Z INFO hello\n\S+Z ERROR no\n$/);
  const { out } = await ask("logs", "greet", "--filter", "ERROR", "--output", "json");
  expect(JSON.parse(out)).toMatchObject({ message: "ERROR no" });
  expect((await askLines("logs", "greet")).lines).toMatchObject([
    { message: "INFO hello" },
    { message: "ERROR no" },
  ]);
  const { answer } = await askJson("logs");
  expect(answer).toContainEqual(expect.objectContaining({ logGroupName: "/aws/lambda/greet" }));
  expect((await askLines("logs")).lines).toEqual(answer);
});

test("of an execution that is not there the one that was meant", async () => {
  await ask("executions", "start", "good-standard", "--name", "order-2041");
  const ended = await ask("executions", "redrive", "good-standard:order-2401");
  expect(ended).toMatchObject({
    exitCode: 1,
    err: expect.stringMatching(/ExecutionDoesNotExist: .*\nhint: did you mean good-standard:order-2041\?/),
  });
});

test("millrace events, as text and as JSON: what happens meanwhile", async () => {
  const watching = ["text", "json", "jsonl"].map((format) => ask("events", "--for", "2", "--output", format));
  const started = setInterval(() => void ask("executions", "start", "good-express"), 200);
  const watched = await Promise.all(watching);
  clearInterval(started);
  const line = /^\{.*"kind":"started".*"name":"good-express".*\}\n\{.*"kind":"execution"/;
  expect(watched).toMatchObject([
    {
      exitCode: 0,
      out: expect.stringMatching(
        /^[\d:.]{12} ▶ good-express {2}started {2}\S+\n[\d:.]{12} ✔ good-express {2}\d+ ms {2}SUCCEEDED /,
      ),
    },
    { exitCode: 0, out: expect.stringMatching(line) },
    { exitCode: 0, out: expect.stringMatching(line) },
  ]);
});

test("millrace put: records by a key of theirs, and events", async () => {
  const file = join(folder, "records.jsonl");
  writeFileSync(file, '{"id":"a"}\n{"id":"b"}\n');
  expect(await ask("put", "records", "readings", "--file", file, "--key", "$.id")).toMatchObject({
    exitCode: 0,
    out: "2 put, 0 refused\n",
  });
  const missing = await ask("put", "records", "readings", "--file", file, "--key", "$.other");
  expect(missing).toMatchObject({ exitCode: 2, err: expect.stringContaining("line 1 has no $.other") });
  const events = join(folder, "events.jsonl");
  writeFileSync(
    events,
    '{"source":"shop","detail-type":"Sold","detail":{"n":1}}\n{"source":"shop","detail-type":"","detail":{}}\n',
  );
  for (const asked of [askJson, askLines]) {
    const put = await asked("put", "events", "--file", events);
    expect([put].flatMap((each) => ("lines" in each ? each.lines : [each.answer]))).toEqual([
      { put: 1, refused: 1 },
    ]);
    expect(put.exitCode).toBe(1);
  }
  expect(await ask("put", "events", "--file", events)).toMatchObject({
    exitCode: 1,
    out: "1 put, 1 refused\n",
    err: expect.stringMatching(/^line 2: /),
  });
  expect(await askJson("put", "records", "readings", "--file", file)).toEqual({
    exitCode: 0,
    answer: { put: 2, refused: 0 },
  });
});

test("millrace doctor finds the region", async () => {
  const told = `up at ${served.server.url}, by --endpoint-url`;
  const { answer } = await askJson("doctor");
  expect(answer).toContainEqual({ what: "region", isGood: true, told });
  expect((await askLines("doctor")).lines).toEqual(answer);
  const { exitCode, out } = await ask("doctor");
  expect(exitCode).toBe(0);
  expect(out).toMatch(/^✔ Node\.js +24\./);
  expect(out).toMatch(new RegExp(`^✔ region +${told}$`, "m"));
});

test("without a region the exit code says so, and what to do", async () => {
  const ended = await run("executions", "list", "--endpoint-url", "http://127.0.0.1:1");
  expect(ended).toMatchObject({
    exitCode: 3,
    err: expect.stringMatching(/no region answers at http:\/\/127.0.0.1:1.*\nhint: start one/),
  });
});

describe("millrace policies", () => {
  const roleArn = "arn:aws:iam::000000000000:role/asker";

  beforeAll(async () => {
    const trustPolicy = '{"Version":"2012-10-17","Statement":[]}';
    region.services.iam.roles.create({ name: "asker", trustPolicy });
    const Statement = { Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::archive/*" };
    const document = JSON.stringify({ Version: "2012-10-17", Statement });
    region.services.iam.roles.putPolicy("asker", "inline", document);
    const keys = region.services.sts.keysFor(roleArn, "tests");
    const call = { requestId: "r", host: "localhost", accessKeyId: keys?.accessKeyId };
    await region.apis.get("kinesis")?.operations.DescribeStream?.({ StreamName: "readings" }, call);
  });

  test("for a role the least policy, and what the present one has too much", async () => {
    const { exitCode, out } = await ask("policies", "--role", "asker");
    expect(exitCode).toBe(0);
    expect(out).toContain('"kinesis:DescribeStream"');
    expect(out).toContain("  not used: s3:GetObject on arn:aws:s3:::archive/*\n");
  });

  test("as JSON, whole and by lines", async () => {
    const { answer } = await askJson("policies");
    expect((await askLines("policies")).lines).toEqual(answer);
    const resource = "arn:aws:kinesis:us-east-1:000000000000:stream/readings";
    const Statement = [{ Effect: "Allow", Action: ["kinesis:DescribeStream"], Resource: [resource] }];
    expect(answer).toContainEqual({
      roleArn,
      least: { Version: "2012-10-17", Statement },
      unused: [{ action: "s3:GetObject", resource: "arn:aws:s3:::archive/*" }],
    });
  });

  test("of a role that is not there the roles that are", async () => {
    const { exitCode, err } = await ask("policies", "--role", "nobody");
    expect(exitCode).not.toBe(0);
    expect(err).toContain("asker");
  });
});
