// Projections: an item with those of its attributes, members and elements that are asked for.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.ProjectionExpressions.html

import type { AttributeMap, AttributeValue, Item } from "../values/attribute-value.ts";
import type { Projection } from "./compiled.ts";
import { refuseOverlaps } from "./distinct-paths.ts";
import type { DocumentPath } from "./document-path.ts";
import { memberOf } from "./document-path.ts";
import { refuserOf, TokenStream } from "./lexer.ts";
import { parsePath } from "./parse-operand.ts";
import { type Placeholders, refuseReservedWords } from "./placeholders.ts";
import type { PathSyntax } from "./syntax.ts";
import { SyntaxCache } from "./syntax-cache.ts";

const kind = "ProjectionExpression";
const refuser = refuserOf(kind);
const syntaxes = new SyntaxCache<readonly PathSyntax[]>();
const noKeywords: ReadonlySet<string> = new Set();

/** Throws ValidationException. */
export function compileProjection(source: string, placeholders: Placeholders): Projection {
  const written = syntaxes.get(source, () => parsePaths(source));
  for (const path of written) refuseReservedWords(path, refuser);
  const paths = written.map((path) => placeholders.resolvePath(path, refuser));
  refuseOverlaps(paths, refuser);
  return projectionOf(paths);
}

function parsePaths(source: string): readonly PathSyntax[] {
  const tokens = new TokenStream(kind, source);
  const paths: PathSyntax[] = [];
  do paths.push(parsePath(tokens, noKeywords));
  while (tokens.takeSymbol(","));
  tokens.expectEnd();
  return paths;
}

export function projectionOf(paths: readonly DocumentPath[]): Projection {
  const selection = selectionOf(paths);
  return { paths, project: (item) => projectMap(item, selection) ?? {} };
}

/** What an update shows of an item as UPDATED_OLD or UPDATED_NEW. */
export function projectPaths(paths: readonly DocumentPath[], item: Item): Item {
  return projectionOf(paths).project(item);
}

/** By step, what is wanted beneath; "all" of a place whose path ends there. */
type Selection = Map<string | number, Selection | "all">;

function selectionOf(paths: readonly DocumentPath[]): Selection {
  const root: Selection = new Map();
  for (const path of paths) {
    let selection = root;
    for (const step of path.slice(0, -1)) {
      const beneath = selection.get(step);
      if (beneath === "all") break;
      const next: Selection = beneath ?? new Map();
      selection.set(step, next);
      selection = next;
    }
    selection.set(path.at(-1) as string | number, "all");
  }
  return root;
}

/** Undefined if nothing of what is wanted is there. */
function projectMap(map: AttributeMap, selection: Selection): AttributeMap | undefined {
  const members: [string, AttributeValue][] = [];
  for (const [step, beneath] of selection) {
    const member = memberOf({ M: map }, step);
    const projected = member === undefined ? undefined : projectValue(member, beneath);
    if (projected !== undefined) members.push([String(step), projected]);
  }
  return members.length === 0 ? undefined : Object.fromEntries(members);
}

function projectValue(value: AttributeValue, selection: Selection | "all"): AttributeValue | undefined {
  if (selection === "all") return value;
  if ("M" in value) {
    const map = projectMap(value.M, selection);
    return map === undefined ? undefined : { M: map };
  }
  return "L" in value ? projectList(value.L, selection) : undefined;
}

/** Elements stay in the list's order, whatever the order in which they are asked for. */
function projectList(list: readonly AttributeValue[], selection: Selection): AttributeValue | undefined {
  const elements: AttributeValue[] = [];
  for (const step of [...selection.keys()].filter((key) => typeof key === "number").sort((a, b) => a - b)) {
    const element = list[step];
    const projected = element === undefined ? undefined : projectValue(element, selection.get(step) ?? "all");
    if (projected !== undefined) elements.push(projected);
  }
  return elements.length === 0 ? undefined : { L: elements };
}
