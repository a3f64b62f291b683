// The processors of a destination, with AWS's defaults. They come in AWS's order, whatever the order of the list.
// https://docs.aws.amazon.com/firehose/latest/APIReference/API_Processor.html

import { parseArn } from "../../../aws/arn.ts";
import { invalidArgument, notHere } from "../refusals.ts";
import type { Processing } from "../streams/destination-shapes.ts";
import { messagesIn, unpacked } from "./log-records.ts";
import { delimitedIn, jsonObjectsIn } from "./sub-records.ts";

export interface LambdaSettings {
  readonly arn: string;
  readonly retries: number;
  readonly bufferBytes: number;
  readonly bufferMs: number;
}

/** What is made of a record. Throws or rejects with ProcessingFailure. */
export type Split = (data: Buffer) => readonly Buffer[] | Promise<readonly Buffer[]>;

export interface CompiledProcessing {
  readonly splits: readonly Split[];
  readonly lambda: LambdaSettings | undefined;
  /** Put behind each record. */
  readonly delimiter: Buffer | undefined;
}

type Parameters = ReadonlyMap<string, string>;

const bytesOfMegabyte = 1024 * 1024;

/** Undefined where nothing is processed. Throws InvalidArgumentException. */
export function compileProcessing(processing: Processing | undefined): CompiledProcessing | undefined {
  if (processing?.Enabled !== true) return undefined;
  const processors = new Map<string, Parameters>();
  for (const { Type, Parameters = [] } of processing.Processors ?? []) {
    if (processors.has(Type))
      throw invalidArgument(`Only one processor of type ${Type} is allowed in a ProcessingConfiguration`);
    processors.set(
      Type,
      new Map(Parameters.map(({ ParameterName, ParameterValue }) => [ParameterName, ParameterValue])),
    );
  }
  if (processors.has("MetadataExtraction"))
    throw notHere(
      "JQ, which the processor MetadataExtraction asks for: a Lambda function can give partition keys",
    );
  if (processors.size === 0)
    throw invalidArgument("Processors must be specified when ProcessingConfiguration is enabled");
  const of = <Made>(type: string, make: (parameters: Parameters) => Made): Made | undefined => {
    const parameters = processors.get(type);
    return parameters === undefined ? undefined : make(parameters);
  };
  const logs = of("CloudWatchLogProcessing", logProcessing);
  if (logs !== undefined && !processors.has("Decompression"))
    throw invalidArgument("The processor CloudWatchLogProcessing needs the processor Decompression");
  const splits = [of("Decompression", decompression), logs, of("RecordDeAggregation", deAggregation)];
  return {
    splits: splits.filter((split) => split !== undefined),
    lambda: of("Lambda", lambdaSettings),
    delimiter: of("AppendDelimiterToRecord", (parameters) =>
      Buffer.from(unescaped(parameters.get("Delimiter") ?? "\\n")),
    ),
  };
}

function decompression(parameters: Parameters): Split {
  const format = parameters.get("CompressionFormat") ?? "GZIP";
  if (format !== "GZIP")
    throw invalidArgument(`CompressionFormat of the processor Decompression must be GZIP, not ${format}`);
  return async (data) => [await unpacked(data)];
}

function logProcessing(parameters: Parameters): Split {
  return parameters.get("DataMessageExtraction")?.toLowerCase() === "true" ? messagesIn : (data) => [data];
}

function deAggregation(parameters: Parameters): Split {
  const type = parameters.get("SubRecordType") ?? "JSON";
  if (type === "JSON") return jsonObjectsIn;
  if (type !== "DELIMITED")
    throw invalidArgument(
      `SubRecordType of the processor RecordDeAggregation must be JSON or DELIMITED, not ${type}`,
    );
  const delimiter = Buffer.from(parameters.get("Delimiter") ?? "", "base64");
  if (delimiter.length === 0)
    throw invalidArgument(
      "Delimiter of the processor RecordDeAggregation must be given in base64 where SubRecordType is DELIMITED",
    );
  return (data) => delimitedIn(data, delimiter);
}

function lambdaSettings(parameters: Parameters): LambdaSettings {
  const arn = parameters.get("LambdaArn") ?? "";
  if (parseArn(arn)?.service !== "lambda")
    throw invalidArgument("LambdaArn of the processor Lambda must be the ARN of a function");
  const number = (name: string, otherwise: number, [least, most]: readonly [number, number]): number => {
    const text = parameters.get(name);
    const value = text === undefined ? otherwise : Number(text);
    if (value >= least && value <= most) return value;
    throw invalidArgument(
      `${name} of the processor Lambda must be between ${least} and ${most}, not ${text}`,
    );
  };
  return {
    arn,
    retries: Math.floor(number("NumberOfRetries", 3, [0, 300])),
    bufferBytes: number("BufferSizeInMBs", 1, [0.2, 3]) * bytesOfMegabyte,
    bufferMs: number("BufferIntervalInSeconds", 60, [0, 900]) * 1000,
  };
}

/** As it is written in JSON and in templates. */
function unescaped(text: string): string {
  const characters: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", "\\": "\\" };
  return text.replaceAll(/\\([nrt\\])/g, (_, letter: string) => characters[letter] ?? "");
}
