// `millrace test`: of case files and of mock files; what it prints, and its exit codes.

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { badCaseFiles, sampleMachine, sampleMocks } from "./definition-cases.ts";
import { run } from "./run.ts";

const order = join(resolve(import.meta.dirname, "../fixtures/definitions"), "order.asl.json");

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

describe("millrace test, of a mock file", () => {
  /** As AWS's samples are laid out: the machine's name is that of the deployed one. */
  function sample(): string {
    mkdirSync(join(folder, "statemachine/test"), { recursive: true });
    write("statemachine/local_testing.asl.json", sampleMachine);
    return write("statemachine/test/MockConfigFile.json", sampleMocks);
  }

  test("finds the one definition around it, whatever its name, and tells how each case ended", async () => {
    const { exitCode, out } = await run("test", sample(), "--input", '{"id":1}');
    expect(out).toMatch(/✔ DeployedUnderThisName#HappyPath {2}LambdaState → Known → Done\n/);
    expect(out).toMatch(/✔ DeployedUnderThisName#RetryPath /);
    expect(out).toMatch(/✔ DeployedUnderThisName#UnknownPath FAILED NobodyKnown {2}/);
    expect(out).toMatch(/\n3 passed, 0 failed\n$/);
    expect(exitCode).toBe(0);
  });

  test("takes the definition that it is given", async () => {
    const file = sample();
    const other = write("other.asl.json", { StartAt: "A", States: { A: { Type: "Pass", End: true } } });
    const { exitCode, out } = await run("test", file, "--definition", other);
    expect(exitCode).toBe(1);
    expect(out).toMatch(/tasks: there is no Task state and no Resource "LambdaState"/);
    expect((await run("test", file, "--definition", `Elsewhere=${other}`)).err).toMatch(
      /--definition takes NAME=FILE, where NAME is one of DeployedUnderThisName/,
    );
  });

  test("a state that no case answers fails the case", async () => {
    const file = sample();
    writeFileSync(file, readFileSync(file, "utf8").replace('{"LambdaState":"Unknown"}', "{}"));
    const { exitCode, out } = await run("test", file);
    expect(out).toMatch(
      /✖ DeployedUnderThisName#UnknownPath[^\n]*\n {6}the Task state "LambdaState" is not mocked/,
    );
    expect(exitCode).toBe(1);
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
    const told = [
      {
        file: expect.stringMatching(/failing\.cases\.json$/),
        name: "a case",
        passed: false,
        path: ["Price"],
      },
      { file: expect.stringMatching(/passing\.cases\.json$/), passed: true, differences: [] },
    ];
    const json = await run("test", passing, failing, "--output", "json");
    expect({ ...json, out: JSON.parse(json.out) }).toMatchObject({ exitCode: 1, out: told });
    const lines = await run("test", passing, failing, "--output", "jsonl");
    expect(lines.exitCode).toBe(1);
    expect(
      lines.out
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line)),
    ).toMatchObject(told);
  });

  test("runs the cases that are anywhere in a folder", async () => {
    mkdirSync(join(folder, "orders"));
    write("orders/passing.cases.json", cases({ status: "FAILED" }));
    const { exitCode, out } = await run("test", folder);
    expect(exitCode).toBe(0);
    expect(out).toMatch(/\n1 passed, 0 failed\n$/);
    const empty = join(folder, "empty");
    mkdirSync(empty);
    expect(await run("test", empty)).toMatchObject({
      exitCode: 2,
      err: expect.stringContaining("there is no *.cases.json here"),
    });
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

  test.each(badCaseFiles)("refuses a case file with %s with 2", async (_, content, message) => {
    const { exitCode, err } = await run("test", write("a.cases.json", content));
    expect(exitCode).toBe(2);
    expect(err).toMatch(message);
  });
});
