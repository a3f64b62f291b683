// Maps on the wire, of JSON and of forms, and what is none.

import { expect, test } from "@jest/globals";
import { messageAttributes, namedTexts } from "../../../src/aws/wire/named-values.ts";

test.each([
  [undefined, undefined],
  [null, undefined],
  ["", {}],
  [
    { a: "1", b: 2, c: null },
    { a: "1", b: "2" },
  ],
  [[{ Name: "a", Value: "1" }, { Name: "b" }, null], { a: "1", b: "", "": "" }],
])("texts of %j are %j", (Attributes, expected) => {
  const texts = namedTexts({ Attributes }, "Attributes");
  expect(texts && Object.fromEntries(texts)).toEqual(expected);
});

test.each([
  [5, "Attributes must be a map, got a number"],
  [{ a: {} }, "Attributes.a must be a string, got an object"],
  [{ a: ["1"] }, "Attributes.a must be a string, got a list"],
])("texts of %j are refused", (Attributes, message) => {
  expect(() => namedTexts({ Attributes }, "Attributes")).toThrow(
    expect.objectContaining({ code: "SerializationException", message }),
  );
});

test.each([
  [{ a: { DataType: "String", StringValue: "x" } }, { a: { dataType: "String", stringValue: "x" } }],
  [{ a: null }, {}],
  [[null], { "": { dataType: "" } }],
  [[{ Name: "a" }], { a: { dataType: "" } }],
])("attributes of %j are %j", (MessageAttributes, expected) => {
  const attributes = messageAttributes({ MessageAttributes }, "MessageAttributes");
  expect(attributes && Object.fromEntries(attributes)).toEqual(expected);
});

test.each([
  [["x", { Value: "y" }], "MessageAttributes. must be a structure, got a string"],
  [{ a: "x" }, "MessageAttributes.a must be a structure, got a string"],
  [{ a: [] }, "MessageAttributes.a must be a structure, got a list"],
  [{ a: { DataType: {} } }, "DataType must be a string, got an object"],
])("attributes of %j are refused", (MessageAttributes, message) => {
  expect(() => messageAttributes({ MessageAttributes }, "MessageAttributes")).toThrow(
    expect.objectContaining({ code: "SerializationException", message }),
  );
});
