// Executions of a region that is up: listed, and found by what a list says of them.

import { didYouMean } from "../../aws/did-you-mean.ts";
import { columns, fits } from "../columns.ts";
import { numberOption } from "../command.ts";
import type { OptionValues } from "../command-option.ts";
import { knownNames } from "../known-names.ts";
import { type OutputFormat, printThings } from "../output-option.ts";
import type { Printer } from "../printer.ts";
import { isWritten } from "../shortened.ts";
import { exitCodes, UsageError } from "../usage-error.ts";
import type { RegionClient } from "./region-client.ts";

export interface Listed {
  readonly executionArn: string;
  readonly name: string;
  readonly status: string;
  readonly startedAt: number;
  readonly endedAt?: number | undefined;
  readonly error?: string | undefined;
}

/** What one of the subcommands works with. */
export interface Asked {
  readonly client: RegionClient;
  readonly options: OptionValues;
  readonly printer: Printer;
  readonly format: OutputFormat;
}

const statuses = ["RUNNING", "SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED", "PENDING_REDRIVE"];

/** Throws UsageError. */
function statusOption({ status }: OptionValues): string | undefined {
  if (status === undefined) return undefined;
  const wanted = String(status).toUpperCase();
  if (statuses.includes(wanted)) return wanted;
  throw new UsageError(`no execution has the status ${status}`, {
    hint: knownNames(wanted, statuses),
  });
}

/** Of one machine or of all of them, the latest first. */
export async function listExecutions(asked: Asked, machine: string | undefined): Promise<void> {
  const { client, options, printer, format } = asked;
  const machines = machine === undefined ? await allMachines(client) : [await machineNamed(client, machine)];
  const most = numberOption(options, "max", 1);
  const status = statusOption(options);
  const found = await Promise.all(machines.map((each) => executionsOf(client, each, status, most)));
  const all = found
    .flat()
    .sort((one, other) => other.startedAt - one.startedAt)
    .slice(0, most);
  if (format !== "text") printThings(printer, format, all);
  else if (all.length === 0) printer.note("there is none");
  else for (const line of shownLines(all, printer.width)) printer.line(line);
}

/** As whole as the terminal is wide: first what all have in common is left out, then the middle of names. */
function shownLines(all: readonly Listed[], width: number | undefined): readonly string[] {
  const whole = all.map((each) => cells(each, each.executionArn, new Date(each.startedAt).toISOString()));
  if (fits(whole, width)) return columns(whole);
  const named = all.map((each) =>
    cells(each, shortName(each.executionArn), new Date(each.startedAt).toISOString()),
  );
  if (fits(named, width)) return columns(named);
  const short = all.map((each) =>
    cells(each, shortName(each.executionArn), new Date(each.startedAt).toISOString().slice(11, 19)),
  );
  return columns(short, { width, names: [3, 4] });
}

function cells(
  { status, startedAt, endedAt, error = "" }: Listed,
  name: string,
  started: string,
): readonly string[] {
  const took = endedAt === undefined ? "" : `${endedAt - startedAt} ms`;
  return [status, started, took, name, error];
}

/** `MACHINE:NAME` */
function shortName(executionArn: string): string {
  return executionArn.split(":").slice(6).join(":");
}

/**
 * The ARN of an execution that is named by it, by `MACHINE:NAME`, or as a list in a narrow terminal has it. What is none of these is left to
 * the region to refuse. Throws UsageError if several could be meant, or none.
 */
export async function executionNamed(client: RegionClient, word: string): Promise<string> {
  const isShort = word.includes("…");
  if (!isShort && (word.startsWith("arn:") || !word.includes(":"))) return word;
  const machines = await allMachines(client);
  const owner = machines.find(({ name }) => word.startsWith(`${name}:`));
  if (!isShort) {
    if (owner === undefined) throw noMachine(word.split(":")[0] ?? "", machines);
    return arnOf(owner, word);
  }
  const all = await Promise.all(machines.map((each) => executionsOf(client, each, undefined, mostLookedAt)));
  const meant = all
    .flat()
    .map(({ executionArn }) => executionArn)
    .filter((arn) => isWritten(arn, word) || isWritten(shortName(arn), word));
  const [only, ...others] = meant;
  if (only !== undefined && others.length === 0) return only;
  throw new UsageError(`${meant.length === 0 ? "no execution is" : "several executions are"} named ${word}`, {
    hint: "`millrace executions list | cat` tells their whole ARNs",
    exitCode: exitCodes.failed,
  });
}

/** Of each machine the latest. */
const mostLookedAt = 1000;

function arnOf({ stateMachineArn, name, type }: Machine, word: string): string {
  const kind = type === "EXPRESS" ? "express" : "execution";
  return `${stateMachineArn.slice(0, -`stateMachine:${name}`.length)}${kind}:${word}`;
}

interface Machine {
  readonly stateMachineArn: string;
  readonly name: string;
  readonly type: string;
}

async function allMachines(client: RegionClient): Promise<readonly Machine[]> {
  const machines: Machine[] = [];
  let nextToken: string | undefined;
  do {
    const members = { maxResults: 1000, ...(nextToken === undefined ? {} : { nextToken }) };
    const page = await client.call<{ stateMachines: Machine[]; nextToken?: string }>(
      "sfn",
      "ListStateMachines",
      members,
    );
    machines.push(...page.stateMachines);
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return machines;
}

/** Throws UsageError. */
export async function machineNamed(client: RegionClient, name: string): Promise<Machine> {
  const machines = await allMachines(client);
  const found = machines.find((each) => each.name === name || each.stateMachineArn === name);
  if (found !== undefined) return found;
  throw noMachine(name, machines);
}

function noMachine(name: string, machines: readonly Machine[]): UsageError {
  return new UsageError(`there is no state machine ${name}`, {
    hint: knownNames(
      name,
      machines.map((each) => each.name),
    ),
    exitCode: exitCodes.failed,
  });
}

/** Of an execution that the region does not know: which one of its machine's latest may have been meant. */
export async function nearestExecution(client: RegionClient, executionArn: string): Promise<string> {
  const [machineName = "", name = ""] = executionArn.split(":").slice(6);
  const machine = (await allMachines(client)).find((each) => each.name === machineName);
  const latest = machine === undefined ? [] : await executionsOf(client, machine, undefined, mostLookedAt);
  const names = latest.map(({ executionArn: arn }) => shortName(arn));
  const meant = didYouMean(`${machineName}:${name}`, names);
  if (meant !== undefined) return `did you mean ${meant}?`;
  return `\`${["millrace executions list", machine?.name].filter(Boolean).join(" ")}\` lists them`;
}

async function executionsOf(
  client: RegionClient,
  { stateMachineArn, type }: Machine,
  status: string | undefined,
  most: number,
) {
  if (type === "EXPRESS") {
    const recent = await client.view<Listed[]>("express-executions", { stateMachineArn });
    return recent.filter((each) => status === undefined || each.status === status);
  }
  const { executions } = await client.call<{
    executions: (Listed & { startDate: number; stopDate?: number })[];
  }>("sfn", "ListExecutions", {
    stateMachineArn,
    maxResults: Math.min(most, 1000),
    ...(status === undefined ? {} : { statusFilter: status }),
  });
  return executions.map(({ executionArn, name, status: became, startDate, stopDate }): Listed => {
    return { executionArn, name, status: became, startedAt: startDate, endedAt: stopDate };
  });
}
