// Which states of a definition read which variables: `variableReferences` of DescribeStateMachine. A state whose variables are
// only assigned has no entry, nor has a machine in which none is read.

import { variableOf } from "../../../asl/validate/path-syntax.ts";
import { readJsonata } from "../../../asl/validate/read-jsonata.ts";
import { isJsonObject, type Json, type JsonObject } from "../../../aws/json.ts";

export type VariableReferences = Readonly<Record<string, readonly string[]>>;

/** Payloads: within them only members whose names end with `.$` are evaluated. */
const payloads = new Set([
  "Parameters",
  "ResultSelector",
  "ItemSelector",
  "Assign",
  "BatchInput",
  "Credentials",
]);
/** Never evaluated. */
const literal = new Set(["Comment", "Result", "Resource", "Next", "Default", "ResultPath", "ErrorEquals"]);

const known = new Map<string, VariableReferences | undefined>();
const mostKnown = 1000;

/**
 * Undefined if no state reads a variable. The definition must be valid. Yields where whoever asks may give way to others.
 */
export function* variableReferences(definition: string): Generator<void, VariableReferences | undefined> {
  if (known.has(definition)) return known.get(definition);
  // Most definitions have no variable, and need not be read for it.
  const references = definition.includes('"Assign"')
    ? yield* referencesOf(JSON.parse(definition) as JsonObject)
    : undefined;
  if (known.size >= mostKnown) known.clear();
  known.set(definition, references);
  return references;
}

function* referencesOf(definition: JsonObject): Generator<void, VariableReferences | undefined> {
  const states = statesOf(definition);
  const assigned = new Set(states.flatMap(([, state]) => assignedNames(state)));
  const found: (readonly [name: string, read: readonly string[]])[] = [];
  for (const [name, state] of states) {
    const names = new Set<string>();
    yield* collect(state, { isPayload: false, names });
    const read = [...names].filter((variable) => assigned.has(variable)).sort();
    if (read.length > 0) found.push([name, read]);
  }
  return found.length === 0 ? undefined : Object.fromEntries(found);
}

/** Every state, those of branches and of Maps too: their names are unique in the machine. */
function statesOf(scope: Json | undefined): readonly (readonly [string, JsonObject])[] {
  if (!isJsonObject(scope) || !isJsonObject(scope.States)) return [];
  return Object.entries(scope.States).flatMap(([name, state]) => {
    if (!isJsonObject(state)) return [];
    const branches = Array.isArray(state.Branches) ? (state.Branches as readonly Json[]) : [];
    const inner = [...branches, state.ItemProcessor, state.Iterator].flatMap(statesOf);
    return [[name, state] as const, ...inner];
  });
}

function assignedNames(state: JsonObject): readonly string[] {
  const own = isJsonObject(state.Assign) ? Object.keys(state.Assign) : [];
  const inner = [state.Choices, state.Catch].flatMap((list) =>
    Array.isArray(list) ? (list as readonly Json[]).filter(isJsonObject).flatMap(assignedNames) : [],
  );
  return [...own.map((name) => name.replace(/\.\$$/, "")), ...inner];
}

interface Collecting {
  readonly isPayload: boolean;
  readonly names: Set<string>;
}

function* collect(value: Json, { isPayload, names }: Collecting, key = ""): Generator<void, void> {
  if (typeof value === "string") {
    for (const name of namesIn(value, key, isPayload)) names.add(name);
    yield;
  } else if (Array.isArray(value)) {
    for (const element of value as readonly Json[]) yield* collect(element, { isPayload, names });
  } else if (isJsonObject(value)) {
    for (const [name, member] of Object.entries(value)) {
      if (!isPayload && (literal.has(name) || isScope(name))) continue;
      yield* collect(member, { isPayload: isPayload || payloads.has(name), names }, name);
    }
  }
}

/** Their states have entries of their own. */
function isScope(name: string): boolean {
  return name === "Branches" || name === "ItemProcessor" || name === "Iterator";
}

function namesIn(text: string, key: string, isPayload: boolean): Iterable<string> {
  if (text.startsWith("{%") && text.endsWith("%}")) {
    const references = readJsonata(text.slice(2, -2));
    return typeof references === "string" ? [] : references.variables;
  }
  const isEvaluated = key.endsWith(".$") || (!isPayload && (key.endsWith("Path") || key === "Variable"));
  if (!isEvaluated) return [];
  const variable = variableOf(text);
  if (variable !== undefined) return [variable];
  return text.startsWith("States.") ? namesInCall(text) : [];
}

/** Variables among the arguments of an intrinsic function, but not in its quoted texts. */
function namesInCall(call: string): readonly string[] {
  const unquoted = call.replaceAll(/'(?:[^'\\]|\\.)*'/gs, "''");
  return [...unquoted.matchAll(/(?<=[(,\s])\$([\p{ID_Start}_][\p{ID_Continue}]*)/gu)].map(
    ([, name = ""]) => name,
  );
}
