import { describe, expect, test } from "@jest/globals";
import type { RuleTarget } from "../../../../src/services/eventbridge/rules/rule.ts";
import { checkTargets } from "../../../../src/services/eventbridge/rules/target-checks.ts";

const arn = "arn:aws:sqs:us-east-1:000000000000:q";
const roleArn = "arn:aws:iam::000000000000:role/r";
const machine = "arn:aws:states:us-east-1:000000000000:stateMachine:m";

function refusal(target: Partial<RuleTarget>): string | undefined {
  try {
    checkTargets([{ id: "one", arn, ...target }], (served) => !served.includes(":firehose:"));
  } catch (error) {
    expect(error).toMatchObject({ code: "ValidationException" });
    return error instanceof Error ? error.message : undefined;
  }
  return undefined;
}

const template = (inputTemplate: string, inputPathsMap: Readonly<Record<string, string>> = {}) => ({
  inputTransformer: { inputTemplate, inputPathsMap },
});

describe("a target", () => {
  test.each<[string, Partial<RuleTarget>]>([
    ["by its ARN alone", {}],
    ["with an input", { input: '"text"' }],
    ["with a path", { inputPath: "$.detail" }],
    ["with a template", template('{"a": <a>, "r": "<aws.events.rule-name>"}', { a: "$.detail.a[*].b" })],
    ["in a FIFO queue", { arn: `${arn}.fifo`, parameters: { SqsParameters: { MessageGroupId: "g" } } }],
    ["by a role", { arn: machine, roleArn }],
    ["with a policy of retries", { retryPolicy: { maximumRetryAttempts: 0, maximumEventAgeInSeconds: 60 } }],
    ["with a dead-letter queue", { deadLetterConfig: { arn } }],
  ])("is taken %s", (_what, target) => expect(refusal(target)).toBeUndefined());

  test.each<[string, Partial<RuleTarget>, string]>([
    [
      "an id with other characters",
      { id: "!@#" },
      "1 validation error detected: Value '!@#' at 'targets.1.member.id' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+",
    ],
    [
      "an id that is too long",
      { id: "a".repeat(65) },
      `1 validation error detected: Value '${"a".repeat(65)}' at 'targets.1.member.id' failed to satisfy constraint: Member must have length less than or equal to 64`,
    ],
    [
      "an input and a path",
      { input: "{}", inputPath: "$" },
      "Only one of Input, InputPath, or InputTransformer must be provided for target one.",
    ],
    [
      "a path and a template",
      { inputPath: "$", ...template("{}") },
      "Only one of Input, InputPath, or InputTransformer must be provided for target one.",
    ],
    ["an input that is no JSON", { input: "text" }, "JSON syntax error in input for target one"],
    ["a path that is none", { inputPath: "detail" }, "Invalid InputPath for target one."],
    [
      "a variable's name",
      template('"x"', { "a b": "$.a" }),
      "1 validation error detected: Value '{a b=$.a}' at 'targets.1.member.inputTransformer.inputPathsMap' failed to satisfy constraint: Map keys must satisfy constraint: [Member must have length less than or equal to 256, Member must have length greater than or equal to 1, Member must satisfy regular expression pattern: [A-Za-z0-9\\_\\-]+]",
    ],
    [
      "a variable's path that is too long",
      template('"x"', { a: `$.${"a".repeat(255)}` }),
      `1 validation error detected: Value '{a=$.${"a".repeat(255)}}' at 'targets.1.member.inputTransformer.inputPathsMap' failed to satisfy constraint: Map value must satisfy constraint: [Member must have length less than or equal to 256]`,
    ],
    [
      "more than a hundred variables",
      template('"x"', Object.fromEntries(Array.from({ length: 101 }, (_, n) => [`n${n}`, "$.a"]))),
      `1 validation error detected: Value '{${Array.from({ length: 101 }, (_, n) => `n${n}=$.a`).join(", ")}}' at 'targets.1.member.inputTransformer.inputPathsMap' failed to satisfy constraint: Member must have length less than or equal to 100`,
    ],
    [
      "a reserved name of a variable",
      template('"x"', { awsx: "$.a" }),
      "InputPathsMap for target one contains the reserved name awsx.",
    ],
    [
      "an unknown variable",
      template('"undefined <nope>"'),
      "InputTemplate for target one contains invalid placeholder nope.",
    ],
    [
      "a template that is no JSON",
      template('{"a": b}'),
      'Invalid InputTemplate for target one : [Source: (String)"{"a": b}"; line: 1, column: 8].',
    ],
    [
      "a text that is no ARN",
      { arn: "queue" },
      "Parameter queue is not valid. Reason: Provided Arn is not in correct format.",
    ],
    ["a state machine without a role", { arn: machine }, `RoleArn is required for target ${machine}.`],
    [
      "a FIFO queue without a group",
      { arn: `${arn}.fifo` },
      "Parameter(s) SqsParameters must be specified for target: one.",
    ],
    [
      "what can't be delivered to",
      { arn: "arn:aws:firehose:us-east-1:000000000000:deliverystream/d", roleArn },
      "Parameter arn:aws:firehose:us-east-1:000000000000:deliverystream/d is not valid. Reason: The local region does not deliver events to it.",
    ],
    [
      "too many retries",
      { retryPolicy: { maximumRetryAttempts: 186 } },
      "1 validation error detected: Value '186' at 'targets.1.member.retryPolicy.maximumRetryAttempts' failed to satisfy constraint: Member must have value less than or equal to 185",
    ],
  ])("is refused for %s", (_what, target, message) => expect(refusal(target)).toBe(message));
});
