// Why an event does not match, field by field.

import { expect, test } from "@jest/globals";
import type { Json } from "../../src/aws/json.ts";
import { explainPattern } from "../../src/event-patterns/explain-pattern.ts";

/** `path: found` of the fields that do not hold, in each way of reading the pattern. */
function failing(pattern: object, event: Json): readonly (readonly string[])[] {
  return explainPattern(JSON.stringify(pattern), event).map(({ fields }) =>
    fields.filter(({ matches }) => !matches).map(({ path, found }) => `${path}: ${JSON.stringify(found)}`),
  );
}

test.each<[string, object, Json, readonly (readonly string[])[]]>([
  ["all holds", { a: [1] }, { a: 1 }, [[]]],
  ["a value is another", { a: ["x"], b: [{ prefix: "y" }] }, { a: "x", b: "z" }, [['b: ["z"]']]],
  ["a field is not there", { a: { b: [1] } }, { a: {} }, [["a.b: []"]]],
  ["it is to be absent", { a: [{ exists: false }] }, { a: 1 }, [["a: [1]"]]],
  ["values in lists", { a: { b: [3] } }, { a: [{ b: 1 }, { b: [2] }] }, [["a.b: [1,2]"]]],
  ["either of two", { $or: [{ a: [1] }, { b: [1] }] }, { a: 2, b: 3 }, [["a: [2]"], ["b: [3]"]]],
  ["members of Object's", { toString: [1] }, {}, [["toString: []"]]],
])("%s", (_, pattern, event, expected) => {
  expect(failing(pattern, event)).toEqual(expected);
});

test("what was wanted is told as the pattern has it", () => {
  const [branch] = explainPattern('{"a":[{"numeric":[">",5]},"x"]}', { a: 1 });
  expect(branch?.fields[0]?.wanted).toEqual([{ numeric: [">", 5] }, "x"]);
});

test("fields that hold, though not together in one object of a list, are told as scattered", () => {
  const pattern = '{"list":{"a":[1],"b":[1]}}';
  const scattered = explainPattern(pattern, { list: [{ a: 1 }, { b: 1 }] });
  expect(scattered).toMatchObject([{ matches: false, isScattered: true }]);
  expect(explainPattern(pattern, { list: [{ a: 1, b: 1 }] })).toMatchObject([
    { matches: true, isScattered: false },
  ]);
});
