// Executions with inputs, lists and loops of the most that they may have.

import { parquetFile } from "../../support/parquet-file.ts";
import { type LargeRequest, states, times, told } from "./large-request.ts";
import { arnOf, expression, one, run } from "./machines.ts";

const many = (count: number) => ({ l: times(count, (n) => `s${n}`) });
const distributed = (reader: object, more: object = {}) =>
  one({
    Type: "Map",
    ItemReader: reader,
    MaxConcurrency: 10,
    ToleratedFailurePercentage: 100,
    ItemProcessor: {
      ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "EXPRESS" },
      StartAt: "I",
      States: { I: { Type: "Pass", Result: 1, End: true } },
    },
    ResultPath: null,
    ...more,
  });
const batcher = { ItemBatcher: { MaxItemsPerBatch: 1000 } };
const reader = (key: string, InputType: string, more: object = {}) => ({
  Resource: "arn:aws:states:::s3:getObject",
  ReaderConfig: { InputType, ...more },
  Parameters: { Bucket: "items", Key: key },
});

export const workflows: readonly LargeRequest[] = [
  {
    name: "Step Functions an input of as many texts as fit",
    ask: (target) => run(target, "input", one({ Type: "Pass" }), many(20_000)),
  },
  {
    name: "Step Functions JSONPath over a large input",
    ask: (target) =>
      run(
        target,
        "path",
        one({ Type: "Pass", Parameters: { "a.$": "$..*" }, ResultPath: null }),
        many(30_000),
      ),
  },
  {
    name: "Step Functions JSONPath filter over a large input",
    ask: (target) =>
      run(
        target,
        "filter",
        one({ Type: "Pass", Parameters: { "a.$": "$.l[?(@.a.a > 5)]" }, ResultPath: null }),
        { l: times(3_000, (a) => ({ a: { a } })) },
      ),
  },
  {
    name: "Step Functions States.ArrayUnique and JsonToString of a large input",
    ask: (target) =>
      run(
        target,
        "intrinsics",
        one({
          Type: "Pass",
          Parameters: { "a.$": "States.ArrayUnique($.l)", "b.$": "States.JsonToString($.l)" },
          ResultPath: null,
        }),
        { l: times(12_000, (a) => ({ a })) },
      ),
  },
  {
    name: "Step Functions a JSONata expression that is stopped",
    ask: (target) => run(target, "stopped", expression("$map([1..9999999], function($x) { $x })"), {}),
  },
  {
    name: "Step Functions JSONata over a large input",
    ask: (target) => run(target, "jsonata", expression("$sort($distinct($states.input.l))"), many(30_000)),
  },
  {
    name: "Step Functions 100 JSONata expressions in one state",
    ask: (target) =>
      run(
        target,
        "hundred",
        one(
          { Type: "Pass", Output: times(100, () => "{% $count($sort($states.input.l)) %}") },
          { QueryLanguage: "JSONata" },
        ),
        many(30_000),
      ),
  },
  {
    name: "Step Functions a Choice of 500 JSONata conditions",
    ask: (target) =>
      run(
        target,
        "choice",
        JSON.stringify({
          QueryLanguage: "JSONata",
          StartAt: "C",
          States: {
            C: {
              Type: "Choice",
              Choices: times(500, () => ({
                Condition: "{% $count($distinct($states.input.l)) = 1 %}",
                Next: "E",
              })),
              Default: "E",
            },
            E: { Type: "Succeed" },
          },
        }),
        many(30_000),
      ),
  },
  {
    name: "Step Functions an inline Map of 20,000 items",
    ask: (target) =>
      run(
        target,
        "inline",
        one({
          Type: "Map",
          ItemsPath: "$.l",
          ItemProcessor: { StartAt: "I", States: { I: { Type: "Pass", Result: 1, End: true } } },
        }),
        { l: times(6_000, (n) => n) },
      ),
  },
  {
    name: "Step Functions GetExecutionHistory of 25,000 events",
    ask: async (target) => {
      const { body } = await states(target, "ListExecutions", { stateMachineArn: arnOf("inline") });
      const { executionArn } = JSON.parse(body).executions[0];
      return told(
        states(target, "GetExecutionHistory", { executionArn, maxResults: 1000, reverseOrder: true }),
      );
    },
  },
  {
    name: "Step Functions a distributed Map over 100,000 lines of JSON",
    prepare: async (target) => {
      await target.request("PUT", "/items");
      const put = (name: string, body: string) => target.request("PUT", `/items/${name}`, { body });
      await put("lines", times(100_000, (n) => JSON.stringify({ id: n, name: `name ${n}` })).join("\n"));
      await put("list", JSON.stringify(times(100_000, (n) => ({ id: n, name: `name ${n}` }))));
      await put("rows", `id,name\n${times(100_000, (n) => `${n},"name ${n}"`).join("\n")}`);
    },
    ask: (target) => run(target, "lines", distributed(reader("lines", "JSONL"), batcher), {}),
  },
  {
    name: "Step Functions a distributed Map over a JSON list of 100,000",
    ask: (target) => run(target, "list", distributed(reader("list", "JSON"), batcher), {}),
  },
  {
    name: "Step Functions a distributed Map over 100,000 rows of CSV",
    ask: (target) =>
      run(
        target,
        "rows",
        distributed(reader("rows", "CSV", { CSVHeaderLocation: "FIRST_ROW" }), batcher),
        {},
      ),
  },
  {
    name: "Step Functions a distributed Map over a row group of Parquet of 10,000,000",
    prepare: (target) => target.request("PUT", "/items/columns", { body: parquetFile({ rows: 10_000_000 }) }),
    ask: (target) =>
      run(target, "columns", distributed(reader("columns", "PARQUET", { MaxItems: 100_000 }), batcher), {}),
  },
  {
    name: "Step Functions a distributed Map with an ItemSelector over 100,000",
    ask: (target) =>
      run(
        target,
        "selected",
        distributed(reader("list", "JSON"), {
          ...batcher,
          ItemSelector: { "i.$": "$$.Map.Item.Index", "v.$": "$$.Map.Item.Value.name" },
        }),
        {},
      ),
  },
  {
    name: "Step Functions a distributed Map of 100,000 children",
    ask: (target) =>
      run(
        target,
        "children",
        distributed(reader("list", "JSON", { MaxItems: 20_000 }), { MaxConcurrency: 1000 }),
        {},
      ),
  },
];
