// What is taken out of the records that producers put together.

import { gzipSync } from "node:zlib";
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { compileProcessing } from "../../../src/services/firehose/processing/compile-processing.ts";
import { messagesIn } from "../../../src/services/firehose/processing/log-records.ts";
import { jsonObjectsIn } from "../../../src/services/firehose/processing/sub-records.ts";
import type { Processing } from "../../../src/services/firehose/streams/destination-shapes.ts";

type Processors = NonNullable<Processing["Processors"]>;

function processor(
  Type: Processors[number]["Type"],
  parameters: Readonly<Record<string, string>> = {},
): Processors[number] {
  const Parameters = Object.entries(parameters).map(([ParameterName, ParameterValue]) => ({
    ...{ ParameterName, ParameterValue },
  }));
  return { Type, Parameters } as Processors[number];
}

async function parts(Processors: Processors, data: Buffer | string): Promise<readonly string[]> {
  let all: readonly Buffer[] = [Buffer.from(data as string)];
  for (const split of compileProcessing({ Enabled: true, Processors })?.splits ?? [])
    all = (await Promise.all(all.map(async (part) => split(part)))).flat();
  return all.map(String);
}

const json = [processor("RecordDeAggregation", { SubRecordType: "JSON" })];
const delimited = [processor("RecordDeAggregation", { SubRecordType: "DELIMITED", Delimiter: "IyMjIw==" })];
const logs = {
  messageType: "DATA_MESSAGE",
  logEvents: [{ message: "one" }, { message: "two" }],
};

describe("a record gives", () => {
  test.each([
    ["objects without space", json, '{"a":1}{"a":2}', ['{"a":1}', '{"a":2}']],
    ["objects on lines", json, '{"a":"}{"}\n\n{"a":{"b":"\\""}}\n', ['{"a":"}{"}', '{"a":{"b":"\\""}}']],
    ["texts between delimiters", delimited, "a####b####", ["a", "b"]],
    ["what was packed", [processor("Decompression")], gzipSync("text"), ["text"]],
    [
      "messages of logs",
      [processor("CloudWatchLogProcessing", { DataMessageExtraction: "true" }), processor("Decompression")],
      gzipSync(JSON.stringify(logs)),
      ["one\ntwo\n"],
    ],
    [
      "nothing of a control message",
      [processor("Decompression"), processor("CloudWatchLogProcessing", { DataMessageExtraction: "true" })],
      gzipSync('{"messageType":"CONTROL_MESSAGE","logEvents":[]}'),
      [],
    ],
  ] as const)("%s", async (_, processors, data, expected) => {
    expect(await parts(processors, data)).toEqual(expected);
  });

  test("the objects that were put together, whatever they are", async () => {
    const objects = fc.array(fc.dictionary(fc.string(), fc.jsonValue()), { maxLength: 5 });
    const space = fc.constantFrom("", " ", "\n", "\t\r\n");
    await fc.assert(
      fc.asyncProperty(objects, space, async (values, between) => {
        const texts = values.map((value) => JSON.stringify(value));
        expect(await parts(json, texts.join(between))).toEqual(texts);
      }),
      { numRuns: 50 },
    );
  });
});

describe("while a record of many megabytes is taken apart, others have their turn", () => {
  const logEvents = Array.from({ length: 200_000 }, (_, n) => ({ message: `message ${n}` }));
  test.each([
    ["into messages", messagesIn, Buffer.from(JSON.stringify({ ...logs, logEvents })), 1],
    ["into objects", jsonObjectsIn, Buffer.from(JSON.stringify({ logEvents }).repeat(2)), 2],
  ])("%s", async (_, split, data, count) => {
    let [turns, isDone] = [0, false];
    const turn = () => {
      turns += 1;
      if (!isDone) setImmediate(turn);
    };
    setImmediate(turn);
    expect(await split(data)).toHaveLength(count);
    isDone = true;
    expect(turns).toBeGreaterThan(2);
  });
});

describe("a record is refused", () => {
  test.each([
    ["that is an array", json, '[{"a":1}]', "RecordDeAggregation.InvalidJson"],
    ["that does not end", json, '{"a":1', "RecordDeAggregation.InvalidJson"],
    ["that is no JSON", json, "{a}", "RecordDeAggregation.InvalidJson"],
    ["of too many", json, "{}".repeat(501), "RecordDeAggregation.TooManyRecords"],
    ["of too many parts", delimited, "a####".repeat(501), "RecordDeAggregation.TooManyRecords"],
    ["that is not packed", [processor("Decompression")], "text", "Decompression.Failed"],
  ] as const)("%s", async (_, processors, data, code) => {
    await expect(parts(processors, data)).rejects.toMatchObject({ code });
  });
});

describe("processors are refused", () => {
  test.each([
    ["none", [], /Processors must be specified/],
    ["two of a type", [...json, ...json], /Only one processor of type RecordDeAggregation/],
    ["JQ", [processor("MetadataExtraction")], /does not have JQ/],
    ["logs that are packed", [processor("CloudWatchLogProcessing")], /needs the processor Decompression/],
    [
      "a delimiter that is none",
      [processor("RecordDeAggregation", { SubRecordType: "DELIMITED" })],
      /in base64/,
    ],
    ["a function that is none", [processor("Lambda", { LambdaArn: "f" })], /must be the ARN of a function/],
    [
      "a buffer that is too large",
      [
        processor("Lambda", {
          LambdaArn: "arn:aws:lambda:us-east-1:000000000000:function:f",
          BufferSizeInMBs: "4",
        }),
      ],
      /BufferSizeInMBs of the processor Lambda must be between 0.2 and 3, not 4/,
    ],
  ] as const)("%s", (_, Processors, message) => {
    expect(() => compileProcessing({ Enabled: true, Processors })).toThrow(message);
  });
});
