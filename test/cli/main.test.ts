import { describe, expect, test } from "@jest/globals";
import { run } from "./run.ts";

describe("the command line", () => {
  test("without a command shows what there is", async () => {
    const { exitCode, out } = await run();
    expect(exitCode).toBe(0);
    expect(out).toMatch(/start\s+bring a region up/);
    expect(out).toMatch(/load\s+drive readings/);
    expect(out).toMatch(/Exit codes: 0 success/);
  });

  test("tells a command's options, defaults and examples", async () => {
    const { exitCode, out } = await run("load", "--help");
    expect(exitCode).toBe(0);
    expect(out).toMatch(/--rate N\s+records a second to send \(default 10000\)/);
    expect(out).toMatch(/npm run load -- --rate 20000 --duration 30/);
  });

  test.each(["--version", "-v", "version"])("%s tells which one this is", async (word) => {
    expect(await run(word)).toEqual({
      exitCode: 0,
      out: `millrace 0.1.0, Node.js ${process.versions.node}\n`,
      err: "",
    });
  });

  const mistakes: readonly { name: string; args: readonly string[]; message: RegExp }[] = [
    { name: "an unknown command", args: ["strat"], message: /there is no command "strat"[\s\S]*dev, start/ },
    { name: "a command nearly right", args: ["strat"], message: /did you mean start\?/ },
    { name: "an option nearly right", args: ["start", "--in-memroy"], message: /did you mean --in-memory\?/ },
    { name: "an unknown option", args: ["start", "--prot", "1"], message: /Unknown option '--prot'/ },
    { name: "a missing value", args: ["start", "--port"], message: /--port/ },
    {
      name: "a word too many",
      args: ["load", "fast"],
      message: /"fast" is one word too many for millrace load/,
    },
    {
      name: "a rate that is no number",
      args: ["load", "--rate", "many"],
      message: /--rate takes a number from 1 up, not "many"/,
    },
    {
      name: "a negative port",
      args: ["start", "--port=-1"],
      message: /--port takes a port from 1 to 65535, or 0 for any free one, not "-1"/,
    },
    {
      name: "a port that there is not",
      args: ["start", "--port", "99999"],
      message: /^error: --port takes a port from 1 to 65535, or 0 for any free one, not "99999"\n$/,
    },
    { name: "half a port", args: ["load", "--port", "1.5"], message: /--port takes a port .*, not "1.5"/ },
    ...[
      ["start", "--retention"],
      ["load", "--rate"],
      ["events", "--for"],
      ["logs", "--since"],
      ["cost", "--headroom"],
    ].map((args) => ({
      name: `a number below 0 for ${args.join(" ")}`,
      args: [...args, "-1"],
      message: new RegExp(`^error: ${args[1]} takes a number from \\d up, not "-1"\\n$`),
    })),
    {
      name: "a short option below 0",
      args: ["start", "-p", "-1"],
      message: /^error: --port takes .*not "-1"\n$/,
    },
    {
      name: "an option in the place of a value",
      args: ["start", "--data", "--reset"],
      message: /^error: --data needs a value, and an option follows it\n/,
    },
    ...["start", "load"].map((name) => ({
      name: `a folder for a ${name} in memory`,
      args: [name, "--in-memory", "--data", "x"],
      message: /^error: --data names a folder, and --in-memory keeps nothing on disk/,
    })),
    {
      name: "a file of variables that is not there",
      args: ["dev", "-e", "nope.env"],
      message: /^error: --env-file: there is no file \S+\/nope\.env\n$/,
    },
    ...["validate", "graph", "run"].map((name) => ({
      name: `a folder for ${name}`,
      args: [name, "test"],
      message: /test is a folder: expected a file in it/,
    })),
  ];

  test.each(mistakes)("answers $name with exit code 2 and says what is wrong", async ({ args, message }) => {
    const { exitCode, out, err } = await run(...args);
    expect(exitCode).toBe(2);
    expect(out).toBe("");
    expect(err).toMatch(message);
  });
});
