// What the processors of a transformer are told, and within which bounds.
// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_Processor.html

import {
  flag,
  listOf,
  oneOf,
  optional,
  required,
  structure,
  text,
  type ValueOf,
} from "../../../aws/wire/shape.ts";

const key = text({ min: 1, max: 128 });
const source = optional(key);
const delimiter = text({ min: 1, max: 128 });
const overwriteIfExists = optional(flag());
const withKeys = structure({ withKeys: required(listOf(key, { min: 1, max: 5 })) });
const moves = structure({
  entries: required(
    listOf(structure({ source: required(key), target: required(key), overwriteIfExists }), {
      min: 1,
      max: 5,
    }),
  ),
});

const members = {
  parseJSON: optional(structure({ source, destination: optional(key) })),
  grok: optional(structure({ source, match: required(text({ min: 1, max: 512 })) })),
  parseKeyValue: optional(
    structure({
      ...{ source, destination: optional(key), fieldDelimiter: optional(delimiter) },
      ...{ keyValueDelimiter: optional(delimiter), keyPrefix: optional(key), overwriteIfExists },
      nonMatchValue: optional(text({ min: 1, max: 128 })),
    }),
  ),
  csv: optional(
    structure({
      ...{ source, destination: optional(key), quoteCharacter: optional(text({ min: 1, max: 1 })) },
      ...{ delimiter: optional(text({ min: 1, max: 2 })), columns: optional(listOf(key, { max: 100 })) },
    }),
  ),
  addKeys: optional(
    structure({
      entries: required(
        listOf(
          structure({ key: required(key), value: required(text({ min: 1, max: 256 })), overwriteIfExists }),
          {
            ...{ min: 1, max: 5 },
          },
        ),
      ),
    }),
  ),
  deleteKeys: optional(withKeys),
  moveKeys: optional(moves),
  renameKeys: optional(
    structure({
      entries: required(
        listOf(structure({ key: required(key), renameTo: required(key), overwriteIfExists }), {
          min: 1,
          max: 5,
        }),
      ),
    }),
  ),
  copyValue: optional(moves),
  listToMap: optional(
    structure({
      ...{ source: required(key), key: required(key), valueKey: optional(key), target: optional(key) },
      ...{ flatten: optional(flag()), flattenedElement: optional(oneOf("first", "last")) },
    }),
  ),
  lowerCaseString: optional(withKeys),
  upperCaseString: optional(withKeys),
  trimString: optional(withKeys),
  splitString: optional(
    structure({
      entries: required(
        listOf(structure({ source: required(key), delimiter: required(delimiter) }), { min: 1, max: 10 }),
      ),
    }),
  ),
  substituteString: optional(
    structure({
      entries: required(
        listOf(
          structure({
            ...{
              source: required(key),
              from: required(text({ min: 1, max: 128 })),
              to: required(text({ max: 128 })),
            },
          }),
          { min: 1, max: 10 },
        ),
      ),
    }),
  ),
  typeConverter: optional(
    structure({
      entries: required(
        listOf(
          structure({ key: required(key), type: required(oneOf("boolean", "integer", "double", "string")) }),
          { min: 1, max: 5 },
        ),
      ),
    }),
  ),
};

/** Those that AWS has beside these. */
const any = optional(structure({}));
const others = {
  ...{ dateTimeConverter: any, parseCloudfront: any, parseRoute53: any, parseToOCSF: any },
  ...{ parsePostgres: any, parseVPC: any, parseWAF: any },
};
export const otherProcessors = Object.keys(others);

export const transformerConfig = listOf(structure({ ...members, ...others }), { min: 1, max: 20 });

const known = structure(members);
export type ProcessorConfig = ValueOf<typeof known>;
export type ProcessorName = keyof ProcessorConfig;
