// What stacks export and others import: an export has one owner, and whoever imports it holds it as it is.

import type { Stack, StackOutput } from "./stack.ts";
import type { StackBook, StackRecord } from "./stack-book.ts";

export interface Export {
  readonly name: string;
  readonly value: string;
  readonly stackId: string;
}

export function exportsOf(book: StackBook): readonly Export[] {
  return book.all
    .filter(({ stack }) => stack.status !== "DELETE_COMPLETE")
    .flatMap(({ stack }) =>
      stack.outputs.flatMap(({ exportName, value }) =>
        exportName === undefined ? [] : [{ name: exportName, value, stackId: stack.id }],
      ),
    )
    .sort((left, right) => (left.name < right.name ? -1 : 1));
}

export function exportedValue(book: StackBook, name: string): string | undefined {
  return exportsOf(book).find((each) => each.name === name)?.value;
}

/** The names of the stacks that read the export, but for its own. */
export function importersOf(book: StackBook, name: string, owner: string): readonly string[] {
  return book.all
    .filter(({ stack }: StackRecord) => stack.id !== owner && stack.status !== "DELETE_COMPLETE")
    .filter(({ stack }) => stack.imports.includes(name))
    .map(({ stack }) => stack.name);
}

/** Why the stack cannot have these outputs in place of its own; undefined if it can. */
export function exportProblem(
  book: StackBook,
  stack: Stack,
  outputs: readonly StackOutput[],
): string | undefined {
  const wanted = new Map(
    outputs.flatMap((each) => (each.exportName === undefined ? [] : [[each.exportName, each.value]])),
  );
  const others = exportsOf(book).filter(({ stackId }) => stackId !== stack.id);
  for (const { name, stackId } of others) {
    if (!wanted.has(name)) continue;
    const owner = book.byId(stackId)?.stack.name ?? stackId;
    return `Export with name ${name} is already exported by stack ${owner}. Rollback requested by user.`;
  }
  for (const { exportName, value } of stack.outputs) {
    if (exportName === undefined || wanted.get(exportName) === value) continue;
    const users = importersOf(book, exportName, stack.id);
    const verb = wanted.has(exportName) ? "updated" : "deleted";
    if (users.length > 0)
      return `Export ${exportName} cannot be ${verb} as it is in use by ${inWords(users)}`;
  }
  return undefined;
}

/** Why the stack cannot be deleted. */
export function exportInUse(book: StackBook, stack: Stack): string | undefined {
  for (const { exportName } of stack.outputs) {
    if (exportName === undefined) continue;
    const users = importersOf(book, exportName, stack.id);
    if (users.length > 0)
      return `Delete canceled. Cannot delete export ${exportName} as it is in use by ${inWords(users)}.`;
  }
  return undefined;
}

function inWords(names: readonly string[]): string {
  const last = names.at(-1) ?? "";
  return names.length < 2 ? last : `${names.slice(0, -1).join(", ")} and ${last}`;
}
