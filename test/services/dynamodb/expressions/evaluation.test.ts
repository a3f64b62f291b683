import { expect, test } from "@jest/globals";
import type { JsonObject } from "../../../../src/aws/json.ts";
import { compileExpressions } from "../../../../src/services/dynamodb/expressions/request.ts";
import type { AttributeValue, Item } from "../../../../src/services/dynamodb/values/attribute-value.ts";

const item: Item = {
  id: { S: "x" },
  n: { N: "5" },
  s: { S: "hello" },
  b: { B: "aGVsbG8=" },
  ss: { SS: ["a", "b"] },
  ns: { NS: ["1", "2"] },
  l: { L: [{ S: "a" }, { N: "2" }, { M: { deep: { S: "d" } } }] },
  m: { M: { a: { N: "1" }, "b.c": { S: "dot" } } },
  yes: { BOOL: true },
  none: { NULL: true },
};

const values: Readonly<Record<string, AttributeValue>> = {
  ":one": { N: "1" },
  ":five": { N: "5.0" },
  ":ten": { N: "10" },
  ":hello": { S: "hello" },
  ":he": { S: "he" },
  ":a": { S: "a" },
  ":z": { S: "z" },
  ":ba": { SS: ["b", "a"] },
  ":S": { S: "S" },
  ":list": { L: [{ S: "new" }] },
  ":none": { L: [] },
  ":c": { SS: ["c"] },
  ":map": { M: {} },
};

function given(expression: string): JsonObject {
  const used = Object.entries(values).filter(([name]) => new RegExp(`${name}\\b`).test(expression));
  const names = { ...(expression.includes("#bc") ? { "#bc": "b.c" } : {}) };
  return {
    ...(used.length === 0 ? {} : { ExpressionAttributeValues: Object.fromEntries(used) }),
    ...(Object.keys(names).length === 0 ? {} : { ExpressionAttributeNames: names }),
  };
}

test.each<[string, boolean]>([
  ["n = :five", true],
  ["n <> :five", false],
  ["lost = :five", false],
  ["lost <> :five", true],
  ["lost = absent", false],
  ["lost <> absent", true],
  ["lost < absent", false],
  ["n < :ten", true],
  ["n > :hello", false],
  ["l < :ten", false],
  ["n BETWEEN :one AND :ten", true],
  ["n between :five and :ten", true],
  ["n IN (:one, :five)", true],
  ["lost IN (:one)", false],
  ["ss = :ba", true],
  ["attribute_exists(m.a) AND attribute_not_exists(m.z)", true],
  ["attribute_exists(l[2].deep)", true],
  ["attribute_exists(l[3])", false],
  ["attribute_type(s, :S)", true],
  ["begins_with(s, :he)", true],
  ["contains(s, :he)", true],
  ["contains(ss, :a)", true],
  ["contains(l, :a)", true],
  ["contains(ns, :one)", true],
  ["contains(ss, :z)", false],
  ["size(s) = :five", true],
  ["size(n) = :five", false],
  ["size(ss) < :ten", true],
  ["m.#bc = :z OR yes = yes2", false],
  ["NOT n = :one", true],
  ["NOT NOT n = :one", false],
  ["n = :one OR n = :five AND s = :hello", true],
  ["(n = :one OR n = :five) AND s = :z", false],
  ["(n) = (:five)", true],
  [":ten > n", true],
])("%s is %s", (expression, matches) => {
  const { condition } = compileExpressions("PutItem", {
    ConditionExpression: expression,
    ...given(expression),
  });
  expect(condition?.matches(item)).toBe(matches);
});

test.each<[string, Item]>([
  ["n", { n: { N: "5" } }],
  ["m.a, m.#bc", { m: { M: { a: { N: "1" }, "b.c": { S: "dot" } } } }],
  ["l[2].deep, l[0]", { l: { L: [{ S: "a" }, { M: { deep: { S: "d" } } }] } }],
  ["lost, m.lost, l[9], s.x", {}],
])("the projection %s", (expression, projected) => {
  const { projection } = compileExpressions("GetItem", {
    ProjectionExpression: expression,
    ...given(expression),
  });
  expect(projection?.project(item)).toEqual(projected);
});

