// Input and definitions that mean harm, or come of an accident: each has a clear outcome, and the process goes on.

import { describe, expect, test } from "@jest/globals";
import type { Json } from "../../src/aws/json.ts";
import { loadDefinition, StateMachine } from "../../src/index.ts";

const pass = (fields: object) => ({ StartAt: "P", States: { P: { Type: "Pass", ...fields, End: true } } });
const jsonata = (output: unknown) => pass({ QueryLanguage: "JSONata", Output: output });
const run = (definition: object, input: Json = {}) => new StateMachine(definition).run(input);

describe("keys that JavaScript knows", () => {
  test("are data on their way through every field", async () => {
    const definition = {
      StartAt: "Keep",
      States: {
        Keep: {
          Type: "Pass",
          Parameters: { "own.$": "$.__proto__.polluted" },
          ResultPath: "$.__proto__.kept",
          Next: "Remember",
        },
        Remember: { Type: "Pass", Assign: { "v.$": "$.__proto__" }, Next: "Each" },
        Each: {
          Type: "Map",
          InputPath: "$.__proto__",
          ItemsPath: "$.list",
          ItemSelector: { "constructor.$": "$$.Map.Item.Value" },
          ItemProcessor: { StartAt: "I", States: { I: { Type: "Pass", End: true } } },
          ResultPath: "$.constructor.each",
          Next: "Ask",
        },
        Ask: {
          Type: "Pass",
          QueryLanguage: "JSONata",
          Output: ["{% $v %}", "{% $states.input.constructor.each %}"],
          End: true,
        },
      },
    };
    const input = JSON.parse('{"__proto__":{"polluted":1,"list":[5]},"constructor":{}}') as Json;
    expect(await run(definition, input)).toMatchObject({
      status: "SUCCEEDED",
      output: [{ polluted: 1, list: [5], kept: { own: 1 } }, [{ constructor: 5 }]],
    });
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  test("come out as they went in", async () => {
    const text = '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":2}}}';
    const input = JSON.parse(text) as Json;
    const merged = await run(
      pass({ Parameters: { "out.$": "States.JsonMerge($, $, false)" }, OutputPath: "$.out" }),
      input,
    );
    expect(JSON.stringify(merged.output)).toBe(text);
    const placed = await run(pass({ Result: 3, ResultPath: "$.__proto__.polluted" }), input);
    expect(JSON.stringify(placed.output)).toBe(text.replace("1", "3"));
    const written = await run(
      pass({ Parameters: JSON.parse('{"__proto__":{"a.$":"$.constructor.prototype.polluted"}}') }),
      input,
    );
    expect(JSON.stringify(written.output)).toBe('{"__proto__":{"a":2}}');
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  test("are not members of data that has none of them", async () => {
    expect(await run(pass({ InputPath: "$.constructor" }))).toMatchObject({
      status: "FAILED",
      error: "States.Runtime",
    });
    expect(await run(jsonata("{% $exists($states.input.constructor) %}"))).toMatchObject({ output: false });
    expect(await run(jsonata("{% $states.input.toString %}"))).toMatchObject({
      error: "States.QueryEvaluationError",
    });
  });
});

describe("an expression without an end", () => {
  test.each([
    ["that recurses", "($f := function($n) { 1 + $f($n + 1) }; $f(0))", /Stack overflow|timeout/],
    ["that loops", "($f := function($n) { $f($n + 1) }; $f(0))", /D1012: /],
  ])(
    "%s is stopped with AWS's error",
    async (_, expression, message) => {
      const ended = await run(jsonata(`{% ${expression} %}`));
      expect(ended).toMatchObject({ status: "FAILED", error: "States.QueryEvaluationError" });
      expect(ended.cause).toMatch(message);
    },
    180_000,
  );
});

describe("text and numbers at their edges", () => {
  test("a lone surrogate goes through, and is half a character in every function", async () => {
    const lone = "\ud83d";
    const { output } = await run(
      pass({ Parameters: { "text.$": "$", "length.$": "States.Format('{}!', $)" } }),
      lone,
    );
    expect(output).toEqual({ text: lone, length: `${lone}!` });
    expect(await run(jsonata("{% $length($states.input) %}"), lone)).toMatchObject({ output: 1 });
  });

  test("numbers beyond 2^53 are the nearest that there is, everywhere the same", async () => {
    const input = JSON.parse("9007199254740993") as Json;
    const both = {
      StartAt: "A",
      States: {
        A: { Type: "Pass", Parameters: { "n.$": "$" }, Next: "B" },
        B: jsonata("{% $states.input.n %}").States.P,
      },
    };
    expect((await run(both, input)).output).toBe(9_007_199_254_740_992);
    expect(await run(pass({ InputPath: "$.n" }), { n: 1e308 })).toMatchObject({ output: 1e308 });
  });

  test("a definition that says a key twice is refused, with the place of the second", () => {
    const text = '{\n "StartAt": "A",\n "StartAt": "B",\n "States": {"B": {"Type": "Succeed"}}\n}';
    const { definition, diagnostics } = loadDefinition(text, { type: "STANDARD" });
    expect(definition).toBeUndefined();
    expect(diagnostics).toEqual([
      expect.objectContaining({ severity: "ERROR", message: expect.stringContaining("StartAt") }),
    ]);
  });
});

describe("what is large", () => {
  const nested = (levels: number): Json =>
    JSON.parse(`${'{"a":'.repeat(levels)}1${"}".repeat(levels)}`) as Json;

  test("1,000 levels of nesting are one too many, 999 go through", async () => {
    const through = {
      StartAt: "A",
      States: { A: { Type: "Pass", ResultPath: "$", Next: "B" }, B: { Type: "Succeed" } },
    };
    expect(await run(through, nested(999))).toMatchObject({ status: "SUCCEEDED" });
    const wrapped = pass({ Parameters: { "deeper.$": "$" } });
    expect(await run(wrapped, nested(1000))).toMatchObject({ status: "FAILED", error: "States.Runtime" });
  });

  test("20,000 keys go through, and a path of 10,000 steps finds what is there", async () => {
    const keys = Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`k${index}`, 0]));
    const { output } = await run(pass({ Parameters: { "last.$": "$.k19999" } }), keys);
    expect(output).toEqual({ last: 0 });
    const path = `$${".a".repeat(10_000)}`;
    expect(await run(pass({ InputPath: path }), nested(900))).toMatchObject({ error: "States.Runtime" });
  });

  test("40 branches of 40 branches run, and come together in order", async () => {
    const parallel = (branch: (index: number) => object) => ({
      Type: "Parallel",
      Branches: Array.from({ length: 40 }, (_, index) => branch(index)),
      End: true,
    });
    const inner = (outer: number) =>
      parallel((index) => {
        const name = `L${outer}-${index}`;
        return { StartAt: name, States: { [name]: { Type: "Pass", Result: outer * 40 + index, End: true } } };
      });
    const definition = {
      StartAt: "O",
      States: { O: parallel((outer) => ({ StartAt: `I${outer}`, States: { [`I${outer}`]: inner(outer) } })) },
    };
    const { output } = await run(definition);
    expect((output as readonly Json[]).flat()).toEqual(Array.from({ length: 1600 }, (_, index) => index));
  });

  test("a pattern made to be slow is matched at once", async () => {
    const Choices = [{ Variable: "$", StringMatches: `${"*a".repeat(40)}*b`, Next: "P" }];
    const definition = {
      StartAt: "C",
      States: {
        C: { Type: "Choice", Choices, Default: "D" },
        P: { Type: "Pass", End: true },
        D: { Type: "Succeed" },
      },
    };
    expect((await run(definition, "a".repeat(50_000))).path).toEqual(["C", "D"]);
  });
});
