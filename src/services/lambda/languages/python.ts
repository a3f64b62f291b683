// Python functions: by our bootstrap, on the Python of this machine.

import type { ResolvedFunction } from "../configuration.ts";
import { findProgram, type ProgramSearch } from "./found-program.ts";
import { type LanguageFacts, type LanguageProgram, notInstalled, otherVersion } from "./language.ts";

const search: ProgramSearch = {
  name: "python",
  usual: "python3",
  ask: ["-c", "import sys; print(sys.executable); print('%d.%d' % sys.version_info[:2])"],
  accepts: (version) => /^3\.\d+$/.test(version) && Number(version.slice(2)) >= 9,
};

/** Rejects with InvalidRuntimeException without any Python. `version` as in 3.13. */
export async function pythonProgram(
  configuration: ResolvedFunction,
  version: string,
  { programs }: LanguageFacts,
): Promise<LanguageProgram> {
  const python = await findProgram(search, version);
  if (python === undefined)
    throw notInstalled(configuration, "Python", `Python ${version}, or any from 3.9 on, as python3`);
  return {
    command: python.path,
    // Nothing that is compiled is kept, as little as on AWS: what one environment writes, none is to run.
    args: ["-B", programs.python],
    ...(python.version === version ? {} : otherVersion(configuration, "Python", python.version)),
  };
}
