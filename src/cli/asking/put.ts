// `millrace put`: records onto a stream and events onto a bus, one JSON a line, from a file or from stdin.

import type { Json } from "../../aws/json.ts";
import type { Command } from "../command.ts";
import type { OptionValues } from "../command-option.ts";
import { knownNames } from "../known-names.ts";
import { outputFormat } from "../output-option.ts";
import { count } from "../progress.ts";
import { exitCodes, UsageError } from "../usage-error.ts";
import { keyIn, type Line, nothingPut, objectIn, readLines } from "./put-lines.ts";
import { askingOptions, RegionClient } from "./region-client.ts";

interface CallBounds {
  readonly most: number;
  readonly mostBytes: number;
}

const recordsACall: CallBounds = { most: 500, mostBytes: 10 * 1024 * 1024 };
const eventsACall: CallBounds = { most: 10, mostBytes: 256 * 1024 };

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
    const lines = readLines(String(options.file));
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

interface Refused {
  readonly line: number;
  readonly problem: string;
}

/** A line as what is sent of it. */
interface Sendable<Sent> {
  readonly line: number;
  readonly bytes: number;
  readonly sent: Sent;
}

async function putRecords(
  client: RegionClient,
  StreamName: string | undefined,
  lines: readonly Line[],
  { key }: OptionValues,
): Promise<readonly Refused[]> {
  if (StreamName === undefined) throw new UsageError("millrace put records needs the name of a stream");
  await checkStream(client, StreamName);
  const { StreamDescriptionSummary: stream } = await client.call<{
    StreamDescriptionSummary: { MaxRecordSizeInKiB: number };
  }>("kinesis", "DescribeStreamSummary", { StreamName });
  const most = stream.MaxRecordSizeInKiB * 1024;
  const records = lines.map((line, index) => {
    const PartitionKey = key === undefined ? String(index) : keyIn(line, String(key));
    const data = Buffer.from(line.text);
    const bytes = data.length + Buffer.byteLength(PartitionKey);
    if (bytes > most)
      throw new UsageError(
        `line ${line.number} is ${count(bytes)} bytes with its key, and a record of ${StreamName} is at most ${count(most)}`,
        { hint: nothingPut },
      );
    return { line: line.number, bytes, sent: { Data: data.toString("base64"), PartitionKey } };
  });
  return sendAll(records, recordsACall, async (Records) => {
    const call = { StreamName, Records };
    return (await client.call<{ Records: readonly Outcome[] }>("kinesis", "PutRecords", call)).Records;
  });
}

async function putEvents(
  client: RegionClient,
  bus: string | undefined,
  lines: readonly Line[],
): Promise<readonly Refused[]> {
  if (bus !== undefined) await checkBus(client, bus);
  const entries = lines.map((line) => ({
    line: line.number,
    bytes: Buffer.byteLength(line.text),
    sent: entryOf(objectIn(line), bus),
  }));
  return sendAll(entries, eventsACall, async (Entries) => {
    const call = { Entries };
    return (await client.call<{ Entries: readonly Outcome[] }>("eventbridge", "PutEvents", call)).Entries;
  });
}

interface Outcome {
  readonly ErrorCode?: string;
  readonly ErrorMessage?: string;
}

/** Throws UsageError, which says what was put before, if a call fails. */
async function sendAll<Sent>(
  all: readonly Sendable<Sent>[],
  { most, mostBytes }: CallBounds,
  send: (portion: readonly Sent[]) => Promise<readonly Outcome[]>,
): Promise<readonly Refused[]> {
  const refused: Refused[] = [];
  for (let at = 0; at < all.length; ) {
    const portion = portionOf(all.slice(at, at + most), mostBytes);
    const outcomes = await send(portion.map(({ sent }) => sent)).catch((problem: unknown) => {
      throw stoppedAt(problem, portion, { put: at - refused.length, refused: refused.length });
    });
    for (const [index, { ErrorCode, ErrorMessage }] of outcomes.entries())
      if (ErrorCode !== undefined)
        refused.push({ line: portion[index]?.line ?? 0, problem: `${ErrorCode}: ${ErrorMessage}` });
    at += portion.length;
  }
  return refused;
}

/** At least one, and no more than a call may be large. */
function portionOf<Sent>(some: readonly Sendable<Sent>[], mostBytes: number): readonly Sendable<Sent>[] {
  let sum = 0;
  const end = some.findIndex(({ bytes }, index) => {
    sum += bytes;
    return sum > mostBytes && index > 0;
  });
  return end < 0 ? some : some.slice(0, end);
}

function stoppedAt(
  problem: unknown,
  portion: readonly Sendable<unknown>[],
  { put, refused }: { readonly put: number; readonly refused: number },
): unknown {
  if (!(problem instanceof UsageError)) return problem;
  const [first, last] = [portion[0]?.line, portion.at(-1)?.line];
  const { message, hint, exitCode } = problem;
  const before =
    put + refused === 0
      ? nothingPut
      : `of the lines before it ${count(put)} were put and ${count(refused)} refused: go on from line ${first}`;
  return new UsageError(`${first === last ? `line ${first}` : `lines ${first} to ${last}`}: ${message}`, {
    hint: hint === undefined ? before : `${before}; ${hint}`,
    exitCode,
  });
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
