// The processors of a transformer: each changes the fields of an event.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CloudWatch-Logs-Transformation-Processors.html

import { RE2JS } from "re2js";
import { isJsonObject, type Json } from "../../../aws/json.ts";
import { jsonOrUndefined } from "../../../aws/json-text.ts";
import { splitCsv } from "./csv-line.ts";
import { type Fields, fieldAt, putField, putOwn, removeField, textOf } from "./event-fields.ts";
import { compileGrok } from "./grok.ts";
import type { ProcessorConfig, ProcessorName } from "./transformer-shapes.ts";

/** Changes the fields in place. */
export type Processor = (fields: Fields, message: string) => void;

type Factory<Name extends ProcessorName> = (config: NonNullable<ProcessorConfig[Name]>) => Processor;

/** Those that read an event: a transformer begins with one of them. */
export const parsers: ReadonlySet<string> = new Set(["parseJSON", "grok", "parseKeyValue", "csv"]);

export const processors: { readonly [Name in ProcessorName]: Factory<Name> } = {
  parseJSON:
    ({ source, destination }) =>
    (fields, message) => {
      const parsed = jsonOrUndefined(sourceText(fields, message, source));
      if (!isJsonObject(parsed)) return;
      if (destination !== undefined) putField(fields, destination, parsed);
      else for (const [name, value] of Object.entries(parsed)) putOwn(fields, name, value as Json);
    },
  grok: ({ source, match }) => {
    const grok = compileGrok(match);
    return (fields, message) => {
      for (const { path, value } of grok(sourceText(fields, message, source)) ?? [])
        putField(fields, path, value);
    };
  },
  parseKeyValue: ({ source, destination, ...config }) => {
    const { fieldDelimiter = "&", keyValueDelimiter = "=", keyPrefix = "", nonMatchValue } = config;
    return (fields, message) => {
      for (const pair of sourceText(fields, message, source).split(fieldDelimiter)) {
        const at = pair.indexOf(keyValueDelimiter);
        const value = at === -1 ? nonMatchValue : pair.slice(at + keyValueDelimiter.length);
        const key = keyPrefix + (at === -1 ? pair : pair.slice(0, at)).trim();
        if (key === keyPrefix || value === undefined) continue;
        const path = destination === undefined ? key : `${destination}.${key}`;
        put(fields, path, value, config.overwriteIfExists);
      }
    };
  },
  csv: ({ source, destination, columns, delimiter = ",", quoteCharacter = '"' }) => {
    const separator = delimiter === "\\t" ? "\t" : delimiter;
    return (fields, message) => {
      const values = splitCsv(sourceText(fields, message, source), separator, quoteCharacter);
      for (const [at, value] of values.entries()) {
        const name = columns?.[at] ?? `column_${at + 1}`;
        putField(fields, destination === undefined ? name : `${destination}.${name}`, value);
      }
    };
  },
  addKeys:
    ({ entries }) =>
    (fields) => {
      for (const { key, value, overwriteIfExists } of entries) {
        const text = value.replaceAll(
          /\$\{([^}]+)\}/g,
          (_, path: string) => textOf(fieldAt(fields, path)) ?? "",
        );
        put(fields, key, text, overwriteIfExists);
      }
    },
  deleteKeys:
    ({ withKeys }) =>
    (fields) => {
      for (const key of withKeys) removeField(fields, key);
    },
  moveKeys: ({ entries }) => moved(entries, true),
  renameKeys: ({ entries }) =>
    moved(
      entries.map(({ key, renameTo, ...more }) => ({ ...more, source: key, target: renameTo })),
      true,
    ),
  copyValue: ({ entries }) => moved(entries, false),
  listToMap:
    ({ source, key, valueKey, target, flatten = false, flattenedElement = "first" }) =>
    (fields) => {
      const list = fieldAt(fields, source);
      if (!Array.isArray(list)) return;
      const found = new Map<string, Json[]>();
      for (const item of list as readonly Json[]) {
        const name = textOf(fieldAt(item as Fields, key));
        const value = valueKey === undefined ? item : fieldAt(item as Fields, valueKey);
        if (name !== undefined && value !== undefined) found.set(name, [...(found.get(name) ?? []), value]);
      }
      for (const [name, values] of found) {
        const value = flatten ? values.at(flattenedElement === "first" ? 0 : -1) : values;
        putField(fields, target === undefined ? name : `${target}.${name}`, (value ?? null) as Json);
      }
    },
  lowerCaseString: ({ withKeys }) => changed(withKeys, (text) => text.toLowerCase()),
  upperCaseString: ({ withKeys }) => changed(withKeys, (text) => text.toUpperCase()),
  trimString: ({ withKeys }) => changed(withKeys, (text) => text.trim()),
  splitString:
    ({ entries }) =>
    (fields) => {
      for (const { source, delimiter } of entries) {
        const text = fieldAt(fields, source);
        if (typeof text === "string") putField(fields, source, text.split(delimiter));
      }
    },
  substituteString: ({ entries }) => {
    const compiled = entries.map(({ source, from, to }) => ({ source, pattern: RE2JS.compile(from), to }));
    return (fields) => {
      for (const { source, pattern, to } of compiled) {
        const text = fieldAt(fields, source);
        if (typeof text === "string") putField(fields, source, pattern.matcher(text).replaceAll(to));
      }
    };
  },
  typeConverter:
    ({ entries }) =>
    (fields) => {
      for (const { key, type } of entries) {
        const value = fieldAt(fields, key);
        const converted = value === undefined ? undefined : convertedTo(type, value);
        if (converted !== undefined) putField(fields, key, converted);
      }
    },
};

interface Move {
  readonly source: string;
  readonly target: string;
  readonly overwriteIfExists?: boolean | undefined;
}

function moved(entries: readonly Move[], isTakenAway: boolean): Processor {
  return (fields) => {
    for (const { source, target, overwriteIfExists } of entries) {
      const value = fieldAt(fields, source);
      if (value === undefined || !put(fields, target, structuredClone(value), overwriteIfExists)) continue;
      if (isTakenAway) removeField(fields, source);
    }
  };
}

function changed(keys: readonly string[], change: (text: string) => string): Processor {
  return (fields) => {
    for (const key of keys) {
      const value = fieldAt(fields, key);
      if (typeof value === "string") putField(fields, key, change(value));
    }
  };
}

/** Whether it was put: what is there stays unless it may be overwritten. */
function put(fields: Fields, path: string, value: Json, mayOverwrite = false): boolean {
  if (!mayOverwrite && fieldAt(fields, path) !== undefined) return false;
  putField(fields, path, value);
  return true;
}

function convertedTo(type: string, value: Json): Json | undefined {
  const text = textOf(value) ?? "";
  if (type === "string") return text;
  if (type === "boolean") return /^(?:true|false)$/i.test(text) ? text.toLowerCase() === "true" : undefined;
  const number = Number(text);
  if (text.trim() === "" || !Number.isFinite(number)) return undefined;
  return type === "integer" ? Math.trunc(number) : number;
}

/** The message itself, unless a field is named. */
function sourceText(fields: Fields, message: string, source = "@message"): string {
  return source === "@message" ? message : (textOf(fieldAt(fields, source)) ?? "");
}
