// The commands over definitions: run, validate, graph and test; what they print where, and their exit codes.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { run } from "./run.ts";

const fixtures = resolve(import.meta.dirname, "../fixtures/definitions");
const order = join(fixtures, "order.asl.json");
const mocks = join(fixtures, "MockConfigFile.json");

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "commands-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(name: string, content: string | object): string {
  const file = join(folder, name);
  writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
  return file;
}

const priced = ["--task", 'Price={"Payload":{"cents":990}}'];
const charged = ["--task", 'Charge={"Payload":{"receipt":"r1"}}'];

describe("millrace run", () => {
  test("prints the output alone to stdout, and the path taken to stderr", async () => {
    const { exitCode, out, err } = await run("run", order, "--input", '{"id":7}', ...priced, ...charged);
    expect(exitCode).toBe(0);
    expect(JSON.parse(out)).toEqual({ receipt: "r1" });
    expect(err).toBe("SUCCEEDED  Price → Charge  0.0 s\n");
  });

  test("takes the input of a file and the answers of a mock file; retries take no time", async () => {
    const input = `@${write("input.json", { id: 7 })}`;
    const ran = await run("run", order, "--input", input, "--mocks", mocks, "--case", "BusyThenCharged");
    expect(ran).toMatchObject({ exitCode: 0, err: "SUCCEEDED  Price → Charge  30.0 s\n" });
  });

  test("ends with 1 and the error of an execution that failed", async () => {
    const { exitCode, out, err } = await run("run", order, ...priced, "--input", "{}");
    expect({ exitCode, out }).toEqual({ exitCode: 1, out: "" });
    expect(err).toMatch(/error: States\.Runtime: There is no stub for the Task state "Charge"/);
  });

  test("ends with 1 and the problems of a definition that is none", async () => {
    const file = write(
      "wrong.asl.json",
      '{\n  "StartAt": "Prize",\n  "States": { "Price": { "Type": "Succeed" } }\n}',
    );
    const { exitCode, err } = await run("run", file);
    expect(exitCode).toBe(1);
    expect(err).toMatch(/wrong\.asl\.json:2:14 \/StartAt/);
    expect(err).toMatch(/hint: Did you mean 'Price'\?/);
  });

  test.each([
    [["run"], /millrace run needs FILE/],
    [["run", "nowhere.json"], /there is no file nowhere\.json/],
    [["run", order, "--input", "{"], /--input is not JSON/],
    [["run", order, "--task", "Price"], /--task takes STATE=JSON, not "Price"/],
    [["run", order, "--type", "FAST"], /--type must be STANDARD or EXPRESS, not "FAST"/],
    [["run", order, "--mocks", mocks], /--mocks needs --case NAME/],
    [["run", order, "--mocks", mocks, "--case", "None"], /has no "None": there are BusyThenCharged/],
  ])("refuses %j with 2", async (args, message) => {
    const { exitCode, err } = await run(...args);
    expect(exitCode).toBe(2);
    expect(err).toMatch(message);
  });
});

describe("millrace validate", () => {
  test("says that all is well", async () => {
    expect(await run("validate", order)).toEqual({
      exitCode: 0,
      out: "",
      err: "1 file: 0 errors, 0 warnings\n",
    });
  });

  test("prints every problem of every file, and for editors as JSON", async () => {
    const file = write("wrong.asl.json", {
      StartAt: "A",
      States: { A: { Type: "Pass", Next: "B" }, C: { Type: "Wat" } },
    });
    const { exitCode, out, err } = await run("validate", order, file);
    expect(exitCode).toBe(1);
    expect(out).toMatch(/error\[MISSING_TRANSITION_TARGET\] .*wrong\.asl\.json:\d+:\d+ \/States\/A\/Next/);
    expect(out).toMatch(/\/States\/C\/Type/);
    expect(err).toMatch(/^2 files: \d+ errors/);
    const lines = (await run("validate", file, "--json")).out.trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line))).toContainEqual(
      expect.objectContaining({
        file,
        code: "MISSING_TRANSITION_TARGET",
        path: "/States/A/Next",
        severity: "ERROR",
      }),
    );
  });
});

