// `millrace executions`: listed, shown with their states, started, stopped and redriven, in a region that is up.

import { setTimeout as sleep } from "node:timers/promises";
import type { HistoryEvent } from "../../console/history/events.ts";
import { type Visit, visitsOf } from "../../console/history/visits.ts";
import type { Command } from "../command.ts";
import { readJsonOption } from "../definition-file.ts";
import { knownNames } from "../known-names.ts";
import { outputFormat } from "../output-option.ts";
import type { Printer } from "../printer.ts";
import { type ExitCode, exitCodes, UsageError } from "../usage-error.ts";
import {
  type Asked,
  executionNamed,
  type Listed,
  listExecutions,
  machineNamed,
  nearestExecution,
} from "./execution-list.ts";
import { askingOptions, Refused, RegionClient } from "./region-client.ts";

export const executionsCommand: Command = {
  name: "executions",
  summary: "list, show, start, stop and redrive executions of a region that is up",
  examples: [
    "millrace executions",
    "millrace executions list orders --status FAILED",
    "millrace executions show orders:one --follow",
    "millrace executions start orders --input '{\"id\":1}' --follow",
    "millrace executions redrive arn:aws:states:…:execution:orders:one",
  ],
  words: { value: "[list|show|start|stop|redrive] [MACHINE|ARN]", least: 0, most: 2 },
  options: {
    ...askingOptions,
    input: { type: "string", value: "JSON", default: "{}", summary: "of start: JSON, @FILE, or - for stdin" },
    name: { type: "string", value: "NAME", summary: "of start: the execution's name" },
    status: { type: "string", value: "STATUS", summary: "of list: such as FAILED or RUNNING" },
    max: { type: "string", value: "N", default: "50", summary: "of list: so many at most" },
    follow: {
      type: "boolean",
      short: "f",
      summary: "of show, start and redrive: tell each state until the execution has ended",
    },
  },
  run: async (options, printer, [verb = "list", of]) => {
    const act = verbs[verb];
    if (act === undefined) {
      throw new UsageError(`millrace executions has no "${verb}"`, {
        hint: knownNames(verb, Object.keys(verbs), "it has"),
      });
    }
    return act({ client: new RegionClient(options), options, printer, format: outputFormat(options) }, of);
  },
};

const verbs: Readonly<Record<string, (asked: Asked, of: string | undefined) => Promise<ExitCode>>> = {
  list: async (asked, machine) => {
    await listExecutions(asked, machine);
    return exitCodes.success;
  },
  show: (asked, of) => withExecution(asked, needed(of, "show", "ARN"), (arn) => show(asked, arn)),
  start,
  stop: (asked, of) =>
    withExecution(asked, needed(of, "stop", "ARN"), (arn) => act(asked, "StopExecution", arn)),
  redrive: (asked, of) => withExecution(asked, needed(of, "redrive", "ARN"), (arn) => redrive(asked, arn)),
};

async function withExecution(
  { client }: Asked,
  word: string,
  work: (executionArn: string) => Promise<ExitCode>,
): Promise<ExitCode> {
  const executionArn = await executionNamed(client, word);
  try {
    return await work(executionArn);
  } catch (problem) {
    if (!(problem instanceof Refused) || problem.code !== "ExecutionDoesNotExist") throw problem;
    const hint = await nearestExecution(client, executionArn);
    throw new UsageError(problem.message, { hint, exitCode: exitCodes.failed });
  }
}

async function start(asked: Asked, machine: string | undefined): Promise<ExitCode> {
  const { client, options, printer, format } = asked;
  const { stateMachineArn } = await machineNamed(client, needed(machine, "start", "MACHINE"));
  const name = options.name as string | undefined;
  const { executionArn } = await client.call<{ executionArn: string }>("sfn", "StartExecution", {
    stateMachineArn,
    input: JSON.stringify(readJsonOption("input", String(options.input))),
    ...(name === undefined ? {} : { name }),
  });
  if (options.follow === true) return show(asked, executionArn);
  printer.line(format === "text" ? executionArn : JSON.stringify({ executionArn }));
  return exitCodes.success;
}

async function redrive(asked: Asked, executionArn: string): Promise<ExitCode> {
  if (asked.options.follow !== true) return act(asked, "RedriveExecution", executionArn);
  await asked.client.call("sfn", "RedriveExecution", { executionArn });
  return show(asked, executionArn);
}

async function act(
  { client, printer, format }: Asked,
  operation: string,
  executionArn: string,
): Promise<ExitCode> {
  const answer = await client.call<object>("sfn", operation, { executionArn });
  printer.line(format === "text" ? executionArn : JSON.stringify(answer));
  return exitCodes.success;
}

