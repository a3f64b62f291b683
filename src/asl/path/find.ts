// A parsed path made into a closure over scopes. Paths of up to three members, by far the most common, have closures of
// their own that neither loop nor allocate.

import type { Json } from "../../aws/json.ts";
import type { Scope } from "../scope.ts";
import { followAll, followDefinite, memberOf } from "./follow.ts";
import { isDefinite, type ParsedPath, type Root } from "./steps.ts";

/** Undefined if there is nothing at the place. */
export type Find = (scope: Scope) => Json | undefined;

export function findOf(path: ParsedPath): Find {
  const start = startOf(path.root);
  const { steps } = path;
  const names = steps.map((step) => (step.type === "member" ? step.name : undefined));
  if (names.length <= 3 && names.every((name) => name !== undefined)) return findMember(start, names);
  if (isDefinite(path)) return (scope) => followDefinite(start(scope), steps);
  return (scope) => {
    const document = start(scope);
    return document === undefined ? undefined : followAll(document, steps, document);
  };
}

function findMember(start: Find, names: readonly string[]): Find {
  const [first = "", second = "", third = ""] = names;
  switch (names.length) {
    case 0:
      return start;
    case 1:
      return (scope) => memberOf(start(scope), first);
    case 2:
      return (scope) => memberOf(memberOf(start(scope), first), second);
    default:
      return (scope) => memberOf(memberOf(memberOf(start(scope), first), second), third);
  }
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
