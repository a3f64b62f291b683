import { expect, test } from "@jest/globals";
import fc from "fast-check";
import type { JsonObject } from "../../../../src/aws/json.ts";
import { ServiceError } from "../../../../src/aws/service-error.ts";
import { compileExpressions } from "../../../../src/services/dynamodb/expressions/request.ts";
import { parseStatement } from "../../../../src/services/dynamodb/partiql/parse-statement.ts";

/** Texts that look like expressions and statements, and texts that don't. */
function textOf(fragments: readonly string[]): fc.Arbitrary<string> {
  return fc.oneof(
    fc.string({ unit: "binary" }),
    fc.array(fc.constantFrom(...fragments), { maxLength: 40 }).map((parts) => parts.join(" ")),
    fc
      .tuple(fc.constantFrom(...fragments), fc.integer({ min: 1, max: 5000 }))
      .map(([fragment, times]) => fragment.repeat(times)),
  );
}

const expression = textOf(
  "a #n :v ( ) [ ] 0 4294967295 . , = <> < + - AND OR NOT IN BETWEEN SET REMOVE ADD DELETE size( contains( if_not_exists( list_append( _ !".split(
    " ",
  ),
);
const statement = textOf(
  'SELECT * FROM "t" WHERE pk = \'a\' ? ( ) [ ] { } << >> : , . - 1 1e9 AND OR NOT IN IS MISSING UPDATE SET REMOVE RETURNING ALL OLD INSERT INTO VALUE DELETE EXISTS( set_add( size( -- /* "'.split(
    " ",
  ),
);

function refusalOf(work: () => unknown): unknown {
  try {
    work();
    return undefined;
  } catch (thrown) {
    return thrown;
  }
}

function expectNoFault(thrown: unknown): void {
  if (thrown !== undefined) expect(thrown).toBeInstanceOf(ServiceError);
}

test.each([
  ["PutItem", "ConditionExpression"],
  ["UpdateItem", "UpdateExpression"],
  ["GetItem", "ProjectionExpression"],
  ["Query", "KeyConditionExpression"],
] as const)("whatever stands in %s's %s is read or refused", (operation, parameter) => {
  const placeholders: JsonObject = {
    ExpressionAttributeNames: { "#n": "name" },
    ...(parameter === "ProjectionExpression" ? {} : { ExpressionAttributeValues: { ":v": { N: "1" } } }),
  };
  fc.assert(
    fc.property(expression, (text) => {
      expectNoFault(refusalOf(() => compileExpressions(operation, { [parameter]: text, ...placeholders })));
    }),
  );
});

test("whatever a statement says is read or refused", () => {
  fc.assert(
    fc.property(statement, (text) => {
      expectNoFault(refusalOf(() => parseStatement(text, [])));
    }),
    { numRuns: 300 },
  );
});
