// What an object is called: a prefix, and the stream, its version, the time of the oldest record and an id.
// https://docs.aws.amazon.com/firehose/latest/dev/s3-object-name.html

import { randomUUID } from "node:crypto";
import { type CompiledPrefix, compilePrefix, type ErrorType } from "./prefix.ts";
import { calendarOf, compileTimePattern, type WriteTime } from "./time-pattern.ts";

export interface ObjectNaming {
  readonly Prefix?: string | undefined;
  readonly ErrorOutputPrefix?: string | undefined;
  readonly CompressionFormat?: string | undefined;
  readonly FileExtension?: string | undefined;
  readonly CustomTimeZone?: string | undefined;
}

export interface NamedStream {
  readonly name: string;
  readonly version: number;
}

export interface ObjectContent {
  /** When the oldest of its records came. */
  readonly at: number;
  readonly errorType?: ErrorType | undefined;
  readonly partitionKeys: Readonly<Record<string, string>>;
}

export type KeyOf = (content: ObjectContent) => string;

const hourFolder = writer("yyyy/MM/dd/HH/");
const suffixTime = writer("yyyy-MM-dd-HH-mm-ss");
const extensions: Readonly<Record<string, string>> = { GZIP: ".gz", ZIP: ".zip" };

/** Throws InvalidArgumentException for a prefix that is none. */
export function compileObjectKey(stream: NamedStream, naming: ObjectNaming): KeyOf {
  const calendar = calendarOf(naming.CustomTimeZone || "UTC") ?? calendarOf("UTC");
  if (calendar === undefined) throw new Error("this program knows no time zone");
  const prefix = compilePrefix(naming.Prefix ?? "");
  const errors = errorPrefix(naming, prefix);
  const extension = naming.FileExtension || extensions[naming.CompressionFormat ?? ""] || "";
  return ({ at, errorType, partitionKeys }) => {
    const time = calendar(at);
    const chosen = errorType === undefined ? prefix : errors;
    const evaluated = chosen.write({ time, errorType, partitionKeys });
    const type = errorType === undefined || chosen.hasErrorType ? "" : `${errorType}/`;
    // Where nothing says what the folder is, it is the hour.
    const folder = chosen.hasExpressions ? evaluated : `${evaluated}${type}${hourFolder(time)}`;
    return `${folder}${stream.name}-${stream.version}-${suffixTime(time)}-${randomUUID()}${extension}`;
  };
}

/** What fails is put behind the prefix of what goes well, where it has none of its own. */
function errorPrefix({ ErrorOutputPrefix = "" }: ObjectNaming, prefix: CompiledPrefix): CompiledPrefix {
  return ErrorOutputPrefix === "" ? prefix : compilePrefix(ErrorOutputPrefix);
}

function writer(pattern: string): WriteTime {
  const write = compileTimePattern(pattern);
  if (write === undefined) throw new Error(`${pattern} is no pattern of a time`);
  return write;
}
