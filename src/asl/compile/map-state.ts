// Map: its processor, what its items are, and all that a distributed Map has besides.

import type { Json, JsonObject } from "../../aws/json.ts";
import type {
  ItemBatcher,
  ItemProcessor,
  ItemReader,
  MapState,
  QueryLanguage,
  ResultWriter,
} from "../definition.ts";
import { compileJsonataTemplate } from "../jsonata/compile-jsonata.ts";
import type {
  CompiledItemBatcher,
  CompiledItemReader,
  CompiledMap,
  CompiledResultWriter,
  DistributedMap,
  Field,
} from "./compiled-machine.ts";
import {
  compileAnyTemplate,
  compileField,
  compileFlow,
  compileJsonataField,
  compileOptional,
} from "./data-flow.ts";
import { compileErrorHandling } from "./error-handling.ts";
import type { Surroundings } from "./surroundings.ts";

export function compileMap(
  state: MapState,
  around: Surroundings,
): Omit<CompiledMap, "type" | "name" | "next"> {
  const { language } = around;
  const processor = (state.ItemProcessor ?? state.Iterator) as ItemProcessor;
  // In a Map, Parameters is the older name of ItemSelector: it does not make the effective input.
  const { Parameters, ...fields } = state;
  return {
    flow: compileFlow(fields, around),
    ...compileErrorHandling(state, around),
    items: compileItems(state, language),
    itemSelector: compileOptional(state.ItemSelector ?? Parameters, (template) =>
      compileAnyTemplate(template, state.ItemSelector === undefined ? "Parameters" : "ItemSelector", around),
    ),
    processor: around.compileScope(processor),
    maxConcurrency: compileField<number>(
      { field: "MaxConcurrency", value: state.MaxConcurrency, path: state.MaxConcurrencyPath },
      language,
    ),
    distributed:
      processor.ProcessorConfig?.Mode === "DISTRIBUTED"
        ? distributedMap(state, processor, around)
        : undefined,
  };
}

function compileItems(state: MapState, language: QueryLanguage): Field | undefined {
  if (language === "JSONPath")
    return compileField<Json>({ field: "Items", value: undefined, path: state.ItemsPath }, language);
  if (state.Items === undefined) return undefined;
  if (typeof state.Items === "string") return compileJsonataField(state.Items, "Items");
  // An array literal may hold expressions.
  const evaluate = compileJsonataTemplate(state.Items, "Items");
  return { kind: "jsonata", expression: JSON.stringify(state.Items), field: "Items", evaluate };
}

function distributedMap(state: MapState, processor: ItemProcessor, around: Surroundings): DistributedMap {
  const { language, machineLanguage } = around;
  const { ProcessorConfig: _, ...scope } = processor;
  return {
    definition: { ...scope, QueryLanguage: machineLanguage },
    executionType: processor.ProcessorConfig?.ExecutionType ?? "STANDARD",
    label: state.Label,
    toleratedFailureCount: compileField<number>(
      {
        field: "ToleratedFailureCount",
        value: state.ToleratedFailureCount,
        path: state.ToleratedFailureCountPath,
      },
      language,
    ),
    toleratedFailurePercentage: compileField<number>(
      {
        field: "ToleratedFailurePercentage",
        value: state.ToleratedFailurePercentage,
        path: state.ToleratedFailurePercentagePath,
      },
      language,
    ),
    batcher: compileOptional(state.ItemBatcher, (batcher) => compileBatcher(batcher, around)),
    reader: compileOptional(state.ItemReader, (reader) => compileReader(reader, around)),
    writer: compileOptional(state.ResultWriter, (writer) => compileWriter(writer, around)),
  };
}

function compileBatcher(batcher: ItemBatcher, around: Surroundings): CompiledItemBatcher {
  const { language } = around;
  return {
    batchInput: compileOptional(batcher.BatchInput, (template) =>
      compileAnyTemplate(template, "BatchInput", around),
    ),
    maxItemsPerBatch: compileField<number>(
      { field: "MaxItemsPerBatch", value: batcher.MaxItemsPerBatch, path: batcher.MaxItemsPerBatchPath },
      language,
    ),
    maxInputBytesPerBatch: compileField<number>(
      {
        field: "MaxInputBytesPerBatch",
        value: batcher.MaxInputBytesPerBatch,
        path: batcher.MaxInputBytesPerBatchPath,
      },
      language,
    ),
  };
}

function compileReader(reader: ItemReader, around: Surroundings): CompiledItemReader {
  const { language } = around;
  const { MaxItems, MaxItemsPath, ...config } = reader.ReaderConfig ?? {};
  return {
    resource: reader.Resource,
    arguments: compileOptional(reader.Arguments ?? reader.Parameters, (template) =>
      compileAnyTemplate(template, language === "JSONata" ? "Arguments" : "Parameters", around),
    ),
    config: config as JsonObject,
    maxItems: compileField<number>({ field: "MaxItems", value: MaxItems, path: MaxItemsPath }, language),
  };
}

function compileWriter(writer: ResultWriter, around: Surroundings): CompiledResultWriter {
  const { language } = around;
  return {
    resource: writer.Resource,
    arguments: compileOptional(writer.Arguments ?? writer.Parameters, (template) =>
      compileAnyTemplate(template, language === "JSONata" ? "Arguments" : "Parameters", around),
    ),
    config: (writer.WriterConfig ?? {}) as JsonObject,
  };
}
