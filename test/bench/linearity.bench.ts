// What one more state, item or byte costs as there are more of them, beside what it costs where there are few; and inputs
// that are deep, broad or branching. A ratio that stays near 1 is growth in a straight line.

import type { PassState, State, StateMachineDefinition, StateScope } from "../../src/asl/definition.ts";
import type { Json, JsonObject } from "../../src/aws/json.ts";
import { type BenchRow, compare, type Pace, ratesOf, rowOf } from "./bench-row.ts";
import { provenRunnerOf } from "./executions.ts";

interface Growth {
  readonly what: string;
  readonly unit: string;
  readonly sizes?: readonly number[];
  readonly definition: (size: number) => StateMachineDefinition;
  readonly input: (size: number) => Json;
}

const increment: PassState = { Type: "Pass", Parameters: { "count.$": "States.MathAdd($.count, 1)" } };
const mark: PassState = { Type: "Pass", Result: "here", ResultPath: "$.mark.s" };
const one = { count: 0 };

const growths: readonly Growth[] = [
  { what: "states", unit: "ns/state", definition: (size) => chainOf(size, increment), input: () => one },
  {
    what: "variables, a state each",
    unit: "ns/state",
    definition: (size) => chainOf(size, { Type: "Pass" }, (at) => ({ Assign: { [`variable-${at}`]: at } })),
    input: () => one,
  },
  {
    what: "Map items",
    unit: "ns/item",
    definition: () => mapOf(chainOf(1, increment)),
    input: (size) => Array.from({ length: size }, () => one),
  },
  {
    what: "values of a payload through five states",
    unit: "ns/value",
    definition: () => chainOf(5, mark),
    input: (size) => ({ values: Array.from({ length: size }, (_, at) => at) }),
  },
  {
    what: "branches, 40 in each Parallel",
    unit: "ns/branch",
    sizes: [40, 1600],
    definition: (size) => {
      const inner = parallelOf(40, chainOf(1, increment));
      return size === 40 ? inner : parallelOf(40, inner);
    },
    input: () => one,
  },
];

export async function linearityBenches(pace: Pace): Promise<BenchRow[]> {
  const shorter = { ...pace, rounds: Math.min(pace.rounds, 7) };
  const rows: BenchRow[] = [];
  for (const growth of growths) rows.push(...(await growthRows(growth, shorter)));
  return [...rows, ...(await extremes(shorter))];
}

async function growthRows(growth: Growth, pace: Pace): Promise<BenchRow[]> {
  const { what, unit, definition, input } = growth;
  const sizes = growth.sizes ?? [10, 100, 1000, 10_000].filter((size) => size <= 10_000 * pace.scale);
  const runs = await Promise.all(sizes.map((size) => provenRunnerOf(definition(size), input(size))));
  const rates = await ratesOf(runs, pace);
  const costs = rates.map((rounds, index) => rounds.map((rate) => 1e9 / rate / (sizes[index] ?? 1)));
  const [peer = []] = costs;
  const named = (size: number | undefined) => `${count(size ?? 0)} ${what}`;
  const peerName = named(sizes[0]);
  return costs.map((millrace, index) => rowOf({ name: named(sizes[index]), millrace, peer, peerName, unit }));
}

async function extremes(pace: Pace): Promise<BenchRow[]> {
  const [many, more] = [10_000 * pace.scale, 100_000 * pace.scale];
  const json = { "JSON.parse of JSON.stringify": (input: Json) => JSON.parse(JSON.stringify(input)) };
  const copies = { "five copies with a key more, by hand": copyFiveTimes };
  const cases: readonly (readonly [string, StateMachineDefinition, Json, Peers])[] = [
    ["1,000 levels of nesting through five states", chainOf(5, mark), nested(998), json],
    [`${count(many)} keys, five states that add one`, chainOf(5, mark), members(many), copies],
    [`${count(more)} keys, of which three are taken`, chainOf(1, pick), members(more), json],
  ];
  const rows: BenchRow[] = [];
  for (const [name, definition, input, peersOnInput] of cases) {
    const millrace = await provenRunnerOf(definition, input);
    const named = Object.entries(peersOnInput).map(([peer, work]) => [peer, () => work(input)] as const);
    const peers = Object.fromEntries(named);
    rows.push(...(await compare({ name, unit: "executions/s", millrace, peers }, pace)));
  }
  return rows;
}

type Peers = Readonly<Record<string, (input: Json) => unknown>>;

function copyFiveTimes(input: Json): Json {
  let output = input as JsonObject;
  for (let copies = 0; copies < 5; copies++) output = { ...output, mark: { s: "here" } };
  return output;
}

function count(value: number): string {
  return value.toLocaleString("en-US");
}

const pick: PassState = {
  Type: "Pass",
  Parameters: { "a.$": "$.member-1", "b.$": "$.member-2", "c.$": "$.member-3" },
};

function chainOf(
  length: number,
  state: PassState,
  more: (at: number) => Partial<PassState> = () => ({}),
): StateMachineDefinition {
  const names = Array.from({ length }, (_, at) => `state-${at}`);
  const States = names.map((name, at): [string, State] => {
    const Next = names[at + 1];
    const whole = { ...state, ...more(at) };
    return [name, Next === undefined ? { ...whole, End: true } : { ...whole, Next }];
  });
  return { StartAt: "state-0", States: Object.fromEntries(States) };
}

function mapOf(ItemProcessor: StateScope): StateMachineDefinition {
  return { StartAt: "Each", States: { Each: { Type: "Map", ItemProcessor, End: true } } };
}

function parallelOf(length: number, branch: StateScope): StateMachineDefinition {
  const Branches = Array.from({ length }, () => branch);
  return { StartAt: "Split", States: { Split: { Type: "Parallel", Branches, End: true } } };
}

function members(count: number): Json {
  return Object.fromEntries(Array.from({ length: count }, (_, at) => [`member-${at}`, at]));
}

function nested(levels: number): Json {
  let data: Json = {};
  for (let level = 1; level < levels; level++) data = { data };
  return data;
}
