// `millrace put`: records onto a stream and events onto a bus, one JSON a line, from a file or from stdin.

import { readFileSync } from "node:fs";
import type { Json } from "../../aws/json.ts";
import { jsonObjectOrUndefined } from "../../aws/json-text.ts";
import type { Command } from "../command.ts";
import type { OptionValues } from "../command-option.ts";
import { knownNames } from "../known-names.ts";
import { outputFormat } from "../output-option.ts";
import { exitCodes, UsageError } from "../usage-error.ts";
import { askingOptions, RegionClient } from "./region-client.ts";

const recordsACall = 500;
const eventsACall = 10;

export const putCommand: Command = {
  name: "put",
  summary: "put records or events into a region that is up, one a line",
  examples: [
    "millrace put records millrace-dev-readings --file readings.jsonl --key $.stationId",
    'echo \'{"source":"shop","detail-type":"Sold","detail":{}}\' | millrace put events --file -',
  ],
  words: { value: "records STREAM|events [BUS]", least: 1, most: 2 },
  options: {
    ...askingOptions,
    file: { type: "string", value: "FILE", default: "-", summary: "what is put, one a line; - for stdin" },
    key: {
      type: "string",
      value: "PATH",
      summary: "of records: the member that is the partition key, such as $.id",
    },
  },
  run: async (options, printer, [what, of]) => {
    const client = new RegionClient(options);
    const lines = linesOf(options);
    const put =
      what === "records"
        ? await putRecords(client, of, lines, options)
        : what === "events"
          ? await putEvents(client, of, lines)
          : undefined;
    if (put === undefined)
      throw new UsageError(`millrace put has no "${what}"`, {
        hint: knownNames(what ?? "", ["records", "events"], "it has"),
      });
    for (const { line, problem } of put) printer.note(`line ${line}: ${problem}`);
    const account = { put: lines.length - put.length, refused: put.length };
    printer.line(
      outputFormat(options) === "text"
        ? `${account.put} put, ${account.refused} refused`
        : JSON.stringify(account),
    );
    return put.length === 0 ? exitCodes.success : exitCodes.failed;
  },
};

interface RefusedLine {
  readonly line: number;
  readonly problem: string;
}

function linesOf({ file }: OptionValues): readonly string[] {
  const path = file === "-" ? "/dev/stdin" : String(file);
  try {
    return readFileSync(path, "utf8")
      .split("\n")
      .filter((line) => line.trim() !== "");
  } catch (cause) {
    throw new UsageError(`${file} cannot be read: ${(cause as Error).message}`);
  }
}

async function putRecords(
  client: RegionClient,
  StreamName: string | undefined,
  lines: readonly string[],
  { key }: OptionValues,
): Promise<readonly RefusedLine[]> {
  if (StreamName === undefined) throw new UsageError("millrace put records needs the name of a stream");
  await checkStream(client, StreamName);
  const refused: RefusedLine[] = [];
  for (let at = 0; at < lines.length; at += recordsACall) {
    const Records = lines.slice(at, at + recordsACall).map((line, index) => ({
      Data: Buffer.from(line).toString("base64"),
      PartitionKey: key === undefined ? String(at + index) : keyIn(line, String(key), at + index + 1),
    }));
    const answer = await client.call<{ Records: { ErrorCode?: string; ErrorMessage?: string }[] }>(
      "kinesis",
      "PutRecords",
      { StreamName, Records },
    );
    refused.push(...refusedIn(answer.Records, at));
  }
  return refused;
}

async function putEvents(
  client: RegionClient,
  bus: string | undefined,
  lines: readonly string[],
): Promise<readonly RefusedLine[]> {
  if (bus !== undefined) await checkBus(client, bus);
  const refused: RefusedLine[] = [];
  for (let at = 0; at < lines.length; at += eventsACall) {
    const Entries = lines
      .slice(at, at + eventsACall)
      .map((line, index) => entryOf(parsed(line, at + index + 1), bus));
    const answer = await client.call<{ Entries: { ErrorCode?: string; ErrorMessage?: string }[] }>(
      "eventbridge",
      "PutEvents",
      { Entries },
    );
    refused.push(...refusedIn(answer.Entries, at));
  }
  return refused;
}

/** Throws UsageError. */
async function checkStream(client: RegionClient, name: string): Promise<void> {
  const names: string[] = [];
  let more: { readonly NextToken?: string } | undefined = {};
  while (more !== undefined) {
    const page: { StreamNames: string[]; NextToken?: string } = await client.call(
      "kinesis",
      "ListStreams",
      more,
    );
    names.push(...page.StreamNames);
    more = page.NextToken === undefined ? undefined : { NextToken: page.NextToken };
  }
  if (!names.includes(name)) throw missing("stream", name, names);
}

/** A bus may be named by its ARN. Throws UsageError. */
async function checkBus(client: RegionClient, bus: string): Promise<void> {
  const { EventBuses: buses } = await client.call<{ EventBuses: { Name: string; Arn: string }[] }>(
    "eventbridge",
    "ListEventBuses",
  );
  if (buses.some(({ Name, Arn }) => Name === bus || Arn === bus)) return;
  throw missing(
    "bus",
    bus,
    buses.map(({ Name }) => Name),
  );
}

function missing(kind: string, name: string, names: readonly string[]): UsageError {
  return new UsageError(`there is no ${kind} ${name}`, {
    hint: knownNames(name, names),
    exitCode: exitCodes.failed,
  });
}

/** An event as it stands on a bus, or an entry of PutEvents. */
function entryOf(event: Readonly<Record<string, Json>>, bus: string | undefined): object {
  const { source, detail, resources } = event;
  const entry =
    "Source" in event
      ? { ...event, ...("Detail" in event ? { Detail: asText(event.Detail) } : {}) }
      : {
          Source: source,
          DetailType: event["detail-type"],
          Detail: JSON.stringify(detail ?? {}),
          Resources: resources,
        };
  return bus === undefined ? entry : { EventBusName: bus, ...entry };
}

/** A detail is a text that holds JSON; whoever writes it as an object means that text. */
function asText(detail: Json | undefined): string {
  return typeof detail === "string" ? detail : JSON.stringify(detail);
}

function refusedIn(
  results: readonly { ErrorCode?: string; ErrorMessage?: string }[],
  from: number,
): readonly RefusedLine[] {
  return results.flatMap(({ ErrorCode, ErrorMessage }, index) =>
    ErrorCode === undefined ? [] : [{ line: from + index + 1, problem: `${ErrorCode}: ${ErrorMessage}` }],
  );
}

function keyIn(line: string, path: string, number: number): string {
  let value: Json | undefined = parsed(line, number);
  for (const name of path
    .replace(/^\$\.?/, "")
    .split(".")
    .filter(Boolean))
    value = (value as Readonly<Record<string, Json>> | undefined)?.[name];
  if (value === undefined || value === null || typeof value === "object")
    throw new UsageError(`line ${number} has no ${path} for a partition key`);
  return String(value);
}

function parsed(line: string, number: number): Readonly<Record<string, Json>> {
  const value = jsonObjectOrUndefined(line);
  if (value !== undefined) return value;
  throw new UsageError(`line ${number} is no JSON object: ${line.slice(0, 80)}`);
}
