// The prefixes of objects: texts with expressions, `!{namespace:value}`, that are evaluated for each object.
// https://docs.aws.amazon.com/firehose/latest/dev/s3-prefixes.html

import { randomBytes } from "node:crypto";
import type { ServiceError } from "../../../aws/service-error.ts";
import { invalidArgument } from "../refusals.ts";
import { type CalendarTime, compileTimePattern } from "./time-pattern.ts";

/** What an error's objects are told apart by. */
export type ErrorType = "processing-failed" | "http-endpoint-failed";

export interface PrefixSurroundings {
  readonly time: CalendarTime;
  readonly errorType?: ErrorType | undefined;
  /** What Lambda gave for the records of the object. */
  readonly partitionKeys: Readonly<Record<string, string>>;
}

type WritePart = (surroundings: PrefixSurroundings) => string;

export interface CompiledPrefix {
  readonly hasExpressions: boolean;
  readonly hasErrorType: boolean;
  /** The names of the partition keys that it asks for. */
  readonly partitionKeys: readonly string[];
  readonly write: WritePart;
}

const expression = /!\{([^}]*)\}/g;
const randomAlphabet = "abcdefghijklmnopqrstuvwxyz0123456789";

/** Throws InvalidArgumentException. */
export function compilePrefix(text: string): CompiledPrefix {
  const parts: WritePart[] = [];
  const partitionKeys: string[] = [];
  let [end, hasErrorType] = [0, false];
  for (const match of text.matchAll(expression)) {
    const [whole, content = ""] = match;
    const before = text.slice(end, match.index);
    parts.push(() => before);
    end = match.index + whole.length;
    const [namespace, value] = splitOnce(content);
    if (content === "firehose:error-output-type") hasErrorType = true;
    if (namespace === "partitionKeyFromLambda") partitionKeys.push(value);
    parts.push(partOf(namespace, value, whole));
  }
  const rest = text.slice(end);
  return {
    hasExpressions: parts.length > 0,
    ...{ hasErrorType, partitionKeys },
    write: (surroundings) => parts.map((part) => part(surroundings)).join("") + rest,
  };
}

function splitOnce(content: string): readonly [string, string] {
  const at = content.indexOf(":");
  return at < 0 ? [content, ""] : [content.slice(0, at), content.slice(at + 1)];
}

function partOf(namespace: string, value: string, whole: string): WritePart {
  if (namespace === "timestamp") {
    const write = compileTimePattern(value);
    if (write === undefined) throw unsatisfied(`${whole} is not a valid timestamp expression`);
    return ({ time }) => write(time);
  }
  if (namespace === "firehose" && value === "error-output-type") return ({ errorType = "" }) => errorType;
  if (namespace === "firehose" && value === "random-string") return randomString;
  if (namespace === "partitionKeyFromLambda" && value !== "")
    return ({ partitionKeys }) => (Object.hasOwn(partitionKeys, value) ? (partitionKeys[value] ?? "") : "");
  if (namespace === "partitionKeyFromQuery")
    throw invalidArgument(
      `The local region does not evaluate ${whole}: it does not have the JQ of the processor MetadataExtraction. A Lambda function can give partition keys (partitionKeyFromLambda).`,
    );
  throw unsatisfied(`${whole} is not a valid expression`);
}

function randomString(): string {
  return Array.from(randomBytes(11), (byte) => randomAlphabet[byte % randomAlphabet.length]).join("");
}

/** `Ths` is AWS's. */
function unsatisfied(constraint: string): ServiceError {
  return invalidArgument(`Ths supplied prefix(es) do not satisfy the following constraint: ${constraint}`);
}

export interface Prefixes {
  readonly Prefix?: string | undefined;
  readonly ErrorOutputPrefix?: string | undefined;
}

/** Throws InvalidArgumentException for two that do not go together. */
export function checkPrefixes(
  { Prefix = "", ErrorOutputPrefix = "" }: Prefixes,
  isPartitioned: boolean,
): void {
  const [prefix, errors] = [compilePrefix(Prefix), compilePrefix(ErrorOutputPrefix)];
  if (prefix.hasErrorType) throw unsatisfied("Prefix cannot contain !{firehose:error-output-type}");
  if (prefix.hasExpressions && ErrorOutputPrefix === "")
    throw unsatisfied("ErrorOutputPrefix cannot be null or empty when Prefix contains expressions");
  if (errors.hasExpressions && !errors.hasErrorType)
    throw unsatisfied(
      "ErrorOutputPrefix must contain at least one instance of !{firehose:error-output-type} when it contains expressions",
    );
  if (errors.partitionKeys.length > 0)
    throw unsatisfied("ErrorOutputPrefix cannot contain Dynamic Partitioning Namespaces");
  if (prefix.partitionKeys.length > 0 && !isPartitioned)
    throw unsatisfied(
      "Dynamic Partitioning Namespaces can only be part of a prefix expression when Dynamic Partitioning is enabled",
    );
  if (prefix.partitionKeys.length === 0 && isPartitioned)
    throw unsatisfied(
      "At least one Dynamic Partitioning Namespace must be part of the prefix expression when Dynamic Partitioning is enabled",
    );
}
