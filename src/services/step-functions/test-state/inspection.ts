// What TestState shows of the way of the data through a state: each field's closure is replaced by one that notes what the
// original gave. Which notes AWS shows depends on the type of the state and its language [recorded].

import type {
  CompiledCatcher,
  CompiledState,
  DataFlow,
  JsonataFlow,
  JsonPathFlow,
} from "../../../asl/compile/compiled-machine.ts";
import type { JsonataBindings } from "../../../asl/jsonata/compile-jsonata.ts";
import type { Scope } from "../../../asl/scope.ts";
import type { Json } from "../../../aws/json.ts";
import { jsonTextOf } from "../../../aws/json-text.ts";
import type { ServiceError } from "../../../aws/service-error.ts";
import type { HttpExchange } from "../../../engine/seams.ts";
import { noteMapFields } from "./map-fields.ts";

export type NotedData =
  | "afterInputPath"
  | "afterParameters"
  | "afterArguments"
  | "afterItemsPointer"
  | "afterItemsPath"
  | "afterItemSelector"
  | "afterItemBatcher"
  | "result"
  | "afterResultSelector"
  | "afterResultPath";

export class Notes {
  readonly data = new Map<NotedData, Json>();
  /** The fields of a Map that are numbers. */
  readonly limits = new Map<
    "maxConcurrency" | "toleratedFailureCount" | "toleratedFailurePercentage",
    number
  >();
  /** What the ItemReader of a Map would have read, if that is given. */
  readItems: readonly Json[] | undefined;
  /** How many iterations a Map has. */
  itemCount = 0;
  /** What an HTTP task sent and got last. */
  exchange: HttpExchange | undefined;
  /** What is wrong with the request, where only the evaluated fields tell. */
  refusal: ServiceError | undefined;
  /** The failure that a catcher took. */
  caught: { readonly error: string; readonly cause: string; readonly catchIndex: number } | undefined;

  note(name: NotedData, value: Json): Json {
    this.data.set(name, value);
    return value;
  }

  /** Those that AWS shows, as JSON text. */
  shown(state: CompiledState, hasResult: boolean): Readonly<Record<string, string>> {
    const isFinished = this.data.has("afterItemsPath");
    const texts = shownData(state, { hasResult, isFinished })
      .filter((name) => this.data.has(name))
      .map((name) => [name, jsonTextOf(this.data.get(name) ?? null)]);
    return Object.fromEntries(texts);
  }
}

function shownData(state: CompiledState, { hasResult, isFinished }: Shown): readonly NotedData[] {
  if (state.flow.language === "JSONata") {
    if (state.type === "Map") return ["afterItemsPointer", "afterItemSelector", "afterItemBatcher"];
    return state.type === "Task" ? ["afterArguments", "result"] : [];
  }
  switch (state.type) {
    case "Task":
      return ["afterInputPath", "afterParameters", "result", "afterResultSelector", "afterResultPath"];
    case "Pass":
      return hasResult
        ? ["result", "afterResultSelector", "afterResultPath"]
        : ["afterInputPath", "afterParameters", "afterResultSelector", "afterResultPath"];
    case "Parallel":
      return ["afterResultSelector", "afterResultPath"];
    case "Map":
      // Of a Map that has found no items AWS shows what it was to find them in.
      if (!isFinished) return ["afterInputPath"];
      return [
        "afterItemsPointer",
        "afterItemsPath",
        "afterItemSelector",
        "afterItemBatcher",
        "afterResultSelector",
        "afterResultPath",
      ];
    default:
      return ["afterInputPath"];
  }
}

interface Shown {
  readonly hasResult: boolean;
  /** Whether a Map has found its items. */
  readonly isFinished: boolean;
}

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
