// A small file that is replaced as a whole: one line of JSON with its checksum. Whoever reads it gets what was saved, or hears
// that it is damaged; an older Millrace wrote the JSON alone, which is taken as it is.

import { open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import type { JsonShaped } from "../aws/json.ts";
import type { Damage } from "./damage.ts";
import { readLines, writeLine } from "./journal-line.ts";
import { privateFile, readIfThere, syncFolder } from "./private-files.ts";

export type SealedFile<Value> =
  | { readonly state: "sound"; readonly value: Value }
  | { readonly state: "missing" }
  | { readonly state: "damaged"; readonly damage: Damage };

/** On disk when it resolves; if it rejects, with the system's error, the file is as it was. */
export async function saveSealed<Value extends object>(
  path: string,
  value: Value & JsonShaped<Value>,
): Promise<void> {
  const draft = `${path}.new`;
  try {
    await rm(draft, { force: true });
    const file = await open(draft, "wx", privateFile);
    try {
      await file.writeFile(writeLine(value));
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
  } catch (problem) {
    await rm(draft, { force: true }).catch(() => undefined);
    throw problem;
  }
  syncFolder(dirname(path));
}

/** A `Value` is what was saved. Throws the system's error for a file that is there and cannot be read. */
export function readSealed<Value>(path: string): SealedFile<Value> {
  const bytes = readIfThere(path);
  if (bytes === undefined) return { state: "missing" };
  const { sound } = readLines<Value>(bytes);
  const [line] = sound;
  if (line?.offset === 0) return { state: "sound", value: line.entry };
  try {
    return { state: "sound", value: JSON.parse(bytes.toString("utf8")) as Value };
  } catch {
    const problem = bytes.length === 0 ? "it is empty" : "what it holds does not have its checksum";
    return { state: "damaged", damage: { path, offset: 0, bytes: bytes.length, problem, lost: [] } };
  }
}