interface Shown extends Listed {
  readonly output?: string | undefined;
  readonly cause?: string | undefined;
  readonly events: readonly HistoryEvent[];
  /** Of an Express execution: whether there were more events than are kept. */
  readonly isCut?: boolean;
}

const askAgainMs = 500;

/** The exit code says what became of the execution. */
async function show({ client, options, printer, format }: Asked, executionArn: string): Promise<ExitCode> {
  const told = new Set<number>();
  for (;;) {
    const execution = await shown(client, executionArn);
    const hasEnded = execution.status !== "RUNNING" && execution.status !== "PENDING_REDRIVE";
    const isLast = hasEnded || options.follow !== true;
    const visits = visitsOf(execution.events);
    if (format !== "json") {
      for (const visit of visits) {
        if (told.has(visit.id) || (visit.outcome === "RUNNING" && !isLast)) continue;
        told.add(visit.id);
        printer.line(
          format === "text" ? visitLine(printer, visit, execution.startedAt) : JSON.stringify(visit),
        );
      }
    }
    if (isLast) {
      const summary = { ...execution, events: undefined };
      if (format === "text") printEnd(printer, execution);
      else printer.line(JSON.stringify(format === "json" ? { ...summary, states: visits } : summary));
      return execution.status === "SUCCEEDED" || !hasEnded ? exitCodes.success : exitCodes.failed;
    }
    await sleep(askAgainMs);
  }
}

async function shown(client: RegionClient, executionArn: string): Promise<Shown> {
  if (executionArn.split(":")[5] === "express") {
    const recent = await client.view<Listed & { events?: HistoryEvent[]; isCut: boolean; cause?: string }>(
      "express-execution",
      { executionArn },
    );
    return { ...recent, events: recent.events ?? [] };
  }
  const described = await client.call<Shown & { startDate: number; stopDate?: number }>(
    "sfn",
    "DescribeExecution",
    { executionArn },
  );
  const events: HistoryEvent[] = [];
  let nextToken: string | undefined;
  do {
    const page = await client.call<{ events: HistoryEvent[]; nextToken?: string }>(
      "sfn",
      "GetExecutionHistory",
      {
        ...{ executionArn, maxResults: 1000 },
        ...(nextToken === undefined ? {} : { nextToken }),
      },
    );
    events.push(...page.events);
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  const { name, status, output, error, cause, startDate, stopDate } = described;
  return {
    executionArn,
    name,
    status,
    output,
    error,
    cause,
    startedAt: startDate,
    endedAt: stopDate,
    events,
  };
}

const marks: Readonly<
  Record<Visit["outcome"], readonly [sign: string, colour: "green" | "red" | "yellow" | "cyan"]>
> = {
  SUCCEEDED: ["✔", "green"],
  FAILED: ["✖", "red"],
  TIMED_OUT: ["✖", "red"],
  CAUGHT: ["↷", "yellow"],
  ABORTED: ["■", "yellow"],
  RUNNING: ["…", "cyan"],
};

function visitLine(printer: Printer, visit: Visit, startedAt: number): string {
  const { state, iteration, enteredAt, endedAt, attempts, outcome, error, cause } = visit;
  const [sign, colour] = marks[outcome];
  const indent = visit.parent === undefined ? "" : "  ";
  const name = iteration === undefined ? state : `${state} [${iteration}]`;
  const took = endedAt === undefined ? "" : `${endedAt - enteredAt} ms`;
  const retries = attempts.length > 1 ? `  ↻ ${attempts.length - 1}` : "";
  const problem = error === undefined ? "" : `  ${[error, cause].filter(Boolean).join(": ")}`;
  const at = printer.style("dim", `${String(enteredAt - startedAt).padStart(8)} ms`);
  return `${at}  ${indent}${printer.style(colour, sign)} ${name}  ${took}${retries}${problem}`.trimEnd();
}

function printEnd(printer: Printer, { status, output, error, cause, executionArn, isCut }: Shown): void {
  if (isCut === true) printer.line("… and more: of an Express execution the first events are kept");
  printer.line(`${status}  ${executionArn}`);
  if (error !== undefined) printer.line([error, cause].filter(Boolean).join(": "));
  if (output !== undefined) printer.line(output);
}

function needed(word: string | undefined, verb: string, value: string): string {
  if (word !== undefined) return word;
  throw new UsageError(`millrace executions ${verb} needs ${value}`, { hint: "millrace executions --help" });
}
