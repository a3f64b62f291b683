// `millrace.config.json` in the service's folder: what stands in for services that the region does not have. A service
// without the file has nothing configured.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  noSettings,
  parseTaskSettings,
  SettingsError,
  type TaskSettings,
} from "../services/step-functions/tasks/outside/settings.ts";
import { UsageError } from "./usage-error.ts";

const settingsFile = "millrace.config.json";

/** Throws UsageError with every problem of the file. */
export function readServiceSettings(folder: string): TaskSettings {
  const text = readOptional(join(folder, settingsFile));
  if (text === undefined) return noSettings;
  try {
    return parseTaskSettings(JSON.parse(text));
  } catch (error) {
    if (error instanceof SyntaxError) throw new UsageError(`${settingsFile} is not JSON: ${error.message}`);
    if (!(error instanceof SettingsError)) throw error;
    throw new UsageError(error.problems.map((problem) => `${settingsFile}: ${problem}`).join("\n"));
  }
}

function readOptional(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return undefined;
    throw new UsageError(`${settingsFile} cannot be read: ${message}`);
  }
}
