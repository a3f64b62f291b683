// Where the parts of a template stand in the file that somebody wrote. Values are plain JSON and immutable, so their places are kept
// beside them, by the object or list that holds them: whatever carries a part of a template over into another (a transform, an
// unrolled loop, a resolved property) carries its place with it, and says only of what it makes itself from what it is made.

import { isJsonObject, type Json } from "../json.ts";

export interface Place {
  readonly file: string;
  /** Both count from 1. */
  readonly line: number;
  readonly column: number;
}

/** What was written about an object or a list. */
export interface WrittenContainer {
  readonly file: string;
  readonly position: Position;
  /** By key or index: where an object's key, or a list's item, begins. */
  readonly members: ReadonlyMap<string, WrittenMember>;
}

export interface Position {
  readonly line: number;
  readonly column: number;
}

export interface WrittenMember extends Position {
  /** A number's text, where it says more than the number, as `2.0` does. */
  readonly number?: string;
}

type Container = object;

const written = new WeakMap<Container, WrittenContainer>();

export function noteWritten(container: Container, what: WrittenContainer): void {
  written.set(container, what);
}

/** `made` stands where `origin` does, with the same members; answers `made`. */
export function madeFrom<Made extends Json>(made: Made, origin: Json): Made {
  if (!isContainer(made) || !isContainer(origin) || written.has(made)) return made;
  const what = written.get(origin);
  if (what !== undefined) written.set(made, what);
  return made;
}

/** Of the members of `made` that have no place of their own, those of `origin` stand where they do there. */
export function alsoMadeFrom(made: Json, origin: Json): void {
  const what = isContainer(origin) ? written.get(origin) : undefined;
  if (what === undefined || !isContainer(made)) return;
  const own = written.get(made) ?? what;
  written.set(made, { ...own, members: new Map([...what.members, ...own.members]) });
}

/** The text of the number at a key or index, where it was written otherwise than JSON would write it: `2.0`. */
export function numberAsWritten(container: Json, key: string): string | undefined {
  return isContainer(container) ? written.get(container)?.members.get(key)?.number : undefined;
}

/**
 * Where the part at a JSON pointer stands, or the nearest part around it of which that is known. A pointer that was made of
 * resolved values leads through both branches of an `Fn::If`.
 */
export function placeOf(root: Json, pointer: string): Place | undefined {
  const keys = pointer
    .split("/")
    .slice(1)
    .map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"));
  return deepest(root, keys, startOf(root), 0).place;
}

interface Found {
  readonly place: Place | undefined;
  readonly depth: number;
}

function deepest(value: Json, keys: readonly string[], place: Place | undefined, depth: number): Found {
  const key = keys[depth];
  if (key === undefined || !isContainer(value)) return { place, depth };
  const member = (value as Readonly<Record<string, Json>>)[key];
  if (Object.hasOwn(value, key) && member !== undefined) {
    return deepest(member, keys, memberPlace(value, key) ?? startOf(member) ?? place, depth + 1);
  }
  const branches = branchesOf(value).map((branch) => deepest(branch, keys, startOf(branch) ?? place, depth));
  return branches.reduce((best, found) => (found.depth > best.depth ? found : best), { place, depth });
}

function branchesOf(value: Json): readonly Json[] {
  const choice = isJsonObject(value) && Object.hasOwn(value, "Fn::If") ? value["Fn::If"] : undefined;
  return Array.isArray(choice) ? choice.slice(1) : [];
}

function startOf(value: Json): Place | undefined {
  const what = isContainer(value) ? written.get(value) : undefined;
  return what && { file: what.file, line: what.position.line, column: what.position.column };
}

function memberPlace(container: Container, key: string): Place | undefined {
  const what = written.get(container);
  const member = what?.members.get(key);
  return what && member && { file: what.file, line: member.line, column: member.column };
}

function isContainer(value: Json): value is Json & object {
  return typeof value === "object" && value !== null;
}
