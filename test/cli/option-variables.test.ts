// Options that the environment gives: what counts before what, and what is said of a variable that is no good.

import { afterEach, describe, expect, test } from "@jest/globals";
import { type Command, parseCommandLine } from "../../src/cli/command.ts";
import { exitCodes } from "../../src/cli/usage-error.ts";
import { run } from "./run.ts";

const command: Command = {
  name: "grind",
  summary: "grind",
  examples: [],
  options: {
    port: { type: "string", isShared: true, default: "4566", summary: "" },
    "endpoint-url": { type: "string", isShared: true, awsVariable: "AWS_ENDPOINT_URL", summary: "" },
    "rough-ly": { type: "boolean", summary: "" },
    grain: { type: "string", multiple: true, summary: "" },
  },
  run: async () => exitCodes.success,
};

type Environment = Readonly<Record<string, string>>;
const cases: readonly (readonly [
  what: string,
  args: readonly string[],
  environment: Environment,
  options: object,
  origins: object,
])[] = [
  ["nothing is said", [], {}, { port: "4566" }, { port: "default" }],
  ["a variable says it", [], { MILLRACE_PORT: "1" }, { port: "1" }, { port: "MILLRACE_PORT" }],
  ["both do", ["--port", "2"], { MILLRACE_PORT: "1" }, { port: "2" }, { port: "--port" }],
  ["a variable is empty", [], { MILLRACE_PORT: "" }, { port: "4566" }, { port: "default" }],
  [
    "AWS's says it",
    [],
    { AWS_ENDPOINT_URL: "a" },
    { "endpoint-url": "a" },
    { "endpoint-url": "AWS_ENDPOINT_URL" },
  ],
  [
    "ours and AWS's say it",
    [],
    { AWS_ENDPOINT_URL: "a", MILLRACE_ENDPOINT_URL: "m" },
    { "endpoint-url": "m" },
    { "endpoint-url": "MILLRACE_ENDPOINT_URL" },
  ],
  [
    "it is the command's own",
    [],
    { MILLRACE_GRIND_ROUGH_LY: "1", MILLRACE_ROUGH_LY: "0" },
    { "rough-ly": true },
    { "rough-ly": "MILLRACE_GRIND_ROUGH_LY" },
  ],
  ["a variable says no", [], { MILLRACE_GRIND_ROUGH_LY: "false" }, { port: "4566" }, {}],
  ["the command line says no", ["--no-rough-ly"], { MILLRACE_GRIND_ROUGH_LY: "1" }, { port: "4566" }, {}],
  [
    "there are several",
    [],
    { MILLRACE_GRIND_GRAIN: "rye=1\nwheat=2, and 3\n" },
    { grain: ["rye=1", "wheat=2, and 3"] },
    { grain: "MILLRACE_GRIND_GRAIN" },
  ],
];

test.each(cases)("%s", (_, args, environment, options, origins) => {
  const line = parseCommandLine(command, args, environment);
  expect(line).toMatchObject({ options, origins });
  expect("rough-ly" in line.options).toBe("rough-ly" in options);
});

test("a variable that is neither yes nor no is refused by its name", () => {
  expect(() => parseCommandLine(command, [], { MILLRACE_GRIND_ROUGH_LY: "perhaps" })).toThrow(
    'the variable MILLRACE_GRIND_ROUGH_LY takes 1 or 0, not "perhaps"',
  );
});

describe("of the commands", () => {
  const set = new Set<string>();
  const give = (name: string, value: string) => {
    process.env[name] = value;
    set.add(name);
  };
  afterEach(() => {
    for (const name of set) delete process.env[name];
    set.clear();
  });

  test("help tells each option's variable", async () => {
    expect((await run()).out).toMatch(/--port 4600 is MILLRACE_PORT=4600/);
    const { out } = await run("executions", "--help");
    for (const variable of [
      "MILLRACE_ENDPOINT_URL, else AWS_ENDPOINT_URL",
      "MILLRACE_OUTPUT",
      "MILLRACE_COLOR",
    ])
      expect(out).toContain(`[${variable}]`);
    expect(out).toMatch(/--max N .*\(default 50\) \[MILLRACE_EXECUTIONS_MAX\]/);
    expect((await run("load", "--help")).out).toMatch(/--data DIR .*\[MILLRACE_LOAD_DATA\]/);
    expect((await run("start", "--help")).out).toMatch(/--data DIR .*\[MILLRACE_DATA\]/);
  });

  test("what a variable says wrongly is told with the variable", async () => {
    give("MILLRACE_OUTPUT", "xml");
    expect(await run("cost")).toEqual({
      exitCode: 2,
      out: "",
      err: 'error: --output takes text, json or jsonl, not "xml"\nhint: the environment says it: MILLRACE_OUTPUT\n',
    });
    expect((await run("cost", "--output", "yaml")).err).toBe(
      'error: --output takes text, json or jsonl, not "yaml"\n',
    );
  });

  test("a variable makes an answer JSON", async () => {
    give("MILLRACE_OUTPUT", "json");
    const { out } = await run("cost", "--rate", "1000");
    expect(JSON.parse(out)).toHaveProperty("bills");
  });

  test("doctor tells what each is, and of one that is none's which was meant", async () => {
    give("MILLRACE_PORT", "4600");
    give("MILLRACE_PROT", "4601");
    give("MILLRACE_JAVA_CLIENT", "jars");
    give("MILLRACE_ENDPOINT_URL", "http://127.0.0.1:1");
    const { out } = await run("doctor", "--output", "jsonl");
    const findings = out
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(findings).toEqual(
      expect.arrayContaining([
        {
          what: "region",
          isGood: false,
          told: "none answers at http://127.0.0.1:1, by MILLRACE_ENDPOINT_URL",
        },
        {
          what: "MILLRACE_PORT",
          isGood: true,
          told: "4600: --port of dev, start, replay, unless it is given",
        },
        {
          what: "MILLRACE_PROT",
          isGood: false,
          told: "4601: no option is called so; did you mean MILLRACE_PORT?",
        },
        { what: "MILLRACE_JAVA_CLIENT", isGood: true, told: "jars" },
      ]),
    );
  });

  test("colours are had and left out on request", async () => {
    const mark = "\u001b[";
    expect((await run("no-such")).err).not.toContain(mark);
    expect((await run("doctor", "--color", "always")).out).toContain(mark);
    give("MILLRACE_COLOR", "always");
    expect((await run("doctor")).out).toContain(mark);
    expect((await run("doctor", "--color", "never")).out).not.toContain(mark);
    expect(await run("doctor", "--color", "often")).toMatchObject({
      exitCode: 2,
      err: expect.stringContaining('--color takes auto, always or never, not "often"'),
    });
  });
});
