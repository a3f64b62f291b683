// `millrace logs`: the names of log groups, or what stands in one, also as it comes.

import { setTimeout as sleep } from "node:timers/promises";
import { columns } from "../columns.ts";
import type { Command } from "../command.ts";
import { numberOption } from "../command.ts";
import { knownNames } from "../known-names.ts";
import { outputFormat, printThings } from "../output-option.ts";
import { isWritten } from "../shortened.ts";
import { exitCodes, UsageError } from "../usage-error.ts";
import { askingOptions, Refused, RegionClient } from "./region-client.ts";

interface LogEvent {
  readonly eventId: string;
  readonly timestamp: number;
  readonly message: string;
  readonly logStreamName: string;
}

const askAgainMs = 500;
/** What several write does not come in order. */
const lateMs = 10_000;

export const logsCommand: Command = {
  name: "logs",
  summary: "show a log group of a region that is up, also as it comes",
  examples: [
    "millrace logs",
    "millrace logs validate --follow",
    "millrace logs /aws/lambda/millrace-dev-validate --filter ERROR",
  ],
  words: { value: "[NAME]", least: 0, most: 1 },
  options: {
    ...askingOptions,
    filter: { type: "string", value: "PATTERN", summary: "CloudWatch's filter pattern" },
    since: { type: "string", value: "MINUTES", default: "60", summary: "how far back" },
    follow: { type: "boolean", short: "f", summary: "go on until Ctrl-C" },
  },
  run: async (options, printer, [name]) => {
    const client = new RegionClient(options);
    const format = outputFormat(options);
    let startTime = Date.now() - numberOption(options, "since", 0) * 60_000;
    const logGroups = await groupsOf(client);
    if (name === undefined) {
      if (format !== "text") printThings(printer, format, logGroups);
      else if (logGroups.length === 0) printer.note("there is none");
      else for (const line of shownNames(logGroups, printer.width)) printer.line(line);
      return exitCodes.success;
    }
    const logGroupName = await groupCalled(client, name, logGroups);
    let told = new Map<string, number>();
    let latest = startTime;
    for (;;) {
      for await (const event of eventsOf(client, {
        logGroupName,
        startTime,
        pattern: options.filter as string | undefined,
      })) {
        if (told.has(event.eventId)) continue;
        told.set(event.eventId, event.timestamp);
        latest = Math.max(latest, event.timestamp);
        printer.line(
          format === "text"
            ? `${new Date(event.timestamp).toISOString()} ${event.message.trimEnd()}`
            : JSON.stringify(event),
        );
      }
      if (options.follow !== true) return exitCodes.success;
      // What comes with a time that is a little past is told, too.
      startTime = Math.max(startTime, latest - lateMs);
      told = new Map([...told].filter(([, at]) => at >= startTime));
      await sleep(askAgainMs);
    }
  },
};

interface LogGroup {
  readonly logGroupName: string;
}

async function groupsOf(client: RegionClient): Promise<readonly LogGroup[]> {
  const groups: LogGroup[] = [];
  let nextToken: string | undefined;
  do {
    const page = await client.call<{ logGroups: LogGroup[]; nextToken?: string }>(
      "cloudwatchlogs",
      "DescribeLogGroups",
      nextToken === undefined ? {} : { nextToken },
    );
    groups.push(...page.logGroups);
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return groups;
}

/** A log group's name, whole or as it was shortened for the terminal, a function's, or the end of one that no other group's name ends in. Throws UsageError. */
async function groupCalled(client: RegionClient, name: string, groups: readonly LogGroup[]): Promise<string> {
  const names = groups.map(({ logGroupName }) => logGroupName);
  const ending = names.filter((each) => each.endsWith(`-${name}`) || each.endsWith(`/${name}`));
  const meant = [
    names.filter((each) => isWritten(each, name)),
    names.filter((each) => each === `/aws/lambda/${name}`),
    ending,
  ];
  const [only, ...others] = meant.find((each) => each.length > 0) ?? [];
  if (only !== undefined && others.length === 0) return only;
  if (others.length === 0) await refuseSilent(client, name.replace(/^\/aws\/lambda\//, ""));
  throw new UsageError(`there is no${others.length > 0 ? " single" : ""} log group ${name}`, {
    hint: knownNames(name, others.length > 0 ? ending : names),
    exitCode: exitCodes.failed,
  });
}

interface SilentFunction {
  readonly Configuration: { readonly Role: string; readonly LoggingConfig: { readonly LogGroup: string } };
}

/** Throws UsageError for a function that is there and has written no log. */
async function refuseSilent(client: RegionClient, FunctionName: string): Promise<void> {
  const found = await client
    .call<SilentFunction>("lambda", "GetFunction", { FunctionName })
    .catch((problem: unknown) => {
      if (problem instanceof Refused) return undefined;
      throw problem;
    });
  if (found === undefined) return;
  const { Role, LoggingConfig } = found.Configuration;
  throw new UsageError(
    `the function ${FunctionName} has written no log: there is no ${LoggingConfig.LogGroup}`,
    {
      hint: `it has not run, or its role ${Role} may not write it (logs:CreateLogStream, logs:PutLogEvents)`,
      exitCode: exitCodes.failed,
    },
  );
}

function shownNames(groups: readonly LogGroup[], width: number | undefined): readonly string[] {
  return columns(
    groups.map(({ logGroupName }) => [logGroupName]),
    { width, names: [0] },
  );
}

interface Wanted {
  readonly logGroupName: string;
  readonly startTime: number;
  readonly pattern: string | undefined;
}

/** As they are found, so that whoever reads only the first of them need not wait for the last. */
async function* eventsOf(
  client: RegionClient,
  { logGroupName, startTime, pattern }: Wanted,
): AsyncGenerator<LogEvent, void> {
  let nextToken: string | undefined;
  do {
    const page = await client.call<{ events: LogEvent[]; nextToken?: string }>(
      "cloudwatchlogs",
      "FilterLogEvents",
      {
        ...{ logGroupName, startTime },
        ...(pattern === undefined ? {} : { filterPattern: pattern }),
        ...(nextToken === undefined ? {} : { nextToken }),
      },
    );
    yield* page.events;
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
}
