// Walks a path through a document. Nodes are walked in lists, never by recursion, so that neither long paths nor deep data
// end the stack. Only own properties are members: `__proto__` and `constructor` are names like any other.

import { isJsonObject, type Json, type JsonObject } from "../../aws/json.ts";
import { setMember } from "../../aws/set-member.ts";
import { EvaluationError } from "../scope.ts";
import { isSingle, type Step } from "./steps.ts";

/** What one path may look at: more than any state's data has, but `$..*..*` looks at the same places again and again. */
const mostVisits = 500_000;

/** Counts the places that a path looks at. */
class Visits {
  #left = mostVisits;

  add(count: number): void {
    this.#left -= count;
    if (this.#left < 0) {
      throw new EvaluationError("States.Runtime", `The path leads to more than ${mostVisits} places.`);
    }
  }
}

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
    case "members":
      return membersOf(value, step.names);
    default:
      return undefined;
  }
}

/** `['a','b']` makes an object of the members that are there. */
function membersOf(value: Json, names: readonly string[]): Json | undefined {
  if (!isJsonObject(value)) return undefined;
  const object: Record<string, Json> = {};
  for (const name of names) {
    if (Object.hasOwn(value, name)) setMember(object, name, value[name] as Json);
  }
  return object;
}

/** Every place that the path leads to: none if what comes before its first branching is not there [recorded]. */
export function followAll(start: Json, steps: readonly Step[]): readonly Json[] {
  let branchAt = 0;
  while (branchAt < steps.length && isSingle(steps[branchAt] as Step)) branchAt++;
  const trunk = followDefinite(start, steps.slice(0, branchAt));
  if (trunk === undefined) return [];
  const visits = new Visits();
  let nodes: readonly Json[] = [trunk];
  for (const step of steps.slice(branchAt)) nodes = takeStepEverywhere(nodes, step, visits);
  return nodes;
}

function takeStepEverywhere(nodes: readonly Json[], step: Step, visits: Visits): readonly Json[] {
  const found: Json[] = [];
  for (const node of nodes) addMatches(found, node, step, visits);
  return found;
}

function addMatches(found: Json[], node: Json, step: Step, visits: Visits): void {
  visits.add(step.type === "indexes" ? step.indexes.length : 1);
  switch (step.type) {
    case "indexes":
      for (const index of step.indexes) add(found, elementOf(node, index));
      return;
    case "slice":
      if (Array.isArray(node)) visits.add(node.length);
      addSlice(found, node, step);
      return;
    case "wildcard":
      visits.add(childrenOf(node).length);
      for (const child of childrenOf(node)) found.push(child);
      return;
    case "descendants":
      addDescendants(found, node, visits);
      return;
    case "filter":
      if (Array.isArray(node)) visits.add(node.length);
      // An object is itself what the filter looks at.
      for (const item of Array.isArray(node) ? node : isJsonObject(node) ? [node] : []) {
        if (step.accepts(item)) found.push(item);
      }
      return;
    default:
      add(found, takeStep(node, step));
  }
}

function add(found: Json[], value: Json | undefined): void {
  if (value !== undefined) found.push(value);
}

/** Only where there is no end does a start count from the back; an end that does is never behind a start. */
function addSlice(found: Json[], node: Json, { start, end }: Extract<Step, { type: "slice" }>): void {
  if (!Array.isArray(node)) return;
  if (start === undefined) addItems(found, node, 0, fromFront(end ?? node.length, node.length));
  else if (end === undefined) addItems(found, node, Math.max(0, fromFront(start, node.length)), node.length);
  else addItems(found, node, start, end);
}

function fromFront(index: number, length: number): number {
  return index < 0 ? length + index : index;
}

function addItems(found: Json[], items: readonly Json[], start: number, end: number): void {
  const first = Math.max(start, -items.length);
  for (let index = first; index < Math.min(end, items.length); index++) add(found, elementOf(items, index));
}

function addDescendants(found: Json[], top: Json, visits: Visits): void {
  const waiting: Json[] = [top];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    found.push(node);
    visits.add(1);
    const children = childrenOf(node);
    for (let index = children.length - 1; index >= 0; index--) waiting.push(children[index] as Json);
  }
}

function childrenOf(node: Json): readonly Json[] {
  if (Array.isArray(node)) return node;
  return isJsonObject(node) ? Object.values(node) : [];
}
