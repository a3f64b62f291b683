// Literals of PartiQL as attribute values: texts, numbers, truths, null, [lists], {maps} and <<sets>>, and parameters.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-reference.data-types.html

import { ServiceError } from "../../../aws/service-error.ts";
import { validationError } from "../refusals.ts";
import type { AttributeMap, AttributeValue } from "../values/attribute-value.ts";
import { maxNesting, tooDeep } from "../values/nesting.ts";
import { canonicalNumber } from "../values/number.ts";
import { validValue } from "../values/validate-value.ts";
import { notWellFormed } from "./lexer.ts";
import type { TokenReader } from "./token-reader.ts";

/** Where a value stands in what is written, as refusals tell it: `root.a[1]`. */
interface Place {
  readonly path: string;
  readonly level: number;
}

const root: Place = { path: "root", level: 1 };

/** Whether a value begins here, rather than a path or a call. */
export function beginsValue(reader: TokenReader): boolean {
  const { type, text } = reader.current;
  if (type === "string" || type === "number" || type === "parameter") return true;
  if (type === "symbol") return ["-", "+", "[", "{", "<<"].includes(text);
  return constantOf(reader) !== undefined;
}

export function parseValue(reader: TokenReader): AttributeValue {
  return valueAt(reader, root);
}

/** The item of an INSERT. Throws ValidationException. */
export function parseItem(reader: TokenReader): AttributeMap {
  if (!reader.isSymbol("{")) {
    throw validationError(
      "Unsupported format in item expression. Please use struct format {...} to express item values for insert statement.",
    );
  }
  // Each attribute is a root of its own.
  return mapAt(reader, () => root);
}

function valueAt(reader: TokenReader, place: Place): AttributeValue {
  if (place.level > maxNesting) throw tooDeep();
  const { type, text, place: written } = reader.current;
  if (type === "parameter") return reader.takeParameter();
  if (type === "string") return { S: reader.take().text };
  if (type === "number" || reader.isSymbol("-") || reader.isSymbol("+")) return numberAt(reader, place);
  if (reader.isSymbol("[")) return { L: listAt(reader, place) };
  if (reader.isSymbol("{")) return { M: mapAt(reader, (name) => deeper(place, `.${name}`)) };
  if (reader.isSymbol("<<")) return setAt(reader, place);
  const constant = constantOf(reader);
  if (constant === undefined) {
    if (type === "word")
      throw validationError(
        `Unsupported data type: ${text.toLowerCase()} under key ${place.path} at ${written}`,
      );
    throw notWellFormed("Unexpected token");
  }
  reader.take();
  return constant;
}

function constantOf(reader: TokenReader): AttributeValue | undefined {
  if (reader.isKeyword("TRUE")) return { BOOL: true };
  if (reader.isKeyword("FALSE")) return { BOOL: false };
  return reader.isKeyword("NULL") ? { NULL: true } : undefined;
}

function deeper({ path, level }: Place, step: string): Place {
  return { path: path + step, level: level + 1 };
}

function numberAt(reader: TokenReader, place: Place): AttributeValue {
  const sign = reader.isSymbol("-") ? "-" : "";
  if (reader.isSymbol("-") || reader.isSymbol("+")) reader.take();
  if (reader.current.type !== "number") throw notWellFormed("Unexpected token");
  const { text } = reader.take();
  if (!isDecimal(text)) throw notWellFormed("");
  try {
    return { N: canonicalNumber(sign + text) };
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    throw validationError(`${error.message} under ${place.path}`);
  }
}

/** As Java reads it: neither the exponent nor the scale may need more than 32 bits. */
function isDecimal(text: string): boolean {
  const [mantissa = "", exponent = "0"] = text.toLowerCase().split("e");
  const scale = (mantissa.split(".")[1] ?? "").length - Number(exponent);
  return Math.abs(Number(exponent)) < 2 ** 31 && Math.abs(scale) < 2 ** 31;
}

function listAt(reader: TokenReader, place: Place): readonly AttributeValue[] {
  const elements: AttributeValue[] = [];
  reader.take();
  while (!reader.takeSymbol("]")) {
    if (elements.length > 0) reader.expectSymbol(",");
    elements.push(valueAt(reader, deeper(place, `[${elements.length}]`)));
  }
  return elements;
}

function mapAt(reader: TokenReader, placeOf: (name: string) => Place): AttributeMap {
  const members = new Map<string, AttributeValue>();
  reader.take();
  while (!reader.takeSymbol("}")) {
    if (members.size > 0) reader.expectSymbol(",");
    const { type, text: name } = reader.take();
    if (type !== "string" && type !== "quoted") throw notWellFormed("Unexpected token");
    reader.expectSymbol(":");
    if (members.has(name))
      throw validationError(`Duplicate keys in tuple. Key: ${name} under ${placeOf("").path}`);
    members.set(name, valueAt(reader, placeOf(name)));
  }
  return Object.fromEntries(members);
}

function setAt(reader: TokenReader, place: Place): AttributeValue {
  const elements: AttributeValue[] = [];
  reader.take();
  while (!reader.takeSymbol(">>")) {
    if (elements.length > 0) reader.expectSymbol(",");
    elements.push(valueAt(reader, deeper(place, `[${elements.length}]`)));
  }
  if (elements.length === 0) throw validationError("Empty bags are not supported");
  const texts = elements.flatMap((element) => ("S" in element ? [element.S] : []));
  if (texts.length === elements.length) return validValue({ SS: texts });
  const numbers = elements.flatMap((element) => ("N" in element ? [element.N] : []));
  if (numbers.length === elements.length) return validValue({ NS: numbers });
  const binaries = elements.flatMap((element) => ("B" in element ? [element.B] : []));
  if (binaries.length === elements.length) return validValue({ BS: binaries });
  throw validationError(
    "Unsupported data type in Bag. DynamoDB only supports either numbers or strings in bags",
  );
}