describe("millrace graph", () => {
  test("draws Mermaid", async () => {
    const { exitCode, out } = await run("graph", order);
    expect(exitCode).toBe(0);
    expect(out).toMatch(/^stateDiagram-v2\n/);
    expect(out).toContain("Charge (Task)");
  });

  test("writes SVG to a file", async () => {
    const drawing = join(folder, "order.svg");
    expect(await run("graph", order, "--format", "svg", "--output", drawing)).toMatchObject({
      exitCode: 0,
      out: "",
    });
    expect(readFileSync(drawing, "utf8")).toMatch(/^<svg [\s\S]*Apologise[\s\S]*<\/svg>\n$/);
  });

  test("refuses another format with 2", async () => {
    expect((await run("graph", order, "--format", "png")).err).toMatch(
      /--format must be one of mermaid, svg/,
    );
  });
});

describe("millrace test", () => {
  const cases = (expected: object) => ({
    definition: order,
    cases: [
      {
        name: "a case",
        tasks: { Price: { Throw: { Error: "NoPrice", Cause: "sold out" } } },
        expect: expected,
      },
    ],
  });

  test("runs cases, and says what differs of those that fail", async () => {
    const passing = write(
      "passing.cases.json",
      cases({ status: "FAILED", error: "NoPrice", path: ["Price"] }),
    );
    const failing = write("failing.cases.json", cases({ status: "SUCCEEDED", durationSeconds: 1 }));
    const { exitCode, out } = await run("test", passing, failing);
    expect(exitCode).toBe(1);
    expect(out).toMatch(/✔ a case {2}Price/);
    expect(out).toMatch(/✖ a case {2}Price\n {6}status: expected "SUCCEEDED", got "FAILED"/);
    expect(out).toMatch(/durationSeconds: expected 1, got 0\n {6}error: NoPrice: sold out/);
    expect(out).toMatch(/\n1 passed, 1 failed\n$/);
  });

  test("puts substitutions into the definition, and mocks where a case names none", async () => {
    write("till.asl.json", { StartAt: "T", States: { T: { Type: "Pass", Result: "${Till}", End: true } } });
    const file = write("till.cases.json", {
      definition: "till.asl.json",
      substitutions: { Till: "till-7" },
      cases: [{ name: "names its till", expect: { output: "till-7" } }],
    });
    expect(await run("test", file)).toMatchObject({ exitCode: 0 });
  });

  test("fails a case file whose definition is none, and goes on", async () => {
    write("wrong.asl.json", { StartAt: "A", States: {} });
    const wrong = write("wrong.cases.json", {
      definition: "wrong.asl.json",
      cases: [{ name: "a", expect: { status: "FAILED" } }],
    });
    const fine = write("fine.cases.json", cases({ status: "FAILED" }));
    const { exitCode, out } = await run("test", wrong, fine);
    expect(exitCode).toBe(1);
    expect(out).toMatch(/✖ the definition\n {6}error\[/);
    expect(out).toMatch(/1 passed, 1 failed/);
  });

  test("passes the project's own cases", async () => {
    const own = ["handle-alert", "ingest-readings"].map((name) =>
      resolve(import.meta.dirname, `../../statemachines/${name}.cases.json`),
    );
    const { exitCode, out } = await run("test", ...own);
    expect(out).toMatch(/5 passed, 0 failed/);
    expect(exitCode).toBe(0);
  });

  test.each([
    ["not JSON", "{", /is not JSON/],
    ["no definition", { cases: [] }, /\/definition must name the definition's file/],
    ["no cases", { definition: "a" }, /\/cases must be a list of cases/],
    ["a case without a name", { definition: "a", cases: [{}] }, /\/cases\/0\/name must be a text/],
    [
      "no expectation",
      { definition: "a", cases: [{ name: "a" }] },
      /\/cases\/0\/expect must say what is expected/,
    ],
    [
      "an expectation that there is not",
      { definition: "a", cases: [{ name: "a", expect: { outptu: 1 } }] },
      /\/cases\/0\/expect\/outptu is none of status, output/,
    ],
    [
      "a definition that is not there",
      { definition: "a", cases: [{ name: "a", expect: { status: "FAILED" } }] },
      /ENOENT/,
    ],
  ])("refuses a case file with %s with 2", async (_, content, message) => {
    const { exitCode, err } = await run("test", write("a.cases.json", content));
    expect(exitCode).toBe(2);
    expect(err).toMatch(message);
  });
});
