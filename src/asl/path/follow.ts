// Walks a path through a document. Nodes are walked in lists, never by recursion, so that neither long paths nor deep data
// end the stack. Only own properties are members: `__proto__` and `constructor` are names like any other.

import type { Json, JsonObject } from "../../aws/json.ts";
import { EvaluationError } from "../scope.ts";
import { pathFunctions } from "./path-functions.ts";
import type { Step } from "./steps.ts";

/** `$..*..*` on a small document can ask for more nodes than there is memory. */
const mostNodes = 1_000_000;

export function memberOf(value: Json | undefined, name: string): Json | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  return Object.hasOwn(value, name) ? (value as JsonObject)[name] : undefined;
}

export function elementOf(value: Json | undefined, index: number): Json | undefined {
  return Array.isArray(value) ? value[index < 0 ? value.length + index : index] : undefined;
}

/** Steps of a definite path: the one place, or undefined if it is not there. */
export function followDefinite(start: Json | undefined, steps: readonly Step[]): Json | undefined {
  let value = start;
  for (const step of steps) {
    if (value === undefined) return undefined;
    value = takeStep(value, step);
  }
  return value;
}

function takeStep(value: Json, step: Step): Json | undefined {
  switch (step.type) {
    case "member":
      return memberOf(value, step.name);
    case "index":
      return elementOf(value, step.index);
    case "function":
      return pathFunctions.get(step.name)?.(value);
    default:
      return undefined;
  }
}

/** Every place that the path leads to: none if what comes before its first branching is not there [recorded]. */
export function followAll(start: Json, steps: readonly Step[], document: Json): Json | undefined {
  let branchAt = 0;
  while (branchAt < steps.length && isSingle(steps[branchAt] as Step)) branchAt++;
  const trunk = followDefinite(start, steps.slice(0, branchAt));
  if (trunk === undefined) return [];
  let nodes: readonly Json[] = [trunk];
  for (let at = branchAt; at < steps.length; at++) {
    const step = steps[at] as Step;
    // Jayway hands all that a deep scan found to the function at its end, and every other node one by one.
    if (step.type === "function" && steps.some(({ type }) => type === "descendants")) {
      return pathFunctions.get(step.name)?.(nodes);
    }
    nodes = takeStepEverywhere(nodes, step, document);
  }
  return nodes;
}

function isSingle({ type }: Step): boolean {
  return type === "member" || type === "index" || type === "function";
}

function takeStepEverywhere(nodes: readonly Json[], step: Step, document: Json): readonly Json[] {
  const found: Json[] = [];
  for (const node of nodes) {
    addMatches(found, node, step, document);
    if (found.length > mostNodes) {
      throw new EvaluationError("States.Runtime", `The path matches more than ${mostNodes} values.`);
    }
  }
  return found;
}

function addMatches(found: Json[], node: Json, step: Step, document: Json): void {
  switch (step.type) {
    case "members":
      addMembers(found, node, step.names);
      return;
    case "indexes":
      for (const index of step.indexes) add(found, elementOf(node, index));
      return;
    case "slice":
      addSlice(found, node, step);
      return;
    case "wildcard":
      for (const child of childrenOf(node)) found.push(child);
      return;
    case "descendants":
      addDescendants(found, node);
      return;
    case "filter":
      // An object is itself what the filter looks at.
      for (const item of Array.isArray(node) ? node : isObject(node) ? [node] : []) {
        if (step.accepts(item, document)) found.push(item);
      }
      return;
    default:
      add(found, takeStep(node, step));
  }
}

function add(found: Json[], value: Json | undefined): void {
  if (value !== undefined) found.push(value);
}

/** `['a','b']` makes an object of the members that are there. */
function addMembers(found: Json[], node: Json, names: readonly string[]): void {
  if (!isObject(node)) return;
  const entries = names.filter((name) => Object.hasOwn(node, name)).map((name) => [name, node[name] as Json]);
  found.push(Object.fromEntries(entries) as JsonObject);
}

function addSlice(found: Json[], node: Json, step: Extract<Step, { type: "slice" }>): void {
  if (!Array.isArray(node)) return;
  const [start, end] = [bound(step.start ?? 0, node.length), bound(step.end ?? node.length, node.length)];
  for (let index = start; index < end; index += step.stride) found.push(node[index] as Json);
}

function bound(index: number, length: number): number {
  return Math.max(0, Math.min(length, index < 0 ? length + index : index));
}

function addDescendants(found: Json[], top: Json): void {
  const waiting: Json[] = [top];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    found.push(node);
    if (found.length > mostNodes) return;
    const children = childrenOf(node);
    for (let index = children.length - 1; index >= 0; index--) waiting.push(children[index] as Json);
  }
}

function childrenOf(node: Json): readonly Json[] {
  if (Array.isArray(node)) return node;
  return isObject(node) ? Object.values(node) : [];
}

function isObject(value: Json): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
