// Where streams lie on disk: a folder each, named after the stream and the time of its creation, with `stream.json`, a copy of
// that, and the segments of its log. `stream.json` is what makes a folder a stream: it is written last. A stream that is deleted
// loses its folder's name first, so that a folder with records and without `stream.json` is damage and nothing else.

import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type Damage, met, type Repair } from "../../../storage/damage.ts";
import { makePrivateFolder, narrow, syncFolder } from "../../../storage/private-files.ts";
import { readSealed, type SealedFile, saveSealed } from "../../../storage/sealed-file.ts";
import { findFrame, readFrame } from "../log/frame.ts";
import { asSaved, type StreamProperties } from "./stream-properties.ts";

const fileName = "stream.json";
const copyName = "stream.copy.json";
const deleted = ".deleted";

/** The name is in lower case and the time is unique, so that names that differ only in case do not meet on any file system. */
export function folderOf(directory: string, stream: StreamProperties): string {
  return join(directory, `${stream.name.toLowerCase()}-${stream.createdAt}`);
}

/** Rejects with the system's error; nothing is changed then. */
export async function saveStream(folder: string, stream: StreamProperties): Promise<void> {
  await saveSealed(join(folder, fileName), stream);
  // The copy is for a repair alone: without it nothing is lost yet.
  await saveSealed(join(folder, copyName), stream).catch(() => undefined);
}

export async function deleteStreamFolder(folder: string): Promise<void> {
  await rename(folder, `${folder}${deleted}`);
  syncFolder(dirname(folder));
  await rm(`${folder}${deleted}`, { recursive: true, force: true });
}

/**
 * Makes sure that streams can be kept in the folder, and tells which are. Throws DamagedFile unless a repair is under way, and the
 * system's error for what cannot be read.
 */
export async function openStreamsFolder(
  directory: string,
  repair: Repair | undefined,
): Promise<readonly StreamProperties[]> {
  try {
    makePrivateFolder(directory);
    const probe = join(directory, ".writable");
    writeFileSync(probe, "");
    rmSync(probe);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const { code, path = directory } = cause as NodeJS.ErrnoException;
    const message = `Cannot write to the data folder ${directory}: ${reason}`;
    throw Object.assign(new Error(message, { cause }), { code, path });
  }
  const streams: StreamProperties[] = [];
  for (const { name } of readdirSync(directory, { withFileTypes: true }).filter((e) => e.isDirectory())) {
    const folder = join(directory, name);
    if (name.endsWith(deleted)) await rm(folder, { recursive: true, force: true });
    else if (/-\d+$/.test(name)) {
      const stream = await openStreamFolder(folder, repair);
      if (stream !== undefined) streams.push(stream);
    }
  }
  return streams;
}

/** Undefined for a folder that a crash left before its stream was created, and for one that a repair set aside. */
async function openStreamFolder(
  folder: string,
  repair: Repair | undefined,
): Promise<StreamProperties | undefined> {
  makePrivateFolder(folder);
  const path = join(folder, fileName);
  const [file, copy] = [
    readSealed<StreamProperties>(path),
    readSealed<StreamProperties>(join(folder, copyName)),
  ];
  if (file.state === "sound") {
    narrow(path);
    const stream = asSaved(file.value);
    // A kill may have come between the two.
    if (copy.state !== "sound" || JSON.stringify(copy.value) !== JSON.stringify(file.value))
      await saveStream(folder, stream);
    return stream;
  }
  if (copy.state === "sound") {
    met({ ...damageOf(path, file), lost: [] }, repair);
    const stream = asSaved(copy.value);
    await saveStream(folder, stream);
    return stream;
  }
  if (file.state === "missing" && copy.state === "missing" && !holdsRecords(folder)) {
    await rm(folder, { recursive: true, force: true });
    return undefined;
  }
  const aside = `${folder}.damaged`;
  met({ ...damageOf(path, file), lost: [`a stream, whose records are kept in ${aside}`] }, repair);
  renameSync(folder, aside);
  return undefined;
}

function damageOf(path: string, file: Exclude<SealedFile<StreamProperties>, { state: "sound" }>): Damage {
  if (file.state === "damaged") return file.damage;
  const problem = "the file is missing, and beside it is what it belongs to";
  return { path, offset: 0, bytes: 0, problem, lost: [] };
}

/** A log that nobody has put anything into holds only the markers of its shards. */
function holdsRecords(folder: string): boolean {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".log"))
    .some((name) => {
      const bytes = readFileSync(join(folder, name));
      let position: number | undefined = 0;
      while (position !== undefined) {
        const frame = readFrame(bytes, position);
        if (frame !== undefined && frame.count > 0) return true;
        position = findFrame(bytes, position + (frame?.bytes.length ?? 1));
      }
      return false;
    });
}
