// `millrace.config.json` in the service's folder: what stands in for services that the region does not have, and for issuers of tokens
// that it cannot reach. A service without the file has nothing configured.

import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { isJsonObject, type Json } from "../aws/json.ts";
import {
  noSettings,
  parseTaskSettings,
  SettingsError,
  type TaskSettings,
} from "../services/step-functions/tasks/outside/settings.ts";
import { UsageError } from "./usage-error.ts";

export const settingsFile = "millrace.config.json";

export interface FolderSettings {
  readonly tasks: TaskSettings;
  /** Key sets by their issuers: files, whose paths are whole, or addresses. */
  readonly tokenIssuers: Readonly<Record<string, string>>;
}

/** Throws UsageError with every problem of the file. */
export function readServiceSettings(folder: string): FolderSettings {
  const text = readOptional(join(folder, settingsFile));
  if (text === undefined) return { tasks: noSettings, tokenIssuers: {} };
  try {
    const settings = JSON.parse(text) as Json;
    if (!isJsonObject(settings)) return { tasks: parseTaskSettings(settings), tokenIssuers: {} };
    const { tokenIssuers, ...tasks } = settings;
    return { tasks: parseTaskSettings(tasks), tokenIssuers: issuersIn(tokenIssuers, folder) };
  } catch (error) {
    if (error instanceof SyntaxError) throw new UsageError(`${settingsFile} is not JSON: ${error.message}`);
    if (!(error instanceof SettingsError)) throw error;
    throw new UsageError(error.problems.map((problem) => `${settingsFile}: ${problem}`).join("\n"));
  }
}

/** Throws SettingsError. */
function issuersIn(value: Json | undefined, folder: string): Readonly<Record<string, string>> {
  const place = "/tokenIssuers";
  if (value === undefined) return {};
  if (!isJsonObject(value)) throw new SettingsError([`${place}: expected an object of key sets by issuer`]);
  return Object.fromEntries(
    Object.entries(value).map(([issuer, keys]) => {
      if (typeof keys !== "string" || keys === "")
        throw new SettingsError([`${place}/${issuer}: expected the path of a key set, or its address`]);
      return [issuer, /^https?:/.test(keys) ? keys : resolve(folder, keys)];
    }),
  );
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
