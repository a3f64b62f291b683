// What an expression may cost is counted: whatever asks for too much is stopped, inside functions and operators too, and at the
// same place each time.

import { describe, expect, test } from "@jest/globals";
import type { JsonataBindings } from "../../../src/asl/jsonata/bindings.ts";
import { compileJsonata } from "../../../src/asl/jsonata/compile-jsonata.ts";
import type { StoppedEvaluations } from "../../../src/asl/jsonata/stopped-evaluations.ts";
import { readJsonata } from "../../../src/asl/validate/read-jsonata.ts";
import type { Json } from "../../../src/aws/json.ts";

const numbers = Array.from({ length: 30_000 }, (_nothing, at) => at);
const records = numbers.slice(0, 4_000).map((id) => ({ id, kind: `k${id % 50}`, name: `name ${id}` }));
const keyed = Object.fromEntries(numbers.slice(0, 15_000).map((id) => [`key ${id}`, id]));
const names = records.map(({ name }) => name);
const input: Json = { numbers, names, records, keyed, text: "x".repeat(250_000), one: { a: 1 } };

function bindings(evaluations?: StoppedEvaluations) {
  let draws = 0;
  return {
    input,
    context: {},
    variables: { get: () => undefined },
    random: { next: () => 1 / ++draws, uuid: () => "u" },
    draws: () => draws,
    ...(evaluations === undefined ? undefined : { evaluations }),
  };
}

const evaluate = (expression: string, given: JsonataBindings = bindings()) =>
  compileJsonata(`{% ${expression} %}`, "Output")(given);

/** `$f(text, n)` doubles the text so many times. */
const doubling = (use: string) => `($f := function($s, $n) { $n = 0 ? $s : $f($s & $s, $n - 1) }; ${use})`;
/** `$x` holds 2 ** 40 arrays or objects, of which most are the same ones. */
const shared = (made: string, first: string) => `$x := ${first}; ${`$x := ${made}; `.repeat(40)}`;
const arrays = (use: string) => `(${shared("[[$x], [$x]]", "[1, 2]")} ${use})`;
const objects = (use: string) => `(${shared('{ "a": $x, "b": $x }', '{ "a": 1 }')} ${use})`;

describe("too many steps, or too large values", () => {
  test.each([
    "$sort([1..9999999])",
    "[1..9999999][5]",
    "$sum([1..9999999])",
    "$string([1..9999999])",
    "$shuffle([1..9999999])",
    "[1..9999999].($ + 1)",
    "[1..9999999][$ > 5]",
    "$map([1..9999999], function($x) { $x })",
    "[1..1000000]{ $string($): $ }",
    "$zip([1..9999999], [1..9999999])",
    "$append([1..9999999], [1..9999999])",
    "[1..100000].($states.input.numbers)",
    "$split($pad('', 120000000, 'ab'), '')",
    "$trim($pad('', 120000000, 'ab'))",
    "$base64decode($pad('', 50000000, 'a'))",
    "$pad('', 1e300)",
    doubling("$f('ab', 30)"),
    doubling("$uppercase($f('ab', 24))"),
    doubling("$encodeUrl($f('é', 20))"),
    doubling("$match($f('ab', 20), /a/)"),
    doubling("$replace($f('ab', 20), /a/, 'bbb')"),
    doubling("$join($map([1..1000], function() { $f('ab', 15) }))"),
    "$match($states.input.text, /x*y|x/)",
    "$replace($states.input.text, 'x', $states.input.text)",
    "$replace($states.input.text, /x/, '$0$0$0$0$0$0')",
    "$states.input.records@$a.$states.input.records@$b",
    "$states.input.records.($i := id; $states.input.numbers[$ = $i])",
    "$reduce($states.input.numbers, function($all, $one) { $append($all, $one) }, [])",
    "$states.input.one.{ 'a': $, 'b': $ }".replace(/(\.\{.*\})/, (step) => step.repeat(40)),
    "($f := function($x) { $f($x + 1) }; $f(1))",
    "($f := function($x) { $f([$x, $x]) }; $f([1, 2]))",
    "($f := function($x) { $f($append($x, $x)) }; $f([1, 2]))",
    "($f := function($n) { $n < 2 ? $n : $f($n - 1) + $f($n - 2) }; $f(60))",
    ...[arrays, objects].flatMap((build) => [
      build("$x"),
      build("$string($x)"),
      build("$x.**"),
      build("$distinct([$x, $x])"),
      build("$x ~> |$|{ 'c': 1 }|"),
      build(`($y := $x; ${build("$x = $y")})`),
    ]),
    arrays("$boolean($x)"),
    arrays("$x.a"),
    arrays("$x.*"),
    arrays("$spread($x)"),
  ])("%s is stopped", (expression) => {
    expect(() => evaluate(expression)).toThrow(
      expect.objectContaining({
        error: "States.QueryEvaluationError",
        message: expect.stringContaining(
          "threw an error during evaluation. D1012: The evaluation was stopped because",
        ),
      }),
    );
  });

  test.each([
    ["$count([1..9999999])", 9_999_999],
    ["$count([1..5000000][5])", 1],
    ["$count($distinct([1..100000]))", 100_000],
    ["$count($sort([1..20000], function($a, $b) { $a < $b }))", 20_000],
    ["$states.input.records^(>id)[0].id", 3_999],
    ["$count($states.input.records{ kind: $sum(id) } ~> $keys())", 50],
    ["$length($uppercase($states.input.text))", 250_000],
    ["$count($split($states.input.text, ''))", 250_000],
    ["$count($match($states.input.text, /x{100}/))", 2_500],
  ])("%s is not", (expression, value) => {
    expect(evaluate(expression)).toBe(value);
  });
});

