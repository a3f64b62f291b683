// Which parts of a data folder have files. A part whose files are all gone looks like one that never had any, so the folder keeps a
// list, against which it is held before the parts are opened.

import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Json } from "../aws/json.ts";
import { met, type Repair } from "../storage/damage.ts";
import { readSealed, saveSealed } from "../storage/sealed-file.ts";
import type { AnyDoor } from "./doors.ts";

const listName = "held-files.json";

/** By file: what it holds. */
function contentsOf(doors: readonly AnyDoor[]): ReadonlyMap<string, string> {
  return new Map(doors.flatMap(({ keeps = {} }) => Object.entries(keeps)));
}

/**
 * To be called before the parts are opened. Throws DamagedFile for a file that has been there and is gone, and for a damaged list,
 * unless a repair is under way.
 */
export function checkHeldFiles(
  directory: string,
  doors: readonly AnyDoor[],
  repair: Repair | undefined,
): void {
  const contents = contentsOf(doors);
  const path = join(directory, listName);
  const list = readSealed(path);
  if (list.state === "damaged")
    met({ ...list.damage, lost: ["which parts of the folder had files"] }, repair);
  if (list.state !== "sound") return;
  for (const name of namesIn(list.value)) {
    const file = join(directory, name);
    // What is beside a file tells of it as well, and more: its part then says what is lost.
    const isKnown = ["", "-wal", ".seal", ".extent"].some((beside) => existsSync(`${file}${beside}`));
    const content = contents.get(name);
    if (isKnown || content === undefined) continue;
    const problem = "the file is missing, with all that was beside it";
    met({ path: file, offset: 0, bytes: 0, problem, lost: [content] }, repair);
  }
}

/** To be called once the parts are open. Rejects with the system's error. */
export async function noteHeldFiles(directory: string, doors: readonly AnyDoor[]): Promise<void> {
  const path = join(directory, listName);
  const there = [...contentsOf(doors).keys()].filter((name) => existsSync(join(directory, name)));
  const list = readSealed(path);
  if (list.state === "sound" && String(namesIn(list.value)) === String(there)) return;
  await saveSealed(path, there);
}

function namesIn(list: Json): readonly string[] {
  return Array.isArray(list) ? list.filter((name) => typeof name === "string") : [];
}
