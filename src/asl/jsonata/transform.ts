// `| pattern | update, delete |`: a function that gives a copy of an object in which what the pattern finds is changed.

import { setMember } from "../../aws/set-member.ts";
import type { Compile } from "./compile.ts";
import { Callable, type Frame, type Run } from "./evaluation.ts";
import { JsonataError } from "./jsonata-error.ts";
import { isArray, isObject } from "./sequences.ts";
import type { Node } from "./syntax-tree.ts";

export function compileTransform(node: Node, depth: number, compile: Compile): Run {
  const pattern = compile(node.pattern as Node, depth);
  const update = compile(node.update as Node, depth);
  const deletion = node.delete === undefined ? undefined : compile(node.delete, depth);
  return (_input, frame) =>
    new Callable({
      arity: 1,
      body: (_evaluation, [original]) => {
        if (original === undefined) return undefined;
        const copy = copied(original, frame);
        const own = new Set<unknown>();
        collectObjects(copy, own, frame);
        for (const match of listOf(pattern(copy, frame))) {
          const changes = update(match, frame);
          if (changes !== undefined && (!isObject(changes) || isArray(changes))) {
            throw new JsonataError("T2011", { value: changes });
          }
          const names = textsOf(deletion?.(match, frame), frame);
          // What the pattern found elsewhere, in a variable, is not the expression's to change.
          if (own.has(match)) change(match as Record<string, never>, changes, names, frame);
        }
        return copy;
      },
    });
}

function copied(original: unknown, frame: Frame): unknown {
  const clone = frame.lookUp("clone");
  if (!(clone instanceof Callable)) throw new JsonataError("T2013");
  return frame.evaluation.apply(clone, [original], null);
}

function collectObjects(value: unknown, found: Set<unknown>, frame: Frame): void {
  if (!isObject(value)) return;
  const { budget } = frame.evaluation;
  budget.spend(20);
  budget.addItems(4);
  found.add(value);
  if (isArray(value)) {
    budget.spend(value.length * 2);
    for (const item of value) collectObjects(item, found, frame);
    return;
  }
  const names = Object.keys(value);
  budget.listMembers(names.length);
  for (const name of names) collectObjects(value[name], found, frame);
}

function listOf(found: unknown): readonly unknown[] {
  if (found === undefined) return [];
  return isArray(found) ? found : [found];
}

function change(
  object: Record<string, never>,
  changes: Readonly<Record<string, unknown>> | undefined,
  deleted: readonly string[],
  { evaluation: { budget } }: Frame,
): void {
  const names = Object.keys(changes ?? {});
  budget.listMembers(names.length);
  budget.addMembers(names.length);
  for (const name of names) setMember(object, name, changes?.[name] as never);
  for (const name of deleted) delete object[name];
}

function textsOf(names: unknown, { evaluation: { budget } }: Frame): readonly string[] {
  const list = listOf(names);
  budget.spend(16 + list.length * 64);
  if (!list.every((name) => typeof name === "string")) throw new JsonataError("T2012", { value: names });
  return list;
}
