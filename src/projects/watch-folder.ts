// Tells of files that were saved in a folder: several at once where an editor or a checkout writes them together.

import { relative } from "node:path";
import { watch } from "chokidar";
import { isToolMade, sourcesAt, sourcesIn } from "./project-sources.ts";

/** Editors write a file in several steps. */
const settledMs = 40;

export interface FolderWatch {
  /** Watches these files and folders as well. */
  follow(places: readonly string[]): void;
  close(): Promise<void>;
}

/** Calls `onSaved` with paths of files that may be others now, from the folder: once for all that is saved within a moment. */
export function watchFolder(
  folder: string,
  onSaved: (paths: readonly string[]) => void,
  onFault: (fault: unknown) => void,
): FolderWatch {
  let saved = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  const followed = new Set<string>();
  const tell = () => {
    const paths = [...saved];
    saved = new Set();
    onSaved(paths);
  };
  const watcher = watch(folder, {
    ignoreInitial: true,
    ignored: (path) => path !== folder && isToolMade(path),
  });
  watcher.on("all", (_event, path) => {
    saved.add(relative(folder, path));
    clearTimeout(timer);
    timer = setTimeout(tell, settledMs);
  });
  // Until then nobody saw what was saved, so each file may have been.
  watcher.on("ready", () => {
    const sources = [...sourcesIn(folder), ...[...followed].flatMap(sourcesAt)];
    onSaved(sources.map((path) => relative(folder, path)));
  });
  watcher.on("error", onFault);
  return {
    follow(places) {
      const more = places.filter((place) => !followed.has(place));
      for (const place of more) followed.add(place);
      watcher.add(more);
    },
    async close() {
      clearTimeout(timer);
      await watcher.close();
    },
  };
}
