// What attribute values may say. Numbers come out of it in their canonical text.

import { setMember } from "../../../aws/set-member.ts";
import { invalidParameter, validationError } from "../refusals.ts";
import type { AttributeMap, AttributeValue } from "./attribute-value.ts";
import { InvalidValue, invalidContent } from "./invalid-value.ts";
import { canonicalNumber } from "./number.ts";
import type { WrittenMap, WrittenValue } from "./read-value.ts";
import { maxItemBytes } from "./size.ts";

/** Throws ValidationException. */
export function validMap(written: WrittenMap): AttributeMap {
  const names = Object.keys(written);
  for (const name of names) {
    if (name.length > maxNameBytes / 4 && Buffer.byteLength(name) > maxNameBytes) {
      throw invalidParameter(`Attribute name is too large, must be less than ${maxNameBytes + 1} bytes`);
    }
  }
  const valid: Record<string, AttributeValue> = {};
  for (const name of names) setMember(valid, name, validValue(written[name] as WrittenValue));
  return valid;
}

const maxNameBytes = 65535;

/** Throws ValidationException. */
export function validValue(written: WrittenValue): AttributeValue {
  const types = Object.keys(written);
  const [type] = types;
  if (type === undefined) {
    throw validationError(
      "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes",
    );
  }
  const content = checks[type]?.(written[type]);
  // Most say it as it is kept.
  if (types.length === 1)
    return (content === written[type] ? written : { [type]: content }) as AttributeValue;
  throw validationError(
    "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes",
  );
}

/** The shapes were seen to be right when the value was read. */
const checks: Readonly<Record<string, (content: unknown) => unknown>> = {
  S: asItIs,
  N: (text) => canonicalNumber(text as string),
  B: asItIs,
  BOOL: asItIs,
  NULL: (isNull) => {
    if (isNull !== true) throw invalidContent("Null attribute value types must have the value of true");
    return true;
  },
  SS: (elements) => stringSet(elements as readonly (string | null)[]),
  NS: (elements) => numberSet(elements as readonly (string | null)[]),
  BS: (elements) => binarySet(elements as readonly (string | null)[]),
  L: (elements) => (elements as readonly (WrittenValue | null)[]).map((element) => validValue(element ?? {})),
  M: (map) => validMap(map as WrittenMap),
};

function asItIs(content: unknown): unknown {
  return content;
}

// Two blanks, and the articles, are AWS's.
function stringSet(elements: readonly (string | null)[]): readonly string[] {
  if (elements.length === 0) throw invalidContent("An string set  may not be empty");
  if (elements.includes(null)) throw invalidContent("An string set may not have a null string as a member");
  const texts = elements as readonly string[];
  if (hasDuplicate(texts)) {
    const newer = upToRepeat(texts, (text) => Buffer.from(text)).map((text) => `"${text}"`);
    throw invalidContent(
      `Input collection [${texts.join(", ")}] contains duplicates.`,
      `Input collection [${newer.join(", ")}] contains duplicates.`,
    );
  }
  return texts;
}

function numberSet(elements: readonly (string | null)[]): readonly string[] {
  if (elements.length === 0) throw invalidContent("An number set  may not be empty");
  const numbers = elements.map((element) => canonicalNumber(element ?? ""));
  if (hasDuplicate(numbers)) {
    const message = "Input collection contains duplicates";
    throw new InvalidValue(message, invalidContent(`${message}.`).message);
  }
  return numbers;
}

function binarySet(elements: readonly (string | null)[]): readonly string[] {
  if (elements.length === 0) throw invalidContent("Binary sets should not be empty");
  if (elements.includes(null)) throw invalidContent("Binary sets may not contain null or empty values");
  const texts = elements as readonly string[];
  if (hasDuplicate(texts)) {
    const newer = upToRepeat(texts, (text) => Buffer.from(text, "base64")).map((text) => `"${text}"`);
    throw invalidContent(
      `Input collection [${texts.join(", ")}]of type BS contains duplicates.`,
      `Input collection [${newer.join(",")}]of type BS contains duplicates.`,
    );
  }
  return texts;
}

/** As AWS's newer checks tell a set: what came before the first repeated element in the order of its bytes, and all that follows. */
function upToRepeat(elements: readonly string[], bytesOf: (element: string) => Buffer): readonly string[] {
  const repeated = elements.findIndex((element, at) => elements.indexOf(element) < at);
  const before = elements
    .slice(0, repeated)
    .toSorted((one, other) => Buffer.compare(bytesOf(one), bytesOf(other)));
  return [...before, ...elements.slice(repeated)];
}

function hasDuplicate(texts: readonly string[]): boolean {
  // No item has room for so many.
  if (texts.length > maxItemBytes) throw validationError("Item size has exceeded the maximum allowed size");
  return new Set(texts).size < texts.length;
}
