// A large definition is checked and compiled in pieces, between which whoever asked can give way to others.

import { expect, test } from "@jest/globals";
import { compileInPieces } from "../../../src/asl/compile/compile-definition.ts";
import { loadInPieces } from "../../../src/asl/validate/validate.ts";
import type { Json } from "../../../src/aws/json.ts";

const many = 300;
const times = (item: (at: number) => Json) => Array.from({ length: many }, (_nothing, at) => item(at));
const named = (items: readonly Json[]) => Object.fromEntries(items.map((item, at) => [`N${at}`, item]));

function machine(state: Record<string, Json>, more: Record<string, Json> = {}): string {
  return JSON.stringify({ ...more, StartAt: "A", States: { A: state } });
}

const jsonata = { QueryLanguage: "JSONata" };
const chain = times((at) => (at === many - 1 ? { Type: "Succeed" } : { Type: "Pass", Next: `N${at + 1}` }));

const definitions: readonly (readonly [what: string, text: string])[] = [
  ["states", JSON.stringify({ StartAt: "N0", States: named(chain) })],
  ["expressions", machine({ Type: "Pass", Output: times((at) => `{% ${at} %}`), End: true }, jsonata)],
  [
    "paths",
    machine({
      Type: "Pass",
      Parameters: Object.fromEntries(times(() => 0).map((_zero, at) => [`n${at}.$`, `$.a[${at}]`])),
      End: true,
    }),
  ],
  [
    "rules",
    JSON.stringify({
      StartAt: "A",
      States: {
        A: { Type: "Choice", Choices: times((at) => ({ Variable: "$.n", NumericEquals: at, Next: "B" })) },
        B: { Type: "Succeed" },
      },
    }),
  ],
  [
    "branches",
    machine({
      Type: "Parallel",
      Branches: times((at) => ({ StartAt: `B${at}`, States: { [`B${at}`]: { Type: "Succeed" } } })),
      End: true,
    }),
  ],
  ["faults", JSON.stringify({ StartAt: "N0", States: named(times(() => ({ Type: "Pass", Next: "X" }))) })],
];

test.each(definitions)("%s", (_what, text) => {
  expect(pauses(loadInPieces(text, { type: "STANDARD" }))).toBeGreaterThan(many);
});

test("states are compiled one by one", () => {
  expect(pauses(compileInPieces({ StartAt: "N0", States: named(chain) } as never))).toBe(many);
});

test("what is found stands in the order of the text, wherever there was a pause", () => {
  const inner = { StartAt: "X", States: { X: { Type: "Nothing" }, Y: { Type: "Pass", Output: "{% ) %}" } } };
  const text = JSON.stringify({
    ...jsonata,
    StartAt: "A",
    States: {
      A: { Type: "Parallel", Branches: [inner], Next: "B" },
      B: { Type: "Pass", Output: "{% $states.nothing %}", End: true },
    },
  });
  const work = loadInPieces(text, { type: "STANDARD" });
  let step = work.next();
  while (step.done !== true) step = work.next();
  expect(step.value.diagnostics.map(({ path }) => path)).toEqual([
    "/States/A/Branches[0]/States/X/Type",
    "/States/A/Branches[0]/States/Y",
    "/States/A/Branches[0]/States/Y/Output",
    "/States/A/Branches[0]/States/Y",
    "/States/B/Output",
  ]);
});

function pauses(work: Generator<void, unknown>): number {
  let count = 0;
  while (work.next().done !== true) count += 1;
  return count;
}
