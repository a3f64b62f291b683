// A parsed path made into a closure over scopes. Paths of up to three members, by far the most common, have closures of
// their own that neither loop nor allocate.

import type { Json, JsonObject } from "../../aws/json.ts";
import { EvaluationError, type Scope } from "../scope.ts";
import { followAll, followDefinite } from "./follow.ts";
import { isDefinite, type ParsedPath, type Root, shownSteps } from "./steps.ts";

/** Undefined if there is nothing at the place. */
export type Find = (scope: Scope) => Json | undefined;

export function findOf(path: ParsedPath): Find {
  const start = startOf(path.root);
  const { steps } = path;
  const severalAt = steps.findIndex(({ type }) => type === "members");
  if (severalAt >= 0 && severalAt < steps.length - 1) return findBeyondSeveral(path, severalAt);
  if (steps.length <= 3) {
    const names = steps.map((step) => (step.type === "member" ? step.name : undefined));
    if (names.every((name) => name !== undefined && !isInherited(name)))
      return findMember(start, names as string[]);
  }
  if (isDefinite(path)) return (scope) => followDefinite(start(scope), steps);
  return (scope) => {
    const document = start(scope);
    return document === undefined ? undefined : followAll(document, steps);
  };
}

/** Several members may only end a path, which is told where there are some: Jayway finds out while it walks. */
function findBeyondSeveral(path: ParsedPath, severalAt: number): Find {
  const upTo = path.steps.slice(0, severalAt + 1);
  const find = findOf({ ...path, steps: upTo });
  return (scope) => {
    const found = find(scope);
    if (found === undefined || (Array.isArray(found) && found.length === 0)) return found;
    throw new EvaluationError(
      "States.Runtime",
      `Invalid path '${path.text}' : Multi properties can only be used as path leafs: $${shownSteps(upTo)}`,
    );
  };
}

function findMember(start: Find, names: readonly string[]): Find {
  const [first = "", second = "", third = ""] = names;
  switch (names.length) {
    case 0:
      return start;
    case 1:
      return (scope) => plainMemberOf(start(scope), first);
    case 2:
      return (scope) => plainMemberOf(plainMemberOf(start(scope), first), second);
    default:
      return (scope) => plainMemberOf(plainMemberOf(plainMemberOf(start(scope), first), second), third);
  }
}

/** Every object has these without owning them; such a name takes the longer way, which looks at what is the object's own. */
function isInherited(name: string): boolean {
  return name in Object.prototype;
}

function plainMemberOf(value: Json | undefined, name: string): Json | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  return (value as JsonObject)[name];
}

export function startOf(root: Root): Find {
  switch (root.type) {
    case "context":
      return (scope) => scope.context;
    case "variable": {
      const { name } = root;
      return (scope) => scope.variables.get(name);
    }
    default:
      return (scope) => scope.input;
  }
}
