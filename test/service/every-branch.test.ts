// Every state of every workflow is entered, and every Catch takes what it names, on virtual time.

import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { type RunResult, StateMachine } from "../../src/index.ts";
import { type Scenario, scenarios } from "./branch-scenarios.ts";

interface State {
  readonly Catch?: readonly { readonly ErrorEquals: readonly string[]; readonly Next: string }[];
  readonly Branches?: readonly Machine[];
  readonly ItemProcessor?: Machine;
}

interface Machine {
  readonly QueryLanguage?: string;
  readonly ProcessorConfig?: { readonly Mode: string };
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}

const express = ["ingest-readings", "handle-alert", "replay-archive, a batch"];

function definitionOf(name: string): Machine {
  const [file = "", part] = name.split(", ");
  const machine = JSON.parse(readFileSync(`statemachines/${file}.asl.json`, "utf8")) as Machine;
  if (part === undefined) return machine;
  const processor = machine.States.ReplayBatches?.ItemProcessor;
  if (processor === undefined) throw new Error(`${file} has no batches`);
  return { QueryLanguage: "JSONata", StartAt: processor.StartAt, States: processor.States };
}

/** With those of branches and inline Maps; a distributed Map's are another machine's. */
function statesIn({ States }: Machine): readonly (readonly [name: string, state: State])[] {
  return Object.entries(States).flatMap(([name, state]) => {
    const { Branches = [], ItemProcessor: processor } = state;
    const inline = processor?.ProcessorConfig?.Mode === "INLINE" ? [processor] : [];
    return [[name, state] as const, ...[...Branches, ...inline].flatMap(statesIn)];
  });
}

function run(name: string, { input, tasks }: Scenario): Promise<RunResult> {
  const type = express.includes(name) ? "EXPRESS" : "STANDARD";
  return new StateMachine(definitionOf(name), { type }).run(input, { tasks });
}

const workflows = Object.keys(scenarios);

test.each(workflows)("every state of %s is entered", async (name) => {
  const runs = await Promise.all((scenarios[name] ?? []).map((scenario) => run(name, scenario)));
  const entered = new Set(runs.flatMap(({ path }) => path));
  const states = statesIn(definitionOf(name)).map(([state]) => state);
  expect(states.filter((state) => !entered.has(state))).toEqual([]);
  expect(runs.flatMap(({ unanswered }) => unanswered)).toEqual([]);
});

/** By workflow and state: the error, and where it leads. */
const catches = workflows.flatMap((name) =>
  statesIn(definitionOf(name)).flatMap(([state, { Catch = [] }]) =>
    Catch.flatMap(({ ErrorEquals, Next }) =>
      ErrorEquals.map((error) => [name, state, error === "States.ALL" ? "Of.Any" : error, Next] as const),
    ),
  ),
);

/** The task whose error is the state's: of a Parallel it is one in a branch. */
const failing = (state: string) => (state === "RollUp" ? "RunJob" : state);

describe("a Catch", () => {
  test("is in each of the five workflows", () => {
    expect(catches.length).toBeGreaterThan(10);
    expect(new Set(catches.map(([name]) => name)).size).toBe(5);
  });

  test.each(catches)("of %s, %s takes %s and leads to %s", async (name, state, error, next) => {
    const reaching: Scenario[] = [];
    for (const scenario of scenarios[name] ?? [])
      if ((await run(name, scenario)).path.includes(state)) reaching.push(scenario);
    const [scenario] = reaching;
    if (scenario === undefined) throw new Error(`no scenario of ${name} enters ${state}`);
    const broken = { Throw: { Error: error, Cause: "it is broken" } };
    const { path } = await run(name, {
      ...scenario,
      tasks: { ...scenario.tasks, [failing(state)]: broken },
    });
    expect(path.slice(path.indexOf(state) + 1)).toContain(next);
  });
});
