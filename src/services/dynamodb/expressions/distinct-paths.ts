// Paths of one projection or update, none of which may lie in another, nor treat the same place as a map and as a list.

import { type DocumentPath, showPath } from "./document-path.ts";
import type { Refuser } from "./lexer.ts";

/** Throws ValidationException. */
export function refuseOverlaps(paths: readonly DocumentPath[], refuser: Refuser): void {
  let conflict: string | undefined;
  for (const [index, second] of paths.entries()) {
    for (const first of paths.slice(0, index)) {
      const relation = relationOf(first, second);
      const both = `must remove or rewrite one of these paths; path one: ${showPath(first)}, path two: ${showPath(second)}`;
      if (relation === "overlap")
        throw refuser.refusal(`Two document paths overlap with each other; ${both}`);
      if (relation === "conflict") conflict ??= `Two document paths conflict with each other; ${both}`;
    }
  }
  if (conflict !== undefined) throw refuser.refusal(conflict);
}

function relationOf(first: DocumentPath, second: DocumentPath): "apart" | "overlap" | "conflict" {
  const common = Math.min(first.length, second.length);
  for (let step = 0; step < common; step += 1) {
    if (typeof first[step] !== typeof second[step]) return "conflict";
    if (first[step] !== second[step]) return "apart";
  }
  return "overlap";
}
