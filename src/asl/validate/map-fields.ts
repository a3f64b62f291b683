// What a Map state says about where its items come from and where its results go. Distributed maps use most of it.

import type { JsonObject } from "../../aws/json.ts";
import { type Check, expected, integer, listOf, oneOf, type Place, text } from "./check.ts";
import { jsonataValue, orExpression } from "./jsonata-value.ts";
import { jsonataOnly, jsonPathOnly, type ObjectRule, objectOf } from "./object-rule.ts";
import { referencePath } from "./paths.ts";
import { payloadTemplate } from "./payload-template.ts";
import { template } from "./template.ts";

const mostItems = 100_000_000;
const mostBatchBytes = 262_144;

/** Only `ItemsPath` may point into the context object. */
export const numberPath = referencePath({ context: false, variables: true });
export const count = (max?: number): Check =>
  orExpression(integer(max === undefined ? { min: 0 } : { min: 0, max }));

function resourceOneOf(...actions: readonly string[]): Check {
  const allowed = new RegExp(`^arn:aws[a-z-]*:states:::s3:(?:${actions.join("|")})$`);
  return (value, place) => {
    if (typeof value !== "string") return expected("String", value, place);
    if (allowed.test(value)) return;
    place.machine.findings.schema(
      place.path,
      "The field 'Resource' does not match any of the allowed values",
      `Here may stand ${actions.map((action) => `arn:aws:states:::s3:${action}`).join(" or ")}.`,
    );
  };
}

const itemsPointer: Check = (value, place) => {
  if (typeof value !== "string") return expected("String", value, place);
  if (value === "" || /^(?:\/(?:[^~/]|~[01])*)+$/.test(value) || value.startsWith("{%")) return;
  place.machine.findings.schema(
    place.path,
    "The value for the field 'ItemsPointer' must be a valid JSON Pointer",
    "Write it like /data/items.",
  );
};

const readerConfig: ObjectRule = {
  fields: {
    InputType: oneOf("CSV", "JSON", "JSONL", "PARQUET", "MANIFEST"),
    Transformation: oneOf("NONE", "LOAD_AND_FLATTEN"),
    ManifestType: oneOf("ATHENA_DATA", "S3_INVENTORY"),
    CSVDelimiter: oneOf("COMMA", "PIPE", "SEMICOLON", "SPACE", "TAB"),
    CSVHeaderLocation: oneOf("FIRST_ROW", "GIVEN"),
    CSVHeaders: listOf(text),
    ItemsPointer: itemsPointer,
    MaxItems: count(mostItems),
    MaxItemsPath: jsonPathOnly(numberPath),
  },
  atMostOne: [["MaxItems", "MaxItemsPath"]],
  also: checkReaderConfig,
};

function checkReaderConfig(config: JsonObject, place: Place): void {
  const { findings } = place.machine;
  const has = (name: string) => Object.hasOwn(config, name);
  const isCsv = config.InputType === "CSV";
  if (isCsv && !has("ManifestType") && !has("CSVHeaderLocation")) {
    findings.schema(place.path, "The field 'CSVHeaderLocation' is required but was missing");
  }
  if (config.CSVHeaderLocation === "GIVEN" && !has("CSVHeaders")) {
    findings.schema(place.path, "These fields are required: [CSVHeaders]");
  }
  if (has("InputType") && !isCsv && config.InputType !== "MANIFEST") {
    for (const name of ["CSVHeaderLocation", "CSVHeaders", "CSVDelimiter"].filter(has)) {
      findings.schema(
        place.path,
        `Field '${name}' is not supported`,
        `The input is ${config.InputType}, not CSV.`,
      );
    }
  }
}

export const itemReader = objectOf({
  fields: {
    Resource: resourceOneOf("getObject", "listObjectsV2"),
    Parameters: jsonPathOnly(payloadTemplate),
    Arguments: jsonataOnly(jsonataValue()),
    ReaderConfig: objectOf(readerConfig),
  },
  required: ["Resource"],
});

export const itemBatcher = objectOf({
  fields: {
    BatchInput: template(),
    MaxItemsPerBatch: count(),
    MaxItemsPerBatchPath: jsonPathOnly(numberPath),
    MaxInputBytesPerBatch: count(mostBatchBytes),
    MaxInputBytesPerBatchPath: jsonPathOnly(numberPath),
  },
  atMostOne: [
    ["MaxItemsPerBatch", "MaxItemsPerBatchPath"],
    ["MaxInputBytesPerBatch", "MaxInputBytesPerBatchPath"],
  ],
  also: (batcher, place) => {
    const limits = Object.keys(batcher).filter((name) => name.startsWith("Max"));
    if (limits.length > 0) return;
    place.machine.findings.schema(
      place.path,
      "At least one of the following fields is required: [MaxItemsPerBatch, MaxItemsPerBatchPath, MaxInputBytesPerBatch, MaxInputBytesPerBatchPath]",
    );
  },
});

const writerConfig: ObjectRule = {
  fields: {
    Transformation: oneOf("NONE", "COMPACT", "FLATTEN"),
    OutputType: oneOf("JSON", "JSONL"),
  },
  required: ["Transformation", "OutputType"],
};

export const resultWriter = objectOf({
  fields: {
    Resource: resourceOneOf("putObject"),
    Parameters: jsonPathOnly(payloadTemplate),
    Arguments: jsonataOnly(jsonataValue()),
    WriterConfig: objectOf(writerConfig),
  },
  also: (writer, place) => {
    const { findings } = place.machine;
    const requestField = place.language === "JSONPath" ? "Parameters" : "Arguments";
    const [hasResource, hasRequest] = [
      Object.hasOwn(writer, "Resource"),
      Object.hasOwn(writer, requestField),
    ];
    if (hasResource !== hasRequest) {
      findings.schema(place.path, `These fields are required: [${hasResource ? requestField : "Resource"}]`);
    } else if (!hasResource && !Object.hasOwn(writer, "WriterConfig")) {
      findings.schema(
        place.path,
        "Value cannot be empty",
        `A ResultWriter has a WriterConfig, or a Resource and ${requestField}.`,
      );
    }
  },
});

const longestLabel = 40;

export const label: Check = (value, place) => {
  if (typeof value !== "string") return expected("String", value, place);
  const { findings, labels } = place.machine;
  if ([...value].length > longestLabel) {
    findings.error(
      "INVALID_LABEL_NAME",
      place.path,
      `Invalid Label name: ${value} exceeds the ${longestLabel}-character limit allowed by the service`,
    );
  } else if (!/^[^\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}]+$/u.test(value)) {
    findings.error(
      "INVALID_LABEL_NAME",
      place.path,
      `Invalid Label name: ${value}`,
      "Use letters, digits, - and _.",
    );
  }
  if (labels.has(value)) {
    findings.error("DUPLICATE_LABEL_NAME", place.path, `Duplicate Label name: ${value}`);
  }
  labels.add(value);
};
