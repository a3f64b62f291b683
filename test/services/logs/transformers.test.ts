// Transformers by the SDK: what each processor makes of an event, and who sees it.

import * as sdk from "@aws-sdk/client-cloudwatch-logs";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { type OpenedLogs, openLogs } from "./open-logs.ts";

let opened: OpenedLogs;
beforeEach(async () => {
  opened = await openLogs();
  await opened.createGroup("g");
});
afterEach(() => opened.close());

type Processors = sdk.Processor[];
const tried = async (transformerConfig: Processors, ...logEventMessages: string[]) => {
  const answer = await opened.client.send(
    new sdk.TestTransformerCommand({ transformerConfig, logEventMessages }),
  );
  return (answer.transformedLogs ?? []).map(({ transformedEventMessage = "" }) =>
    JSON.parse(transformedEventMessage),
  );
};
const parseJSON = { parseJSON: {} };

test.each<[what: string, config: Processors, message: string, made: object]>([
  ["parseJSON", [parseJSON], '{"a":{"b":1},"c.d":2}', { a: { b: 1 }, "c.d": 2 }],
  ["parseJSON of what is none", [parseJSON], "plain", {}],
  [
    "parseJSON of a field, into another",
    [parseJSON, { parseJSON: { source: "text", destination: "made" } }],
    '{"text":"{\\"x\\":1}"}',
    { text: '{"x":1}', made: { x: 1 } },
  ],
  [
    "grok",
    [{ grok: { match: "%{IPV4:client.ip} %{WORD:method} %{NUMBER:status:INT} %{GREEDYDATA:rest}" } }],
    "10.0.0.1 GET 200 all of it",
    { client: { ip: "10.0.0.1" }, method: "GET", status: 200, rest: "all of it" },
  ],
  [
    "parseKeyValue",
    [{ parseKeyValue: { fieldDelimiter: ";", keyValueDelimiter: ":", keyPrefix: "k_", nonMatchValue: "-" } }],
    "a:1;b",
    { k_a: "1", k_b: "-" },
  ],
  ["csv", [{ csv: { columns: ["a", "b"] } }], '1,"2,""3""",4', { a: "1", b: '2,"3"', column_3: "4" }],
  [
    "addKeys, and what may not be overwritten",
    [
      parseJSON,
      {
        addKeys: {
          entries: [
            { key: "b", value: "is ${a}" },
            { key: "a", value: "no" },
            { key: "c", value: "yes", overwriteIfExists: true },
          ],
        },
      },
    ],
    '{"a":"x","c":"y"}',
    { a: "x", b: "is x", c: "yes" },
  ],
  ["deleteKeys", [parseJSON, { deleteKeys: { withKeys: ["a.b"] } }], '{"a":{"b":1,"c":2}}', { a: { c: 2 } }],
  [
    "moveKeys and copyValue",
    [
      parseJSON,
      { moveKeys: { entries: [{ source: "a", target: "x.a" }] } },
      { copyValue: { entries: [{ source: "b", target: "x.b" }] } },
    ],
    '{"a":1,"b":2}',
    { b: 2, x: { a: 1, b: 2 } },
  ],
  [
    "renameKeys",
    [parseJSON, { renameKeys: { entries: [{ key: "a", renameTo: "b" }] } }],
    '{"a":1}',
    { b: 1 },
  ],
  [
    "listToMap",
    [
      parseJSON,
      {
        listToMap: {
          ...{ source: "list", key: "k", valueKey: "v", target: "map", flatten: true },
          flattenedElement: "last",
        },
      },
      { deleteKeys: { withKeys: ["list"] } },
    ],
    '{"list":[{"k":"a","v":1},{"k":"a","v":2},{"k":"b","v":3}]}',
    { map: { a: 2, b: 3 } },
  ],
  [
    "texts",
    [
      parseJSON,
      { lowerCaseString: { withKeys: ["a"] } },
      { upperCaseString: { withKeys: ["b"] } },
      { trimString: { withKeys: ["c"] } },
      { splitString: { entries: [{ source: "d", delimiter: "," }] } },
      { substituteString: { entries: [{ source: "e", from: "[0-9]+", to: "#" }] } },
    ],
    '{"a":"X","b":"y","c":" z ","d":"1,2","e":"a12b3"}',
    { a: "x", b: "Y", c: "z", d: ["1", "2"], e: "a#b#" },
  ],
  [
    "typeConverter",
    [
      parseJSON,
      {
        typeConverter: {
          entries: [
            { key: "a", type: "integer" },
            { key: "b", type: "double" },
            { key: "c", type: "boolean" },
            { key: "d", type: "string" },
            { key: "e", type: "integer" },
          ],
        },
      },
    ],
    '{"a":"1.9","b":"2.5","c":"TRUE","d":7,"e":"no"}',
    { a: 1, b: 2.5, c: true, d: "7", e: "no" },
  ],
  [
    "names of objects' own",
    [parseJSON, { addKeys: { entries: [{ key: "__proto__.x", value: "1" }] } }],
    "{}",
    JSON.parse('{"__proto__":{"x":"1"}}'),
  ],
])("%s", async (_, config, message, made) => {
  expect(await tried(config, message)).toEqual([made]);
});

