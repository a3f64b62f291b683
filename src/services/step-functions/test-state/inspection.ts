// What TestState shows of the way of the data through a state: each field's closure is replaced by one that notes what the
// original gave.

import type {
  CompiledCatcher,
  CompiledState,
  DataFlow,
  JsonataFlow,
  JsonPathFlow,
} from "../../../asl/compile/compiled-machine.ts";
import type { JsonataBindings } from "../../../asl/jsonata/bindings.ts";
import type { Scope } from "../../../asl/scope.ts";
import type { Json } from "../../../aws/json.ts";
import { noteMapFields } from "./map-fields.ts";
import type { Notes } from "./notes.ts";

/** The state with closures that note what they give, and without its retriers: a test never waits for a retry. */
export function inspected(state: CompiledState, notes: Notes): CompiledState {
  const flow = inspectedFlow(state.flow, notes);
  if (state.type === "Pass") {
    if (state.result !== undefined) notes.note("result", state.result.value);
    return { ...state, flow };
  }
  if (state.type !== "Task" && state.type !== "Map" && state.type !== "Parallel") return { ...state, flow };
  const handling = {
    retry: [],
    catch: state.catch.map((catcher, index) => inspectedCatcher(catcher, index, notes)),
  };
  return { ...state, ...handling, flow };
}

/** A Map or a Parallel whose work is mocked: a task that evaluates the state's own fields, and gets the mock's answer. */
export function asMockedTask(state: CompiledState, notes: Notes): CompiledState {
  if (state.type !== "Map" && state.type !== "Parallel") return state;
  const { flow } = state;
  const evaluateFields = (scope: Scope & JsonataBindings) => {
    if (state.type === "Map") noteMapFields(state, scope, notes);
    return {};
  };
  const mockedFlow: DataFlow =
    flow.language === "JSONata"
      ? { ...flow, arguments: (bindings) => evaluateFields(bindings) }
      : { ...flow, parameters: (scope) => evaluateFields(scope as Scope & JsonataBindings) };
  return {
    type: "Task",
    name: state.name,
    flow: mockedFlow,
    next: state.next,
    retry: state.retry,
    catch: state.catch,
    resource: { arn: "", family: "service", service: "mock", action: "mock", pattern: "requestResponse" },
    timeoutSeconds: undefined,
    heartbeatSeconds: undefined,
    credentials: undefined,
  };
}

function inspectedFlow(flow: DataFlow, notes: Notes): DataFlow {
  return flow.language === "JSONata" ? inspectedJsonata(flow, notes) : inspectedJsonPath(flow, notes);
}

function inspectedJsonata(flow: JsonataFlow, notes: Notes): JsonataFlow {
  const given = flow.arguments;
  return {
    ...flow,
    arguments: (bindings) =>
      notes.note("afterArguments", given === undefined ? bindings.input : given(bindings)),
  };
}

function inspectedJsonPath(flow: JsonPathFlow, notes: Notes): JsonPathFlow {
  const { inputPath, parameters, resultSelector, resultPath } = flow;
  return {
    ...flow,
    inputPath: (scope) =>
      notes.note("afterInputPath", inputPath === undefined ? scope.input : inputPath(scope)),
    parameters: (scope) =>
      notes.note("afterParameters", parameters === undefined ? scope.input : parameters(scope)),
    resultSelector: (scope) =>
      notes.note("afterResultSelector", resultSelector === undefined ? scope.input : resultSelector(scope)),
    resultPath: (rawInput, result) =>
      notes.note("afterResultPath", resultPath === undefined ? result : resultPath(rawInput, result)),
  };
}

function inspectedCatcher(catcher: CompiledCatcher, catchIndex: number, notes: Notes): CompiledCatcher {
  const { resultPath, output } = catcher;
  const note = (errorOutput: Json | undefined) => {
    const { Error: error, Cause: cause } = errorOutput as { readonly Error: string; readonly Cause: string };
    notes.caught = { error, cause, catchIndex };
  };
  return {
    ...catcher,
    resultPath: (rawInput, errorOutput) => {
      note(errorOutput);
      return resultPath === undefined ? errorOutput : resultPath(rawInput, errorOutput);
    },
    output: (bindings) => {
      note(bindings.errorOutput ?? undefined);
      return output === undefined ? (bindings.errorOutput ?? null) : output(bindings);
    },
  };
}
