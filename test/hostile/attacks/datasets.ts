// Objects that an ItemReader is told to read: without an end, without measure, packed a thousandfold, or naming what is the language's own.

import { gzipSync, zstdCompressSync } from "node:zlib";
import { type Attack, type AttackClass, faultIn } from "../attack.ts";
import type { Target } from "../target.ts";

const roleArn = "arn:aws:iam::000000000000:role/r";
const patienceMs = 15_000;

interface Dataset {
  readonly content: string | Uint8Array;
  readonly config: object;
  /** What the object's name ends with. */
  readonly ending?: string;
  readonly selector?: object;
}

const firstRow = { InputType: "CSV", CSVHeaderLocation: "FIRST_ROW" };
const json = { InputType: "JSON" };
const lines = { InputType: "JSONL" };
const athena = { InputType: "JSONL", ManifestType: "ATHENA_DATA" };
const columns = (count: number) => Array.from({ length: count }, (_, n) => `c${n.toString(36)}`).join(",");
const address = "s3://datasets/itself";

const datasets: Readonly<Record<string, Dataset>> = {
  "CSV whose quote is never closed": { content: `a\n"${"x".repeat(8_300_000)}`, config: firstRow },
  "CSV of nothing but quotes": { content: `a\n${'"'.repeat(8_300_000)}`, config: firstRow },
  "CSV of nothing but backslashes": { content: `a\n${"\\".repeat(8_300_000)}`, config: firstRow },
  "CSV of nothing but delimiters": { content: `a\n${",".repeat(8_300_000)}`, config: firstRow },
  "CSV of a million columns": { content: `${columns(1_000_000)}\n${"\n".repeat(1000)}`, config: firstRow },
  "CSV of as many headers as there may be over empty rows": {
    content: `${columns(2_500)}\n${"\n".repeat(20_000)}`,
    config: firstRow,
  },
  "CSV whose headers are the language's own": {
    content: "__proto__,constructor,toString,hasOwnProperty\n1,2,3,4\n",
    config: firstRow,
  },
  "CSV of bytes that are no text": {
    content: Buffer.from([0xff, 0xfe, 0, 10, 0xed, 0xa0, 0x80]),
    config: firstRow,
  },
  "an empty object as CSV": { content: "", config: firstRow },
  "lines of JSON nested 100,000 deep": {
    content: `${"[".repeat(100_000)}${"]".repeat(100_000)}\n`,
    config: lines,
  },
  "lines of JSON that have no end": { content: `"${"x".repeat(9_000_000)}`, config: lines },
  "a hundred thousand lines of JSON that are null": { content: "null\n".repeat(100_000), config: lines },
  "lines of JSON with names that are the language's own": {
    content: '{"__proto__":{"a":1},"constructor":{"prototype":{"b":1}}}\n',
    config: lines,
  },
  "JSON nested 1,000,000 deep": { content: "[".repeat(1_000_000), config: json },
  "JSON of a million zeros": { content: `[${"0,".repeat(999_999)}0]`, config: json },
  "JSON of an object with 300,000 members": {
    content: `{${Array.from({ length: 300_000 }, (_, n) => `"${n}":0`).join()}}`,
    config: json,
  },
  "JSON of which a pointer leads to the language's own": {
    content: '{"a":[1]}',
    config: { ...json, ItemsPointer: "/__proto__" },
  },
  "JSON of which a pointer leads to a length": {
    content: '{"a":[1]}',
    config: { ...json, ItemsPointer: "/a/length" },
  },
  "JSON by a pointer of 100,000 steps": {
    content: '{"a":[1]}',
    config: { ...json, ItemsPointer: "/a".repeat(100_000) },
  },
  "JSON that unpacks to 400 MB": {
    content: gzipSync(Buffer.alloc(400_000_000, "[")),
    config: json,
    ending: ".gz",
  },
  "lines of JSON that unpack to 400 MB": {
    content: zstdCompressSync(Buffer.alloc(400_000_000, "x")),
    config: lines,
    ending: ".zst",
  },
  "CSV that unpacks to 400 MB of rows": {
    content: gzipSync(Buffer.alloc(400_000_000, "a\n")),
    config: { ...firstRow, MaxItems: 10 },
    ending: ".gz",
  },
  "a manifest that unpacks to 400 MB": {
    content: gzipSync(Buffer.alloc(400_000_000, `${address}\n`)),
    config: athena,
    ending: ".gz",
  },
  "a manifest that names itself ten thousand times": {
    content: `${address}\n`.repeat(10_000),
    config: athena,
  },
  "an inventory without measure": {
    content: JSON.stringify({
      destinationBucket: "arn:aws:s3:::datasets",
      fileFormat: "CSV",
      fileSchema: columns(100_000),
      files: Array.from({ length: 10_000 }, () => ({ key: "itself" })),
    }),
    config: { ManifestType: "S3_INVENTORY", InputType: "MANIFEST" },
  },
  "items that a selector makes a thousand times larger": {
    content: `["${"x".repeat(100_000)}"]`,
    config: json,
    selector: { "a.$": `States.Array(${"$$.Map.Item.Value,".repeat(400)}$$.Map.Item.Value)` },
  },
};

function definitionOf({ config, selector }: Dataset, key: string): string {
  const each = {
    Type: "Map",
    ItemProcessor: {
      ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "EXPRESS" },
      StartAt: "P",
      States: { P: { Type: "Pass", End: true } },
    },
    ItemReader: {
      Resource: "arn:aws:states:::s3:getObject",
      Parameters: { Bucket: "datasets", Key: key },
      ReaderConfig: config,
    },
    ...(selector === undefined ? {} : { ItemSelector: selector }),
    ResultPath: null,
    End: true,
  };
  return JSON.stringify({ StartAt: "M", States: { M: each } });
}

const states = (target: Target, operation: string, body: object) =>
  target.call("AWSStepFunctions", operation, body);

/** Whatever comes of it: it ends, or can be stopped. */
async function read(target: Target, name: string, dataset: Dataset): Promise<string | undefined> {
  const key = `itself${dataset.ending ?? ""}`;
  await target.request("PUT", "/datasets");
  const put = await target.request("PUT", `/datasets/${key}`, { body: dataset.content });
  if (faultIn(put) !== undefined) return faultIn(put);
  const machine = `dataset-${name.replace(/\W+/g, "-").slice(0, 60)}`;
  const made = await states(target, "CreateStateMachine", {
    ...{ name: machine, definition: definitionOf(dataset, key), roleArn },
  });
  // What is wrong with the machine itself is refused.
  if (made.status === 400) return undefined;
  const { stateMachineArn } = JSON.parse(made.body) as { readonly stateMachineArn: string };
  const started = await states(target, "StartExecution", { stateMachineArn });
  if (started.status !== 200) return `not started: ${started.body.slice(0, 200)}`;
  const { executionArn } = JSON.parse(started.body) as { readonly executionArn: string };
  for (const until = Date.now() + patienceMs; Date.now() < until; ) {
    const described = await states(target, "DescribeExecution", { executionArn });
    if (faultIn(described) !== undefined) return faultIn(described);
    if (!described.body.includes('"status":"RUNNING"')) return undefined;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return faultIn(await states(target, "StopExecution", { executionArn }));
}

export const datasetAttacks: AttackClass = {
  name: "datasets",
  shortStep: 4,
  attacks: Object.entries(datasets).map(
    ([name, dataset]): Attack => ({ name, run: (target) => read(target, name, dataset) }),
  ),
};
