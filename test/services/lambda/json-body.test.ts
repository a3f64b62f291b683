// What Lambda says of a body that is no JSON: where the fault stands, in the words of the reader that AWS has.

import { expect, test } from "@jest/globals";
import { jsonIn, payloadText } from "../../../src/services/lambda/api/json-body.ts";

const bytes = (text: string) => Buffer.from(text, "latin1");
const validValues = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')";

test.each([
  ["plain", `Unrecognized token 'plain': was expecting ${validValues}`, 6],
  ["{x", "Unexpected character ('x' (code 120)): was expecting double-quote to start field name", 3],
  ["[1 2]", "Unexpected character ('2' (code 50)): was expecting comma to separate Array entries", 5],
  ['{"a":\x97}', "Invalid UTF-8 start byte 0x97", 7],
  ['"\xc3("', "Invalid UTF-8 middle byte 0x28", 4],
  ['"\xe2\x82"', "Invalid UTF-8 middle byte 0x82", 4],
])("%j", async (text, problem, column) => {
  const whole = `${problem}\n at [Source: (byte[])${JSON.stringify(bytes(text).toString())}; line: 1, column: ${column}]`;
  const unquoted = whole.replace(/\\"/g, '"');
  await expect(jsonIn(bytes(text))).rejects.toMatchObject({
    code: "InvalidRequestContentException",
    message: `Could not parse request body into json: ${unquoted}`,
  });
  await expect(payloadText(bytes(text))).rejects.toMatchObject({
    message: `Could not parse request body into json: Could not parse payload into json: ${unquoted}`,
  });
});

test("what is JSON is taken as it is", async () => {
  expect(await payloadText(Buffer.from('{ "a": "é𝄞" }'))).toBe('{ "a": "é𝄞" }');
  expect(await payloadText(Buffer.alloc(0))).toBe("{}");
  expect(await jsonIn(Buffer.from('{"a":1}'))).toEqual({ a: 1 });
});
