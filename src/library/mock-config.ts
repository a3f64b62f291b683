// Step Functions Local's mock file: the test cases of state machines, and the responses that they give to states.
// https://docs.aws.amazon.com/step-functions/latest/dg/sfn-local-mock-cfg-file.html

import { readFileSync } from "node:fs";
import { isJsonObject, type Json } from "../aws/json.ts";
import { type MockedResponse, responseProblem } from "./stub-checks.ts";
import type { TaskStubs } from "./task-stubs.ts";

export interface MockConfig {
  readonly StateMachines: Readonly<Record<string, MockedStateMachine>>;
  readonly MockedResponses: Readonly<Record<string, MockedResponse>>;
}

export interface MockedStateMachine {
  /** Test case to the states it mocks, and each of those to the name of its response. */
  readonly TestCases: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** Names what is wrong with a mock file, and where. */
export class InvalidMockConfig extends Error {
  override readonly name = "InvalidMockConfig";
}

/** Throws InvalidMockConfig, or what the file system says of the file. */
export function readMockConfig(file: string): MockConfig {
  const text = readFileSync(file, "utf8");
  try {
    return checkMockConfig(JSON.parse(text) as Json);
  } catch (cause) {
    throw new InvalidMockConfig(`${file}: ${(cause as Error).message}`);
  }
}

/** The stubs of one test case. Throws InvalidMockConfig if there is none of that name. */
export function mockedTasks(config: MockConfig, stateMachineName: string, testCase: string): TaskStubs {
  const machine = ownMember(config.StateMachines, stateMachineName, "/StateMachines");
  const states = ownMember(machine.TestCases, testCase, `/StateMachines/${stateMachineName}/TestCases`);
  return Object.fromEntries(
    Object.entries(states).map(([state, response]) => [
      state,
      ownMember(config.MockedResponses, response, "/MockedResponses"),
    ]),
  );
}

/** Throws InvalidMockConfig. */
export function checkMockConfig(config: Json): MockConfig {
  const { StateMachines, MockedResponses } = objectAt(config, "the file");
  for (const [name, machine] of Object.entries(objectAt(StateMachines, "/StateMachines"))) {
    const path = `/StateMachines/${name}/TestCases`;
    for (const [testCase, states] of Object.entries(objectAt(objectAt(machine, path).TestCases, path))) {
      for (const [state, response] of Object.entries(objectAt(states, `${path}/${testCase}`))) {
        if (typeof response === "string") continue;
        throw new InvalidMockConfig(`${path}/${testCase}/${state} must be the name of a mocked response`);
      }
    }
  }
  for (const [name, response] of Object.entries(objectAt(MockedResponses, "/MockedResponses"))) {
    checkResponse(response, `/MockedResponses/${name}`);
  }
  return config as unknown as MockConfig;
}

function checkResponse(response: Json, path: string): void {
  const problem = responseProblem(objectAt(response, path), path);
  if (problem !== undefined) throw new InvalidMockConfig(problem);
}

function objectAt(value: Json | undefined, path: string): Readonly<Record<string, Json>> {
  if (isJsonObject(value)) return value;
  throw new InvalidMockConfig(`${path} must be a JSON object`);
}

function ownMember<Value>(object: Readonly<Record<string, Value>>, name: string, path: string): Value {
  const value = Object.hasOwn(object, name) ? object[name] : undefined;
  if (value !== undefined) return value;
  const names = Object.keys(object).join(", ") || "none";
  throw new InvalidMockConfig(`${path} has no "${name}": there are ${names}`);
}
