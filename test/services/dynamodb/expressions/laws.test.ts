import { expect, test } from "@jest/globals";
import fc from "fast-check";
import type { JsonObject } from "../../../../src/aws/json.ts";
import { TokenStream } from "../../../../src/services/dynamodb/expressions/lexer.ts";
import { parseCondition } from "../../../../src/services/dynamodb/expressions/parse-condition.ts";
import { compileExpressions } from "../../../../src/services/dynamodb/expressions/request.ts";
import type { ConditionSyntax, OperandSyntax } from "../../../../src/services/dynamodb/expressions/syntax.ts";
import type { AttributeValue, Item } from "../../../../src/services/dynamodb/values/attribute-value.ts";

const operand: fc.Arbitrary<OperandSyntax> = fc.letrec<{ operand: OperandSyntax }>((tie) => ({
  operand: fc.oneof(
    { depthSize: "small" },
    fc.constantFrom<OperandSyntax>(
      { type: "path", steps: [{ type: "word", text: "a" }] },
      {
        type: "path",
        steps: [
          { type: "name", text: "#n" },
          { type: "word", text: "b" },
          { type: "index", text: "2" },
        ],
      },
      { type: "value", name: ":v" },
    ),
    fc.record({
      type: fc.constant("call" as const),
      name: fc.constantFrom("size", "f"),
      operands: fc.array(tie("operand"), { minLength: 1, maxLength: 2 }),
    }),
  ),
})).operand;

const condition: fc.Arbitrary<ConditionSyntax> = fc.letrec<{ condition: ConditionSyntax }>((tie) => ({
  condition: fc.oneof(
    { depthSize: "small" },
    fc.record({
      type: fc.constant("comparison" as const),
      operator: fc.constantFrom("=" as const, "<>" as const, "<=" as const),
      operands: fc.tuple(operand, operand),
    }),
    fc.record({
      type: fc.constant("comparison" as const),
      operator: fc.constant("BETWEEN" as const),
      operands: fc.tuple(operand, operand, operand),
    }),
    fc.record({
      type: fc.constant("comparison" as const),
      operator: fc.constant("IN" as const),
      operands: fc.array(operand, { minLength: 2, maxLength: 4 }),
    }),
    fc.record({ type: fc.constant("not" as const), condition: tie("condition") }),
    fc.record({ type: fc.constant("and" as const), left: tie("condition"), right: tie("condition") }),
    fc.record({ type: fc.constant("or" as const), left: tie("condition"), right: tie("condition") }),
  ),
})).condition;

function print(syntax: ConditionSyntax): string {
  switch (syntax.type) {
    case "and":
      return `${grouped(syntax.left)} AND ${grouped(syntax.right)}`;
    case "or":
      return `${grouped(syntax.left)} or ${grouped(syntax.right)}`;
    case "not":
      return `NOT ${grouped(syntax.condition)}`;
    case "call":
      return printOperand(syntax);
    case "comparison": {
      const [first = "", second = "", ...others] = syntax.operands.map(printOperand);
      if (syntax.operator === "BETWEEN") return `${first} between ${second} and ${others[0]}`;
      if (syntax.operator === "IN") return `${first} IN (${[second, ...others].join(",")})`;
      return `${first}${syntax.operator}${second}`;
    }
  }
}

function grouped(syntax: ConditionSyntax): string {
  return syntax.type === "and" || syntax.type === "or" ? `(${print(syntax)})` : print(syntax);
}

function printOperand(syntax: OperandSyntax): string {
  if (syntax.type === "value") return syntax.name;
  if (syntax.type === "call") return `${syntax.name}(${syntax.operands.map(printOperand).join(", ")})`;
  return syntax.steps
    .map(({ type, text }, index) => (type === "index" ? `[${text}]` : index === 0 ? text : `.${text}`))
    .join("");
}

test("a condition that is printed is parsed as the same condition", () => {
  fc.assert(
    fc.property(condition, (syntax) => {
      const source = print(syntax);
      fc.pre(source.length <= 4096);
      expect(parseCondition(new TokenStream("ConditionExpression", source))).toEqual(syntax);
    }),
  );
});

const value: fc.Arbitrary<AttributeValue> = fc.letrec<{ value: AttributeValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    fc.string().map((S) => ({ S })),
    fc.integer().map((N) => ({ N: String(N) })),
    fc.array(tie("value"), { maxLength: 3 }).map((L) => ({ L })),
    fc.dictionary(fc.string(), tie("value"), { maxKeys: 3 }).map((M) => ({ M })),
  ),
})).value;

const attributeNames = fc.array(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 4 });

/** An item with a place in it, however deep, that isn't the end of what is there. */
function itemAt(names: readonly string[]): Item {
  const [first = "", ...others] = names;
  const inner: AttributeValue = { M: others.length === 0 ? {} : itemAt(others) };
  return { [first]: inner, other: { S: "stays" } };
}

test("what an update sets is what a projection of the same place shows, and all else stays", () => {
  fc.assert(
    fc.property(attributeNames, fc.string({ minLength: 1 }), value, (names, last, set) => {
      fc.pre(!names.includes("other") && last !== "other");
      const steps = [...names, last];
      const path = steps.map((_, index) => `#n${index}`).join(".");
      const ExpressionAttributeNames = Object.fromEntries(steps.map((name, index) => [`#n${index}`, name]));
      const { update } = compileExpressions("UpdateItem", {
        UpdateExpression: `SET ${path} = :v`,
        ExpressionAttributeNames,
        ExpressionAttributeValues: { ":v": set } as JsonObject,
      });
      const { projection } = compileExpressions("GetItem", {
        ProjectionExpression: path,
        ExpressionAttributeNames,
      });
      const before = itemAt(names);
      const after = update?.apply(before) ?? {};
      const expected = steps.reduceRight<AttributeValue>((inner, name) => ({ M: { [name]: inner } }), set);
      expect({ M: projection?.project(after) }).toEqual(expected);
      expect(after.other).toEqual({ S: "stays" });
      expect(before).toEqual(itemAt(names));
    }),
  );
});
