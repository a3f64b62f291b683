// Statements that would have a rule compute for minutes fail over a message; those that look like them and ask for little do not.

import { expect, test } from "@jest/globals";
import type { JsonObject } from "../../../../src/aws/json.ts";
import type { RuleMessage } from "../../../../src/services/iot/sql/evaluation.ts";
import { compileStatement } from "../../../../src/services/iot/sql/statement.ts";

const times = (count: number, text: (at: number) => string) =>
  Array.from({ length: count }, (_, at) => text(at)).join(", ");
const doubled = (variable: string, count: number) =>
  times(count, (at) => `@${variable}${at + 1} = [@${variable}${at}, @${variable}${at}]`);

/** A list, an object, one that differs in its last member, one that does not differ, and a text. */
const objectOf = (size: number, last: number): JsonObject =>
  Object.fromEntries(Array.from({ length: size }, (_, at) => [`k${at}`, at === size - 1 ? last : at]));
const value = {
  l: Array.from({ length: 3_000 }, (_, n) => ({ n })),
  o: objectOf(2_000, 1),
  p: objectOf(2_000, 2),
  q: objectOf(2_000, 1),
  t: "x".repeat(20_000),
};

function outcome(sql: string): unknown {
  const statement = compileStatement(sql);
  const payload = Buffer.from(JSON.stringify(value));
  const message = {
    topic: "t",
    payload,
    clientId: "c",
    principal: undefined,
    traceId: "x",
    value: () => value,
  };
  const surroundings = { now: () => 0, accountId: "0", sqlVersion: "2016-03-23", ask: async () => undefined };
  const made = statement.outcome(message satisfies RuleMessage, statement.answers(surroundings));
  return made === undefined || made instanceof Promise ? made : made.value();
}

const statements: readonly (readonly [what: string, many: string, few: string])[] = [
  [
    "variables that hold the one before them twice",
    `SET @v0 = [l, l], ${doubled("v", 40)} SELECT @v40 AS x FROM 't'`,
    `SET @v0 = [1, 1], ${doubled("v", 5)} SELECT @v5 AS x FROM 't'`,
  ],
  [
    "their texts",
    `SET @v0 = [l, l], ${doubled("v", 40)} SELECT length(@v40) AS x FROM 't'`,
    `SET @v0 = [1, 1], ${doubled("v", 5)} SELECT length(@v5) AS x FROM 't'`,
  ],
  [
    "comparisons of them",
    `SET @v0 = [o], @w0 = [q], ${doubled("v", 30)}, ${doubled("w", 30)} SELECT @v30 = @w30 AS x FROM 't'`,
    `SET @v0 = [o], @w0 = [q], ${doubled("v", 3)}, ${doubled("w", 3)} SELECT @v3 = @w3 AS x FROM 't'`,
  ],
  [
    "queries within queries",
    "SET @l = l SELECT (SELECT VALUE (SELECT VALUE 1 FROM @l) FROM @l) AS x FROM 't'",
    "SET @l = l SELECT (SELECT VALUE (SELECT VALUE 1 FROM @l WHERE n < 3) FROM [1, 2]) AS x FROM 't'",
  ],
  [
    "the message, again and again",
    `SELECT ${times(3_000, (at) => `* AS a${at}`)} FROM 't'`,
    "SELECT * AS a, * AS b FROM 't'",
  ],
  [
    "a list of what is nearly the same",
    `SELECT o IN [${times(10_000, () => "p")}] AS x FROM 't'`,
    "SELECT o IN [p, p, p] AS x FROM 't'",
  ],
  [
    "texts, again and again",
    `SELECT ${times(4_000, (at) => `upper(t) AS a${at}`)} FROM 't'`,
    "SELECT upper(t) AS a FROM 't'",
  ],
  [
    "an expression that is tried for long",
    "SELECT regexp_matches(t, '(x?){500}x{400}y') AS x FROM 't'",
    "SELECT regexp_matches(t, 'x+y') AS x FROM 't'",
  ],
  [
    "a list that is enriched by much",
    `SELECT transform("enrichArray", o, l) AS x FROM 't'`,
    `SELECT transform("enrichArray", o, [o, p]) AS x FROM 't'`,
  ],
  ["digests", `SELECT ${times(200, (at) => `md2(t) AS a${at}`)} FROM 't'`, "SELECT md2(t) AS a FROM 't'"],
];

test.each(statements)("%s", (_, many, few) => {
  expect(() => outcome(many)).toThrow("more than 1000000 steps of a rule");
  expect(outcome(few)).toBeDefined();
});
