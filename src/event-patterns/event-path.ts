// The JSON paths of InputPath and InputPathsMap: members, list entries, and `*` for all of either.
// EventBridge user guide, "Amazon EventBridge input transformation".

import type { Json } from "../aws/json.ts";

type Step = string | number | typeof all;
const all = Symbol("*");

export type ReadPath = (event: Json) => Json | undefined;

const step = /\.\*|\[\*\]|\.([^.[\]*\s]+)|\[(\d{1,9})\]|\['([^']*)'\]|\["([^"]*)"\]/y;

/** Undefined for what is no such path. With a `*` the path gives a list of all that it leads to. */
export function compileEventPath(path: string): ReadPath | undefined {
  const steps = stepsOf(path);
  if (steps === undefined) return undefined;
  if (!steps.includes(all)) return (event) => steps.reduce<Json | undefined>(readStep, event);
  return (event) => steps.reduce<readonly Json[]>(readAll, [event]);
}

function stepsOf(path: string): readonly Step[] | undefined {
  if (!path.startsWith("$")) return undefined;
  const steps: Step[] = [];
  let position = 1;
  while (position < path.length) {
    step.lastIndex = position;
    const found = step.exec(path);
    if (found === null) return undefined;
    const [, name, index, quoted, doubleQuoted] = found;
    steps.push(index === undefined ? (name ?? quoted ?? doubleQuoted ?? all) : Number(index));
    position = step.lastIndex;
  }
  return steps;
}

function readAll(values: readonly Json[], next: Step): readonly Json[] {
  if (next === all) {
    return values.flatMap((value) =>
      typeof value === "object" && value !== null ? Object.values(value) : [],
    );
  }
  return values.flatMap((value) => {
    const found = readStep(value, next);
    return found === undefined ? [] : [found];
  });
}

function readStep(value: Json | undefined, next: Step): Json | undefined {
  if (typeof value !== "object" || value === null || typeof next === "symbol") return undefined;
  return Object.hasOwn(value, next) ? (value as { readonly [key: string | number]: Json })[next] : undefined;
}