test("a transformer is kept, told and taken away, and gone with its group", async () => {
  const { client } = opened;
  const one = { logGroupIdentifier: "g" };
  expect((await client.send(new sdk.GetTransformerCommand(one))).transformerConfig).toBeUndefined();
  const transformerConfig = [{ parseJSON: {} }];
  await client.send(new sdk.PutTransformerCommand({ ...one, transformerConfig }));
  expect(await client.send(new sdk.GetTransformerCommand(one))).toMatchObject({
    ...{ logGroupIdentifier: "g", transformerConfig },
  });
  expect(opened.reopened().transformers.of("g")?.transformerConfig).toEqual(transformerConfig);
  await client.send(new sdk.DeleteTransformerCommand(one));
  expect((await client.send(new sdk.GetTransformerCommand(one))).transformerConfig).toBeUndefined();
  await client.send(new sdk.PutTransformerCommand({ ...one, transformerConfig }));
  await client.send(new sdk.DeleteLogGroupCommand({ logGroupName: "g" }));
  expect(opened.logs.transformers.of("g")).toBeUndefined();
});

test("queries see what was made of events that came in since; their text stays", async () => {
  await opened.put("g", "10.0.0.9 early");
  opened.clock.advanceBy(1000);
  const transformerConfig = [{ grok: { match: "%{IP:client} %{WORD:word}" } }];
  await opened.client.send(new sdk.PutTransformerCommand({ logGroupIdentifier: "g", transformerConfig }));
  await opened.put("g", "10.0.0.1 storm");
  expect(await opened.query("g", "fields @message, word | sort @timestamp asc")).toEqual([
    { "@message": "10.0.0.9 early" },
    { "@message": "10.0.0.1 storm", word: "storm" },
  ]);
});

test("metric filters count what was made of an event, where they are told to", async () => {
  const counted: string[] = [];
  opened.logs.countInto({
    seriesOf: ({ metricName }) => ({ recordAt: (_, value) => void counted.push(`${metricName} ${value}`) }),
  });
  const transformerConfig = [{ csv: { columns: ["word", "n"] } }];
  await opened.client.send(new sdk.PutTransformerCommand({ logGroupIdentifier: "g", transformerConfig }));
  for (const applyOnTransformedLogs of [true, false])
    await opened.client.send(
      new sdk.PutMetricFilterCommand({
        ...{ logGroupName: "g", filterName: `f-${applyOnTransformedLogs}`, applyOnTransformedLogs },
        filterPattern: '{ $.word = "storm" }',
        metricTransformations: [
          { metricName: `m-${applyOnTransformedLogs}`, metricNamespace: "N", metricValue: "$.n" },
        ],
      }),
    );
  await opened.put("g", "storm,7");
  expect(counted).toEqual(["m-true 7"]);
});

describe("is refused:", () => {
  test.each<[what: string, config: Processors, message: string]>([
    ["one without a parser", [{ deleteKeys: { withKeys: ["a"] } }], "A transformer must begin with a parser"],
    ["two in one", [{ parseJSON: {}, csv: {} }], "Each processor must have exactly one type"],
    ["none in one", [{}], "Each processor must have exactly one type"],
    [
      "one that is not here",
      [parseJSON, { parseVPC: {} }],
      "The processor parseVPC is not there in the local region",
    ],
    ["an unknown pattern", [{ grok: { match: "%{NOPE:x}" } }], "there is no Grok pattern NOPE"],
    [
      "too many keys",
      [parseJSON, { deleteKeys: { withKeys: ["1", "2", "3", "4", "5", "6"] } }],
      "failed to satisfy constraint: Member must have length less than or equal to 5",
    ],
  ])("%s", async (_, config, message) => {
    await expect(tried(config, "x")).rejects.toMatchObject({
      ...{ name: "InvalidParameterException", message: expect.stringContaining(message) },
    });
  });
});
