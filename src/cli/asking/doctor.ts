// `millrace doctor`: what this machine has of what millrace needs, and what of its environment matters.

import { spawnSync } from "node:child_process";
import { createServer } from "node:net";
import { didYouMean } from "../../aws/did-you-mean.ts";
import { columns } from "../columns.ts";
import { type Command, optionsOf } from "../command.ts";
import { type Origins, variablesOf } from "../option-variables.ts";
import { outputFormat, printThings } from "../output-option.ts";
import { exitCodes } from "../usage-error.ts";
import { askingOptions, RegionClient } from "./region-client.ts";

interface Finding {
  readonly what: string;
  readonly isGood: boolean;
  readonly told: string;
}

const oldestNode = 24;
/** With what is missing without them. */
const programs: Readonly<Record<string, string>> = {
  python3: "functions in Python don't run",
  ruby: "functions in Ruby don't run",
  java: "functions in Java don't run",
  dotnet: "functions in .NET don't run",
  unshare: "functions share /tmp",
  git: "",
};
const variables = /^(?:AWS_|MILLRACE_|NO_COLOR$|CI$|NODE_OPTIONS$)/;
const secret = /SECRET|TOKEN|KEY/;
/** Of ours, and no option's. */
const otherVariables: ReadonlySet<string> = new Set(["MILLRACE_JAVA_CLIENT"]);

/** `commands` are all there are: what a variable stands for is told by their options. */
export const doctorCommand = (commands: () => readonly Command[]): Command => ({
  name: "doctor",
  summary: "tell what this machine has of what millrace needs, and whether a region answers",
  examples: ["millrace doctor", "millrace doctor --output json"],
  options: askingOptions,
  run: async (options, printer, _words, origins) => {
    const client = new RegionClient(options);
    const findings = [
      node(),
      ...Object.entries(programs).map(program),
      await region(client, origins),
      await port(4566, client),
      ...environment(meanings(commands())),
    ];
    const format = outputFormat(options);
    if (format !== "text") printThings(printer, format, findings);
    else {
      const rows = findings.map(({ what, told }) => [what, told]);
      const width = printer.width === undefined ? undefined : printer.width - 2;
      for (const [at, line] of columns(rows, { width, names: [0, 1] }).entries())
        printer.line(
          `${findings[at]?.isGood ? printer.style("green", "✔") : printer.style("yellow", "!")} ${line}`,
        );
    }
    return findings[0]?.isGood === true ? exitCodes.success : exitCodes.failed;
  },
});

function node(): Finding {
  const { node: version } = process.versions;
  const isGood = Number(version.split(".")[0]) >= oldestNode;
  return {
    what: "Node.js",
    isGood,
    told: isGood ? version : `${version}: millrace runs on ${oldestNode} and later`,
  };
}

function program([name, why]: readonly [string, string]): Finding {
  const without = why === "" ? "" : `: ${why}`;
  const { error, status, stdout } = said(name, "--version");
  const version = stdout?.trim().split("\n")[0] ?? "";
  if (error !== undefined) return { what: name, isGood: false, told: `not found${without}` };
  if (status === 0) return { what: name, isGood: true, told: version };
  // Without an SDK it knows no version of its own, and runs functions all the same.
  const runtimes = name === "dotnet" ? dotnetRuntimes() : [];
  if (runtimes.length > 0)
    return { what: name, isGood: true, told: `runtimes ${runtimes.join(", ")}, no SDK` };
  const told = name === "dotnet" ? "no runtime" : `--version ends with ${status ?? "a signal"}`;
  return { what: name, isGood: false, told: `${told}${without}` };
}

const said = (name: string, word: string) => spawnSync(name, [word], { encoding: "utf8", env: process.env });

function dotnetRuntimes(): readonly string[] {
  const { stdout } = said("dotnet", "--list-runtimes");
  return [...(stdout ?? "").matchAll(/^Microsoft\.NETCore\.App (\S+)/gm)].map(([, version = ""]) => version);
}

async function region(client: RegionClient, origins: Origins): Promise<Finding> {
  const response = await fetch(`${client.endpoint}/health`).catch(() => undefined);
  const found = response?.ok === true ? `up at ${client.endpoint}` : `none answers at ${client.endpoint}`;
  const told = `${found}, by ${origins["endpoint-url"]}`;
  return { what: "region", isGood: response?.ok === true, told };
}

function port(number: number, { endpoint }: RegionClient): Promise<Finding> {
  return new Promise((resolve) => {
    const server = createServer();
    const isAsked = new URL(endpoint).port === String(number);
    const found = (isGood: boolean, told: string) => resolve({ what: `port ${number}`, isGood, told });
    server.once("error", () =>
      found(isAsked, isAsked ? "taken, by what is asked here" : "taken: --port takes another"),
    );
    server.listen(number, "127.0.0.1", () => server.close(() => found(true, "free")));
  });
}

/** Of each variable which option of which commands it is. */
type Meanings = ReadonlyMap<string, string>;

function meanings(commands: readonly Command[]): Meanings {
  const all = commands.flatMap((command) =>
    Object.entries(optionsOf(command)).flatMap(([option, told]) =>
      variablesOf(command.name, option, told).map((variable) => ({ variable, option, name: command.name })),
    ),
  );
  return new Map(
    [...Map.groupBy(all, ({ variable }) => variable)].map(([variable, of]) => [
      variable,
      `--${of[0]?.option} of ${of.length === commands.length ? "every command" : of.map(({ name }) => name).join(", ")}`,
    ]),
  );
}

function environment(known: Meanings): readonly Finding[] {
  return Object.entries(process.env)
    .filter(([name]) => variables.test(name))
    .map(([name, value = ""]) => variable(name, secret.test(name) ? "(set)" : value, known));
}

function variable(what: string, value: string, known: Meanings): Finding {
  const meaning = known.get(what);
  if (meaning !== undefined) return { what, isGood: true, told: `${value}: ${meaning}, unless it is given` };
  if (!what.startsWith("MILLRACE_") || otherVariables.has(what)) return { what, isGood: true, told: value };
  const meant = didYouMean(what, known.keys());
  const told = `${value}: no option is called so${meant === undefined ? "" : `; did you mean ${meant}?`}`;
  return { what, isGood: false, told };
}
