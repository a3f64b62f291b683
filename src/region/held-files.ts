// Which parts of a data folder have files, and whose they are. A part whose files are all gone looks like one that never had any, and
// the ARNs in all of them are of one region and account, so the folder keeps a list, against which it is held before the parts are opened.

import { existsSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { localIdentity, type RegionIdentity } from "../aws/arn.ts";
import { type Json, objectOrEmpty } from "../aws/json.ts";
import { met, type Repair } from "../storage/damage.ts";
import { readSealed, saveSealed } from "../storage/sealed-file.ts";
import { DataFolderError } from "./data-folder.ts";
import type { AnyDoor } from "./doors.ts";

const listName = "held-files.json";

/** By file: what it holds. */
function contentsOf(doors: readonly AnyDoor[]): ReadonlyMap<string, string> {
  return new Map(doors.flatMap(({ keeps = {} }) => Object.entries(keeps)));
}

/**
 * To be called before the parts are opened. Throws DamagedFile for a file that has been there and is gone, and for a damaged list,
 * unless a repair is under way; DataFolderError for the folder of another region or account.
 */
export function checkHeldFiles(
  directory: string,
  doors: readonly AnyDoor[],
  { identity, repair }: { readonly identity: RegionIdentity; readonly repair: Repair | undefined },
): void {
  const contents = contentsOf(doors);
  const path = join(directory, listName);
  const list = readSealed<Json>(path);
  if (list.state === "damaged")
    met({ ...list.damage, lost: ["which parts of the folder had files"] }, repair);
  if (list.state !== "sound") return;
  const held = heldIn(list.value);
  if (held.region !== identity.region || held.accountId !== identity.accountId)
    refuseOther(directory, held, identity);
  for (const name of held.files) {
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
export async function noteHeldFiles(
  directory: string,
  doors: readonly AnyDoor[],
  { region, accountId }: RegionIdentity,
): Promise<void> {
  const path = join(directory, listName);
  const files = [...contentsOf(doors).keys()].filter((name) => existsSync(join(directory, name)));
  const list = readSealed<Json>(path);
  const held = { files, region, accountId };
  if (list.state === "sound" && isDeepStrictEqual(list.value, held)) return;
  await saveSealed(path, held);
}

type Owner = Pick<RegionIdentity, "region" | "accountId">;

/** An older list has the files alone, which are of the only region that there was then. */
function heldIn(list: Json): Owner & { readonly files: readonly string[] } {
  const { files = list, region, accountId } = objectOrEmpty(list);
  return {
    files: Array.isArray(files) ? files.filter((name) => typeof name === "string") : [],
    region: typeof region === "string" ? region : localIdentity.region,
    accountId: typeof accountId === "string" ? accountId : localIdentity.accountId,
  };
}

function refuseOther(directory: string, held: Owner, { region, accountId }: Owner): never {
  throw new DataFolderError(
    `the data folder ${directory} holds what is of account ${held.accountId} in ${held.region}, and this region is ${region} of ${accountId}`,
    `choose another folder with --data DIR, take up the former with --region ${held.region} --account ${held.accountId}, or start afresh with --reset`,
  );
}
