// What SQS refuses of redrive allow policies.

import { arn, type Case, invalid, set } from "./refusal-cases.ts";

const cannotCreate = "Amazon SQS can't create the redrive allow policy";
const badAllowPolicy = (text: string) =>
  set(
    { RedriveAllowPolicy: text },
    "InvalidAttributeValue",
    `Invalid value for the parameter RedriveAllowPolicy. Reason: ${cannotCreate}, as it’s in an unsupported format.`,
  );
const allowPolicy = (text: string, reason: string, mark = ". ") =>
  set(
    { RedriveAllowPolicy: text },
    invalid,
    `Value ${text} for parameter RedriveAllowPolicy is invalid. Reason: ${cannotCreate}${mark}${reason}`,
  );

export const allowPolicyCases: readonly Case[] = [
  ...[
    ...["x", "[]"],
    '{"redrivePermission":"some"}',
    '{"redrivePermission":["allowAll"]}',
    '{"redrivePermission":"allowAll","other":1}',
    '{"redrivePermission":"byQueue","sourceQueueArns":"a"}',
    '{"redrivePermission":"byQueue","sourceQueueArns":[1]}',
  ].map(badAllowPolicy),
  allowPolicy("{}", "as it's in an unsupported format.", ", "),
  allowPolicy(
    '{"redrivePermission":"denyAll","sourceQueueArns":["a"]}',
    "To specify one or more source queue ARNs, you must set redrivePermission to byQueue.",
  ),
  allowPolicy(
    '{"redrivePermission":"byQueue"}',
    "When you specify the byQueue permission type, you must also specify one or more sourceQueueArns values.",
  ),
  allowPolicy(
    JSON.stringify({ redrivePermission: "byQueue", sourceQueueArns: Array(11).fill(arn("q")) }),
    "The maximum number of source queue ARNs you can specify is 10.",
  ),
];