test.each<[string, string, AttributeValue | undefined]>([
  ["SET n = n + :one", "n", { N: "6" }],
  ["SET n = :ten - n", "n", { N: "5" }],
  ["SET n = (n + :one)", "n", { N: "6" }],
  ["SET x = if_not_exists(x, :one)", "x", { N: "1" }],
  ["SET n = if_not_exists(n, :one) + :one", "n", { N: "6" }],
  ["SET l = list_append(if_not_exists(none2, :none), :list)", "l", { L: [{ S: "new" }] }],
  ["SET n = s, s = n", "n", { S: "hello" }],
  ["SET l[0] = :z", "l", { L: [{ S: "z" }, { N: "2" }, { M: { deep: { S: "d" } } }] }],
  [
    "SET l[4294967294] = :z, l[7] = :a",
    "l",
    { L: [{ S: "a" }, { N: "2" }, { M: { deep: { S: "d" } } }, { S: "a" }, { S: "z" }] },
  ],
  ["REMOVE l[0] SET l[1] = :z", "l", { L: [{ S: "z" }, { M: { deep: { S: "d" } } }] }],
  ["REMOVE l[0], l[9], l[2].deep", "l", { L: [{ N: "2" }, { M: {} }] }],
  ["SET m.a = :z, m.added = :one", "m", { M: { a: { S: "z" }, "b.c": { S: "dot" }, added: { N: "1" } } }],
  ["REMOVE m.#bc", "m", { M: { a: { N: "1" } } }],
  ["REMOVE s", "s", undefined],
  ["ADD n :five", "n", { N: "10" }],
  ["ADD x :five", "x", { N: "5" }],
  ["ADD ss :c", "ss", { SS: ["a", "b", "c"] }],
  ["DELETE ss :ba", "ss", undefined],
  ["DELETE ss :c", "ss", { SS: ["a", "b"] }],
  ["DELETE x :c", "x", undefined],
])("%s makes %s %j", (expression, name, value) => {
  const { update } = compileExpressions("UpdateItem", {
    UpdateExpression: expression,
    ...given(expression),
  });
  const before = structuredClone(item);
  expect(update?.apply(item)[name]).toEqual(value);
  expect(item).toEqual(before);
});

const invalidPath = "The document path provided in the update expression is invalid for update";
const wrongType = "An operand in the update expression has an incorrect data type";
const absent = "The provided expression refers to an attribute that does not exist in the item";

test.each([
  ["SET x.y = :one", invalidPath],
  ["SET s.y = :one", invalidPath],
  ["SET m[0] = :one", invalidPath],
  ["SET l.a = :one", invalidPath],
  ["REMOVE x.y", invalidPath],
  ["SET x = y", absent],
  ["SET x = list_append(y, :list)", absent],
  ["SET x = s + :one", wrongType],
  ["SET x = list_append(s, :list)", wrongType],
  ["ADD s :one", wrongType],
  ["DELETE ns :c", wrongType],
])("%s is refused", (expression, message) => {
  const { update } = compileExpressions("UpdateItem", {
    UpdateExpression: expression,
    ...given(expression),
  });
  expect(() => update?.apply(item)).toThrow(
    expect.objectContaining({ code: "ValidationException", message }),
  );
});

test("nothing of an item that wasn't there is removed, however far the path leads", () => {
  const { update } = compileExpressions("UpdateItem", { UpdateExpression: "REMOVE x.y SET z = id" });
  expect(update?.create({ id: { S: "x" } })).toEqual({ id: { S: "x" }, z: { S: "x" } });
});

test.each<[JsonObject, boolean]>([
  [{ n: { Value: { N: "5" } } }, true],
  [{ x: { Exists: false } }, true],
  [{ n: { ComparisonOperator: "BETWEEN", AttributeValueList: [{ N: "1" }, { N: "9" }] } }, true],
  [{ ss: { ComparisonOperator: "NOT_CONTAINS", AttributeValueList: [{ S: "a" }] } }, false],
  [{ x: { ComparisonOperator: "NULL" }, n: { ComparisonOperator: "NOT_NULL" } }, true],
])("Expected %j is %s", (Expected, matches) => {
  expect(compileExpressions("PutItem", { Expected }).condition?.matches(item)).toBe(matches);
});

test("AttributeUpdates adds to lists, and says in its own words what doesn't match", () => {
  const update = (json: JsonObject) => compileExpressions("UpdateItem", { AttributeUpdates: json }).update;
  expect(update({ l: { Action: "ADD", Value: { L: [{ S: "z" }] } } })?.apply({ l: { L: [] } })).toEqual({
    l: { L: [{ S: "z" }] },
  });
  expect(() => update({ s: { Action: "ADD", Value: { N: "1" } } })?.apply(item)).toThrow(
    "Type mismatch for attribute to update",
  );
});

test("an update may name what JavaScript's objects have anyway", () => {
  const { update, projection } = {
    ...compileExpressions("GetItem", {
      ProjectionExpression: "#p.#c",
      ExpressionAttributeNames: { "#p": "__proto__", "#c": "constructor" },
    }),
    update: compileExpressions("UpdateItem", {
      UpdateExpression: "SET #p = :m",
      ExpressionAttributeNames: { "#p": "__proto__" },
      ExpressionAttributeValues: { ":m": { M: { constructor: { S: "c" } } } },
    }).update,
  };
  const updated = update?.apply({}) ?? {};
  expect(JSON.stringify(updated)).toBe('{"__proto__":{"M":{"constructor":{"S":"c"}}}}');
  expect(JSON.stringify(projection?.project(updated))).toBe(JSON.stringify(updated));
  expect(projection?.project({})).toEqual({});
});
