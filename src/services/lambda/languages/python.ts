// Python functions: by our bootstrap, on the Python of this machine.

import { dirname } from "node:path";
import type { ResolvedFunction } from "../configuration.ts";
import {
  askProgram,
  type LanguageFacts,
  type LanguageProgram,
  notInstalled,
  otherVersion,
} from "./language.ts";

interface Python {
  readonly path: string;
  readonly version: string;
}

/** Rejects with InvalidRuntimeException without any Python. `version` as in 3.13. */
export async function pythonProgram(
  configuration: ResolvedFunction,
  version: string,
  { programs }: LanguageFacts,
): Promise<LanguageProgram> {
  const python = await findPython(version);
  if (python === undefined)
    throw notInstalled(configuration, "Python", `Python ${version}, or any from 3.9 on, as python3`);
  return {
    command: python.path,
    // Compiled modules stay out of the function's own folder.
    args: ["-X", `pycache_prefix=${dirname(programs.python)}/compiled`, programs.python],
    ...(python.version === version ? {} : otherVersion(configuration, "Python", python.version)),
  };
}

/** Those that were found, by the version that was asked for. */
const pythons = new Map<string, Python>();

/** The exact one where it runs. */
async function findPython(version: string): Promise<Python | undefined> {
  const found = pythons.get(version) ?? (await pythonBy(`python${version}`)) ?? (await pythonBy("python3"));
  if (found !== undefined) pythons.set(version, found);
  return found;
}

/** Named by itself, because what is in PATH may be a script that looks for it each time. */
async function pythonBy(command: string): Promise<Python | undefined> {
  const script = "import sys; print(sys.executable); print('%d.%d' % sys.version_info[:2])";
  const [path = "", version = ""] = (await askProgram(command, ["-c", script]))?.trim().split("\n") ?? [];
  return /^3\.\d+$/.test(version) && Number(version.slice(2)) >= 9 ? { path, version } : undefined;
}
