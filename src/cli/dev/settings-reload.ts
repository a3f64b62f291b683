// `millrace.config.json` saved while a region runs: what stands in for services that are not here counts from the next task on.

import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { TaskSettings } from "../../services/step-functions/tasks/outside/settings.ts";
import { readServiceSettings, settingsFile } from "../service-settings.ts";

export interface SettingsEvents {
  readonly taken: (path: string) => void;
  /** With what is wrong with it: what was configured before goes on. */
  readonly refused: (problem: unknown, path: string) => void;
}

/** Answers with a function that takes the file in if it is among what was saved, and answers with the rest. */
export function settingsReload(
  folder: string,
  configure: (settings: TaskSettings) => void,
  { taken, refused }: SettingsEvents,
): (saved: readonly string[]) => readonly string[] {
  let { tasks: present } = readServiceSettings(folder);
  return (saved) => {
    const others = saved.filter((path) => path !== settingsFile);
    if (others.length === saved.length) return others;
    try {
      const { tasks } = readServiceSettings(folder);
      if (isDeepStrictEqual(tasks, present)) return others;
      configure(tasks);
      present = tasks;
      taken(join(folder, settingsFile));
    } catch (problem) {
      refused(problem, join(folder, settingsFile));
    }
    return others;
  };
}
