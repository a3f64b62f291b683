import { expect, test } from "@jest/globals";
import type { Json } from "../../../../src/aws/json.ts";
import { readMap, readValue } from "../../../../src/services/dynamodb/values/read-value.ts";
import { itemSize } from "../../../../src/services/dynamodb/values/size.ts";
import { validMap, validValue } from "../../../../src/services/dynamodb/values/validate-value.ts";

function nested(levels: number, leaf: Json): Json {
  let value = leaf;
  for (let level = 0; level < levels; level += 1) value = { L: [value] };
  return value;
}

const tooDeep =
  "Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit";
const empty = "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes";

test.each<{ value: Json; code: string; message: string }>([
  { value: 1, code: "SerializationException", message: "Unexpected value type in payload" },
  { value: { S: 1 }, code: "SerializationException", message: "NUMBER_VALUE cannot be converted to String" },
  {
    value: { N: 1.5 },
    code: "SerializationException",
    message: "DECIMAL_VALUE cannot be converted to String",
  },
  { value: { S: true }, code: "SerializationException", message: "TRUE_VALUE cannot be converted to String" },
  {
    value: { BOOL: 1 },
    code: "SerializationException",
    message: "NUMBER_VALUE cannot be converted to Boolean",
  },
  {
    value: { B: "abc" },
    code: "SerializationException",
    message: "Base64 encoded length is expected a multiple of 4 bytes but found: 3",
  },
  {
    value: { B: true },
    code: "SerializationException",
    message: "only base-64-encoded strings are convertible to bytes",
  },
  { value: { SS: "a" }, code: "SerializationException", message: "Unexpected field type" },
  { value: null, code: "ValidationException", message: empty },
  { value: {}, code: "ValidationException", message: empty },
  { value: { S: null }, code: "ValidationException", message: empty },
  { value: { L: [null] }, code: "ValidationException", message: empty },
  { value: { M: { a: null } }, code: "ValidationException", message: empty },
  {
    value: { SS: [null] },
    code: "ValidationException",
    message:
      "One or more parameter values were invalid: An string set may not have a null string as a member",
  },
  {
    value: { S: "", N: "1" },
    code: "ValidationException",
    message:
      "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes",
  },
  {
    value: { NULL: false },
    code: "ValidationException",
    message:
      "One or more parameter values were invalid: Null attribute value types must have the value of true",
  },
  {
    value: { SS: [] },
    code: "ValidationException",
    message: "One or more parameter values were invalid: An string set  may not be empty",
  },
  {
    value: { BS: [] },
    code: "ValidationException",
    message: "One or more parameter values were invalid: Binary sets should not be empty",
  },
  {
    value: { SS: ["b", "a", "b"] },
    code: "ValidationException",
    message: "One or more parameter values were invalid: Input collection [b, a, b] contains duplicates.",
  },
  {
    value: { NS: ["1", "1.0"] },
    code: "ValidationException",
    message: "Input collection contains duplicates",
  },
  {
    value: { N: "" },
    code: "ValidationException",
    message: "The parameter cannot be converted to a numeric value",
  },
  ...["abc", "1.2.3", " 1", "0x10", "1e", "NaN", "Infinity", ".", "1e99999999999"].map((text) => ({
    value: { N: text },
    code: "ValidationException",
    message: `The parameter cannot be converted to a numeric value: ${text}`,
  })),
  ...["1e126", "-11e125"].map((text) => ({
    value: { N: text },
    code: "ValidationException",
    message: "Number overflow. Attempting to store a number with magnitude larger than supported range",
  })),
  ...["1e-131", "0.9e-130"].map((text) => ({
    value: { N: text },
    code: "ValidationException",
    message: "Number underflow. Attempting to store a number with magnitude smaller than supported range",
  })),
  {
    value: { N: "3.14159265358979323846264338327950288419" },
    code: "ValidationException",
    message: "Attempting to store more than 38 significant digits in a Number",
  },
  { value: nested(32, { S: "" }), code: "ValidationException", message: tooDeep },
  { value: nested(5000, { S: "" }), code: "ValidationException", message: tooDeep },
])("$value is refused: $message", ({ value, code, message }) => {
  expect(() => validValue(readValue(value))).toThrow(expect.objectContaining({ code, message }));
});

test.each([
  ["0042.1200", "42.12"],
  ["1E3", "1000"],
  ["+3", "3"],
  ["-0", "0"],
  [".5", "0.5"],
  ["5.", "5"],
  ["-1e-2", "-0.01"],
  ["0e1000", "0"],
  ["1E125", `1${"0".repeat(125)}`],
])("the number %s is kept as %s", (written, kept) => {
  expect(validValue(readValue({ N: written }))).toEqual({ N: kept });
});

test("values as deep as AWS takes them are taken", () => {
  const value = nested(31, { S: "leaf" });
  expect(validValue(readValue(value))).toEqual(value);
});

test("any name is data, __proto__ too", () => {
  const item: Json = JSON.parse('{"__proto__":{"S":"a"},"constructor":{"M":{"__proto__":{"N":"1"}}}}');
  const read = validMap(readMap(item));
  expect(JSON.stringify(read)).toBe(JSON.stringify(item));
  expect(Object.keys(read)).toEqual(["__proto__", "constructor"]);
});

/** As AWS charges: what an item of one attribute `n` costs. */
test.each<[Json, number]>([
  [{ S: "ä" }, 2],
  [{ N: "0" }, 1],
  [{ N: "1" }, 2],
  [{ N: "123456" }, 4],
  [{ N: "3.14159" }, 5],
  [{ N: "-1" }, 3],
  [{ N: `1${"0".repeat(125)}` }, 2],
  [{ B: "AQID" }, 3],
  [{ BOOL: true }, 1],
  [{ NULL: true }, 1],
  [{ SS: ["a", "bc"] }, 3],
  [{ L: [] }, 3],
  [{ L: [{ S: "a" }, { BOOL: true }] }, 7],
  [{ M: { ab: { S: "c" } } }, 7],
])("%j costs %i bytes", (value, bytes) => {
  expect(itemSize({ n: validValue(readValue(value)) })).toBe(1 + bytes);
});
