// The commands over definitions: run, validate and graph; what they print where, and their exit codes.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { badYaml, greetYaml, openStates } from "./definition-cases.ts";
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
    expect(err.split("\n")).toEqual([
      '     0.0 s  Price  {"id":7}',
      '     0.0 s    → {"id":7,"price":{"cents":990}}',
      '     0.0 s  Charge  {"id":7,"price":{"cents":990}}',
      '     0.0 s    → {"receipt":"r1"}',
      "SUCCEEDED  Price → Charge  0.0 s",
      "",
    ]);
  });

  test("takes the input of a file and the answers of a mock file; retries take no time", async () => {
    const input = `@${write("input.json", { id: 7 })}`;
    const ran = await run("run", order, "--input", input, "--mocks", mocks, "--case", "BusyThenCharged");
    expect(ran.exitCode).toBe(0);
    expect(ran.err).toMatch(
      /10\.0 s {4}✖ TillBusy: one moment\n[\s\S]*SUCCEEDED {2}Price → Charge {2}30\.0 s\n$/,
    );
  });

  test("ends with 1 and the error of an execution that failed", async () => {
    const { exitCode, out, err } = await run("run", order, ...priced, "--input", "{}");
    expect({ exitCode, out }).toEqual({ exitCode: 1, out: "" });
    expect(err).toMatch(/error: States\.Runtime: There is no stub for the Task state "Charge"/);
    expect(err).toMatch(/hint: --task 'Charge=JSON' says what it answers/);
  });

  test.each([
    ["an error", '{"Throw":{"Error":"Fatal","Cause":"c"}}', "FAILED", ["error: Fatal: c"]],
    ["a result", '{"Return":{"Payload":{"receipt":"r1"}}}', "SUCCEEDED", []],
    [
      "a list",
      '[{"Throw":{"Error":"TillBusy","Cause":"c"}},{"Return":{"Payload":{"receipt":"r1"}}}]',
      "SUCCEEDED",
      ["✖ TillBusy: c"],
    ],
    [
      "answers by attempt",
      '{"0-1":{"Throw":{"Error":"TillBusy"}},"2":{"Return":{"Payload":{"receipt":"r1"}}}}',
      "SUCCEEDED",
      ["✖ TillBusy", "30.0 s"],
    ],
    [
      "a result that looks like one",
      '{"Return":{"Throw":{"Error":"E"}}}',
      "FAILED",
      [`in the input '{"Throw":{"Error":"E"}}'`],
    ],
  ])("takes the stubs of a case file: %s", async (_what, stub, status, told) => {
    const { err } = await run("run", order, "--input", '{"id":7}', ...priced, "--task", `Charge=${stub}`);
    expect(err).toMatch(new RegExp(`^${status} `, "m"));
    for (const line of told) expect(err).toContain(line);
  });

  test("warns of an answer for a state that is not there, and is silent on request", async () => {
    const answers = [...priced, ...charged, "--task", "Chrage={}"];
    const { exitCode, err } = await run("run", order, "--quiet", "--input", '{"id":7}', ...answers);
    expect({ exitCode, err }).toEqual({
      exitCode: 0,
      err: 'warning: tasks: there is no Task state and no Resource "Chrage": did you mean "Charge"?\nSUCCEEDED  Price → Charge  0.0 s\n',
    });
  });

  test("takes YAML, and fills in what a deployment would", async () => {
    const file = write("greet.asl.yaml", greetYaml);
    const answer = ["--task", 'Greet={"said":"hello"}', "--substitute", "Mood=cheerful", "--quiet"];
    const filled = await run(
      "run",
      file,
      ...answer,
      "--substitute",
      "GreetFunction=arn:aws:lambda:us-east-1:000000000000:function:g",
    );
    expect(filled.err).toBe("SUCCEEDED  Mood → Greet  0.0 s\n");
    expect(JSON.parse(filled.out)).toEqual({ said: "hello" });
    const open = await run("run", file, ...answer);
    expect(open.exitCode).toBe(0);
    expect(open.err).toMatch(
      /warning\[OPEN_SUBSTITUTION\] .*greet\.asl\.yaml\n {2}Not filled in: \$\{GreetFunction\}\n/,
    );
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
    [
      ["run", order, "--task", 'Price={"Throw":{"Eror":"E"}}'],
      /--task: The stub "Price"\/Throw\/Error must be a text/,
    ],
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

describe("millrace validate, of files that are not deployed yet", () => {
  test("a substitution that no definition has a place for is told", async () => {
    const named = { StartAt: "A", States: { A: { Type: "Pass", Comment: "${Here}", End: true } } };
    const [one, other] = [write("a.asl.json", named), order];
    const given = ["--substitute", "Here=x", "--substitute", "Nope=x"];
    const { exitCode, err } = await run("validate", one, other, ...given);
    expect(exitCode).toBe(0);
    expect(err.match(/^warning: .*$/gm)).toEqual([
      "warning: --substitute Nope: no definition here has ${Nope}",
    ]);
  });

  test.each(openStates)("%s may be left open, with a warning", async (_what, state) => {
    const file = write("open.asl.json", { StartAt: "A", States: { A: state } });
    const { exitCode, out, err } = await run("validate", file);
    expect({ exitCode, err }).toEqual({ exitCode: 0, err: "1 file: 0 errors, 1 warning\n" });
    expect(out).toMatch(/OPEN_SUBSTITUTION[\s\S]*--substitute NAME=VALUE/);
  });

  test("a number that is not in quotes may be left open", async () => {
    const file = write(
      "open.asl.json",
      '{"StartAt":"A","States":{"A":{"Type":"Wait","Seconds":${Pause},"End":true}}}',
    );
    expect(await run("validate", file)).toMatchObject({ exitCode: 0 });
    expect(await run("validate", file, "--substitute", "Pause=soon")).toMatchObject({ exitCode: 1 });
    expect(await run("validate", file, "--substitute", "Pause=5")).toMatchObject({
      exitCode: 0,
      err: "1 file: 0 errors, 0 warnings\n",
    });
  });

  test("a problem in YAML has its line", async () => {
    const file = write("wrong.asl.yaml", greetYaml.replace("Next: Greet", "Next: Great"));
    const { exitCode, out } = await run("validate", file);
    expect(exitCode).toBe(1);
    expect(out).toMatch(/MISSING_TRANSITION_TARGET\] .*wrong\.asl\.yaml:7:11 \/States\/Mood\/Next/);
  });

  test.each(badYaml)("YAML with %s is refused", async (_what, text, message) => {
    const { exitCode, out } = await run("validate", write("wrong.asl.yml", text));
    expect(exitCode).toBe(1);
    expect(out).toMatch(message);
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

  test("is drawn by any viewer: colours, sizes and fonts are in the drawing itself", async () => {
    const { out } = await run("graph", order, "--format", "svg");
    expect(out).toMatch(/^<svg [^>]*width="\d+[^>]*font-family=/);
    const shapes = out.match(/<(?:rect|path) [^>]*>/g) ?? [];
    expect(shapes.length).toBeGreaterThan(4);
    for (const shape of shapes) expect(shape).toMatch(/ fill="/);
  });

  test("refuses another format with 2", async () => {
    expect((await run("graph", order, "--format", "png")).err).toMatch(
      /--format must be one of mermaid, svg/,
    );
  });
});

test.each(["run", "graph"])("%s tells a template from a definition", async (name) => {
  const file = write("template.yaml", "Resources:\n  Flow: { Type: AWS::StepFunctions::StateMachine }\n");
  const { exitCode, out, err } = await run(name, file);
  expect({ exitCode, out }).toEqual({ exitCode: 2, out: "" });
  expect(err).toMatch(
    /template\.yaml is a template: expected the definition of one state machine\nhint: millrace validate /,
  );
});
