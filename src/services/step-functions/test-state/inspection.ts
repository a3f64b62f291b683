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
import { atOnce } from "../../../time/time-slice.ts";
import { noteMapFields } from "./map-fields.ts";
import type { NotedData, Notes } from "./notes.ts";

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
  const inPieces = function* (scope: Scope & JsonataBindings): Generator<void, Json> {
    if (state.type === "Map") yield* noteMapFields(state, scope, notes);
    return {};
  };
  const evaluate = (scope: Scope & JsonataBindings) => atOnce(inPieces(scope));
  const evaluateFields = Object.assign(evaluate, { inPieces });
  const mockedFlow: DataFlow =
    flow.language === "JSONata"
      ? { ...flow, arguments: evaluateFields }
      : { ...flow, parameters: evaluateFields };
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
  return { ...flow, arguments: noted(flow.arguments ?? inputOf, "afterArguments", notes) };
}

/** Gives way where the template itself does. */
function noted<Of extends { readonly input: Json }>(
  evaluate: Pieceable<Of>,
  name: NotedData,
  notes: Notes,
): Pieceable<Of> {
  const { inPieces } = evaluate;
  const note = (scope: Of) => notes.note(name, evaluate(scope));
  if (inPieces === undefined) return note;
  return Object.assign(note, {
    *inPieces(scope: Of): Generator<void, Json> {
      return notes.note(name, yield* inPieces(scope));
    },
  });
}

/** A template of either language. */
interface Pieceable<Of> {
  (scope: Of): Json;
  readonly inPieces?: ((scope: Of) => Generator<void, Json>) | undefined;
}

const inputOf: Pieceable<{ readonly input: Json }> = ({ input }) => input;

function inspectedJsonPath(flow: JsonPathFlow, notes: Notes): JsonPathFlow {
  const { inputPath, parameters, resultSelector, resultPath } = flow;
  return {
    ...flow,
    inputPath: noted(inputPath ?? inputOf, "afterInputPath", notes),
    parameters: noted(parameters ?? inputOf, "afterParameters", notes),
    resultSelector: noted(resultSelector ?? inputOf, "afterResultSelector", notes),
    resultPath: (rawInput, result) =>
      notes.note("afterResultPath", resultPath === undefined ? result : resultPath(rawInput, result)),
  };
}

function inspectedCatcher(catcher: CompiledCatcher, catchIndex: number, notes: Notes): CompiledCatcher {
  const { resultPath, output } = catcher;
  const inPieces = output?.inPieces;
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
    output: Object.assign(
      (bindings: JsonataBindings) => {
        note(bindings.errorOutput ?? undefined);
        return output === undefined ? (bindings.errorOutput ?? null) : output(bindings);
      },
      inPieces && {
        inPieces(bindings: JsonataBindings) {
          note(bindings.errorOutput ?? undefined);
          return inPieces(bindings);
        },
      },
    ),
  };
}
