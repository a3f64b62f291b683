// What an input template makes of an event: variables as values, in texts, alone; what bodies and data hold; AWS's own variables.

import { describe, expect, test } from "@jest/globals";
import type { Json } from "../../../../src/aws/json.ts";
import type { SourceKind } from "../../../../src/services/pipes/pipe-definition.ts";
import { decodeEvent } from "../../../../src/services/pipes/stages/implicit-data.ts";
import {
  compileInputTemplate,
  type TemplateContext,
  templateProblem,
} from "../../../../src/services/pipes/stages/input-template.ts";

const context: TemplateContext = {
  pipeArn: "arn:aws:pipes:us-east-1:000000000000:pipe/p",
  pipeName: "p",
  sourceArn: "arn:aws:sqs:us-east-1:000000000000:q",
  enrichmentArn: undefined,
  targetArn: "arn:aws:sqs:us-east-1:000000000000:t",
  ingestionTime: "2026-01-02T03:04:05.678Z",
};

const unbounded = Number.POSITIVE_INFINITY;
const base64 = (text: string) => Buffer.from(text).toString("base64");
const event: Json = {
  text: 'say "hi"',
  number: 7,
  no: null,
  list: [1, { b: 2 }],
  object: { key: "value" },
  body: '{"v":{"deep":[true]},"s":"x"}',
};

const cases: readonly (readonly [template: string, filled: string])[] = [
  ['{"k":<$.text>}', '{"k":"say \\"hi\\""}'],
  ['{"k":"it <$.text>."}', '{"k":"it say \\"hi\\"."}'],
  ['{"k":<$.number>,"n":<$.no>,"l":<$.list>}', '{"k":7,"n":null,"l":[1,{"b":2}]}'],
  ['{"k":"<$.number> and <$.object>"}', '{"k":"7 and {\\"key\\":\\"value\\"}"}'],
  ["[<$.list[1].b>, <$.list[*]>]", '[2, [1,{"b":2}]]'],
  ['{"k":<$.nothing>,"t":"a<$.nothing>b"}', '{"k":"","t":"ab"}'],
  [
    '{"v":<$.body.v>,"s":"<$.body.s>","all":<$.body>}',
    '{"v":{"deep":[true]},"s":"x","all":{"v":{"deep":[true]},"s":"x"}}',
  ],
  ["<$.text>", '"say \\"hi\\""'],
  [" <$.number> ", "7"],
  ["<$.object>", '"{key: value}"'],
  ['"text <$.number> of <$.object>"', '"text 7 of {key: value}"'],
  ["plain text <$.number>", "plain text 7"],
  ['{"a":"<b>","c":1}', '{"a":"<b>","c":1}'],
  [
    '{"pipe":<aws.pipes.pipe-arn>,"name":"<aws.pipes.pipe-name>"}',
    `{"pipe":"${context.pipeArn}","name":"p"}`,
  ],
  [
    '{"from":<aws.pipes.source-arn>,"to":<aws.pipes.target-arn>}',
    `{"from":"${context.sourceArn}","to":"${context.targetArn}"}`,
  ],
  [
    '{"by":<aws.pipes.enrichment-arn>,"at":<aws.pipes.event.ingestion-time>}',
    '{"by":"","at":"2026-01-02T03:04:05.678Z"}',
  ],
  ['{"e":<aws.pipes.event>}', JSON.stringify({ e: event })],
  [
    '{"e":<aws.pipes.event.json>}',
    JSON.stringify({ e: { ...event, body: { v: { deep: [true] }, s: "x" } } }),
  ],
];

test.each(cases)("%s", (template, filled) => {
  expect(templateProblem(template)).toBeUndefined();
  expect(compileInputTemplate(template, decodeEvent.sqs)(event, context, unbounded)).toBe(filled);
});

describe("what a field holds", () => {
  test.each<readonly [SourceKind, Json, string]>([
    ["sqs", { body: '{"a":1}' }, "1"],
    ["sqs", { body: "text" }, '""'],
    ["kinesis", { data: base64('{"a":1}') }, "1"],
    ["kinesis", { data: base64("text") }, '""'],
    ["dynamodb", { data: base64('{"a":1}'), body: '{"a":1}' }, '""'],
  ])("of an event from %s is looked into: %j", (kind, from, found) => {
    const fill = compileInputTemplate(`{"f":<$.${kind === "sqs" ? "body" : "data"}.a>}`, decodeEvent[kind]);
    expect(fill(from, context, unbounded)).toBe(`{"f":${found}}`);
  });

  test("text in a stream stays base64", () => {
    const fill = compileInputTemplate('{"d":<$.data>}', decodeEvent.kinesis);
    expect(fill({ data: base64("text") }, context, unbounded)).toBe(`{"d":"${base64("text")}"}`);
  });
});

test.each([
  ['{"a":<aws.pipes.unknown>}', "Invalid placeholder <aws.pipes.unknown>."],
  ['{"a":<$.a[>}', "Invalid placeholder <$.a[>."],
  ['{"a":<$.a>', "The template is not JSON"],
])("%s is refused", (template, problem) => {
  expect(templateProblem(template)).toContain(problem);
});

test.each(['{"l":[<aws.pipes.event>,<aws.pipes.event>]}', "<$.text> <$.text>", "<$.object>"])(
  "%s is not filled beyond what is taken",
  (template) => {
    const fill = compileInputTemplate(template, decodeEvent.sqs);
    const filled = fill(event, context, unbounded) ?? "";
    expect(fill(event, context, filled.length)).toBe(filled);
    expect(fill(event, context, filled.length - 1)).toBeUndefined();
  },
);
