// Where streams lie on disk: a folder each, named after the stream and the time of its creation, with `stream.json` and the
// segments of its log. `stream.json` is what makes a folder a stream: it is written last and removed first.

import { mkdir, open, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { syncDirectory } from "./segment-files.ts";
import type { StreamProperties } from "./stream-properties.ts";

const fileName = "stream.json";

/** The name is in lower case and the time is unique, so that names that differ only in case do not meet on any file system. */
export function folderOf(directory: string, stream: StreamProperties): string {
  return join(directory, `${stream.name.toLowerCase()}-${stream.createdAt}`);
}

export async function saveStream(folder: string, stream: StreamProperties): Promise<void> {
  const path = join(folder, fileName);
  const draft = await open(`${path}.new`, "w");
  await draft.writeFile(`${JSON.stringify(stream, undefined, 2)}\n`);
  await draft.sync();
  await draft.close();
  await rename(`${path}.new`, path);
  await syncDirectory(folder);
}

export async function deleteStreamFolder(folder: string): Promise<void> {
  await rm(join(folder, fileName), { force: true });
  await syncDirectory(folder);
  await rm(folder, { recursive: true, force: true });
}

/** Makes sure that streams can be kept in the folder, and tells which are. */
export async function openStreamsFolder(directory: string): Promise<readonly StreamProperties[]> {
  try {
    await mkdir(directory, { recursive: true });
    const probe = join(directory, ".writable");
    await (await open(probe, "w")).close();
    await rm(probe);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`Cannot write to the data folder ${directory}: ${reason}`, { cause });
  }
  const streams: StreamProperties[] = [];
  for (const entry of await readdir(directory, { withFileTypes: true })) {
    if (!entry.isDirectory() || !/-\d+$/.test(entry.name)) continue;
    const stream = await readStream(join(directory, entry.name));
    if (stream !== undefined) streams.push(stream);
  }
  return streams;
}

/** Undefined, and the folder removed, if a crash left it before the stream was created or after it was deleted. */
async function readStream(folder: string): Promise<StreamProperties | undefined> {
  const path = join(folder, fileName);
  try {
    return JSON.parse(await readFile(path, "utf8"));
  } catch (cause) {
    if (cause instanceof SyntaxError) throw new Error(`${path} is not JSON: ${cause.message}`, { cause });
    await rm(folder, { recursive: true, force: true });
    return undefined;
  }
}