test.each([
  "($f := function($x) { 1 + $f($x + 1) }; $f(1))",
  "($f := function($x) { [$f($x + 1)] }; $f(1))",
  "($f := function($x) { $map([$x], $f) }; $f(1))",
])("%s ends before the stack does", (expression) => {
  expect(() => evaluate(expression)).toThrow("D1011: Stack overflow");
});

test.each([
  ["copies of all before them", `${"(".repeat(40)}1${" ?: 1)".repeat(40)}`],
  ["brackets", "(".repeat(100_000)],
  ["steps", `a${".a".repeat(30_000)}`],
  ["steps back", `$a${".b.%".repeat(900)}`],
  ["one that is too long", `[${"1,".repeat(70_000)}1]`],
])("an expression that would never be read is refused: %s", (_what, expression) => {
  expect(() => evaluate(expression)).toThrow("cannot be read");
  expect(typeof readJsonata(expression)).toBe("string");
});

test("what was not stopped when its turn was first run is not stopped when it is run again", () => {
  const expression = "[1..9999999][5]";
  expect(() => evaluate(expression)).toThrow("D1012");
  expect(evaluate(expression, { ...bindings(), isRunAgain: true })).toBe(6);
});

describe("an evaluation that is stopped", () => {
  const endless = "($f := function($x) { $f($random()) }; $f(1))";

  test("is stopped after the same number of steps each time", () => {
    const [first, second] = [bindings(), bindings()];
    for (const given of [first, second]) expect(() => evaluate(endless, given)).toThrow("D1012");
    expect(first.draws()).toBeGreaterThan(10_000);
    expect(second.draws()).toBe(first.draws());
  });

  test("is told by its number, and not run again where it is known to have been stopped", () => {
    const stops: number[] = [];
    const spent: number[] = [];
    const evaluations = {
      begin: () => 7,
      wasStopped: () => false,
      stop: (number: number) => stops.push(number),
      end: (units: number) => spent.push(units),
    };
    const message = (given: ReturnType<typeof bindings>) => {
      try {
        return String(evaluate(endless, given));
      } catch (thrown) {
        return String(thrown);
      }
    };
    const first = message(bindings(evaluations));
    expect(stops).toEqual([7]);
    const again = bindings({ ...evaluations, wasStopped: (number) => number === 7 });
    expect(message(again)).toBe(first);
    expect(again.draws()).toBe(0);
    expect(spent[0]).toBeGreaterThan(1_000_000);
    expect(spent[1]).toBe(0);
  });
});

/** What takes long is what costs much, whichever way it is hidden: so often it is done before it is stopped. */
describe("a loop of something long has few rounds", () => {
  const roundsOf = (work: string, before = "1") => {
    const given = bindings();
    const loop = `($i := $states.input; ${before}; $f := function() { (${work}; $random(); $f()) }; $f())`;
    expect(() => evaluate(loop, given)).toThrow("D1012");
    return given.draws();
  };

  test.each([
    ["$range(1, 1000, 1)", 2_000],
    ["$hash('a', 'SHA-256')", 30_000],
    ["$formatNumber(1, '0')", 10_000],
    ["$formatInteger(1e300, 'a')", 2_000],
    ["$fromMillis(1)", 15_000],
    ["$keys($i.keyed)", 20],
    ["$i.keyed.*", 20],
    ["$i.keyed.**", 20],
    ["$boolean($i.keyed)", 20],
    ["$i.keyed ? 1 : 2", 20],
    ["$spread($i.keyed)", 10],
    ["$each($i.keyed, function($v) { $v })", 20],
    ["$distinct($i.numbers)", 20],
    ["$i.records ~> |$|$i.keyed|", 1],
    ["$i.records ~> |$|{}, $i.names|", 1],
    ["{ $i.text & '1': 1 }", 100],
    ["$lookup($i.keyed, $i.text & '1')", 100],
    [`{ ${Array.from({ length: 3000 }, (_nothing, at) => `"k${at}": 1`).join(", ")} }`, 5],
  ])("%s", (work, most) => {
    expect(roundsOf(work)).toBeLessThanOrEqual(most);
  });

  test.each([
    ["$c := $map($i.numbers, function($n) { $n })", "$c = $i.numbers", 100],
    ["$c := $map([1..100], function($n) { $i.text & $n })", "$c^($)", 1],
    ["$c := $map([1..100], function($n) { $i.text & $n })", "$sort($c)", 1],
    ["$c := $map([1..100], function($n) { $i.text & $n })", "($i.text & '1') in $c", 5],
  ])("%s; %s", (before, work, most) => {
    expect(roundsOf(work, before)).toBeLessThanOrEqual(most);
  });

  test("a variable that is bound far outside", () => {
    const far = `($far := 1; ${"(".repeat(900)}($f := function() { (${"$far; ".repeat(20)}$random(); $f()) }; $f())${")".repeat(900)})`;
    const given = bindings();
    expect(() => evaluate(far, given)).toThrow("D1012");
    expect(given.draws()).toBeLessThan(300);
  });
});

test("a transform leaves alone what is not part of its copy", () => {
  expect(evaluate("($y := { 'a': 1 }; $z := { 'b': 2 } ~> |$y|{ 'a': 9 }|; $y)")).toEqual({ a: 1 });
  expect(evaluate("$states.input.one ~> |$|{ 'b': 2 }, 'a'|")).toEqual({ b: 2 });
});
