// Whether a function's role may read what a mapping reads for it, and if not, why, in Lambda's words.

import { ServiceError } from "../../../aws/service-error.ts";
import { kindOf } from "./mapping-checks.ts";
import type { MappingParts } from "./mapping-parts.ts";
import type { MappingRecord, SourceKind } from "./mapping-record.ts";

type Words = (sourceArn: string, action: string) => string;

const words: Readonly<Record<SourceKind, Words>> = {
  kinesis: (sourceArn) =>
    `Cannot access stream ${sourceArn}. Please ensure the role can perform the GetRecords, GetShardIterator, DescribeStream, ListShards, and ListStreams Actions on your stream in IAM.`,
  dynamodb: (sourceArn) =>
    `Cannot access stream ${sourceArn}. Please ensure the role can perform the GetRecords, GetShardIterator, DescribeStream, and ListStreams Actions on your stream in IAM.`,
  sqs: (_, action) => `The function execution role does not have permissions to call ${action} on SQS`,
};

/** Undefined if it may. */
export function readingDenial(
  { sourceArn, functionArn }: Pick<MappingRecord, "sourceArn" | "functionArn">,
  { functionOf, checkReading }: Pick<MappingParts, "functionOf" | "checkReading">,
): string | undefined {
  const of = functionOf(functionArn);
  if (of === undefined) return undefined;
  try {
    checkReading?.(sourceArn, of.roleArn);
    return undefined;
  } catch (problem) {
    if (!(problem instanceof ServiceError)) throw problem;
    const [, action = "ReceiveMessage"] = /to perform: sqs:(\w+)/i.exec(problem.message) ?? [];
    const named = ["ReceiveMessage", "DeleteMessage", "GetQueueAttributes"];
    const spelled = named.find((each) => each.toLowerCase() === action.toLowerCase()) ?? action;
    return words[kindOf(sourceArn)](sourceArn, spelled);
  }
}
