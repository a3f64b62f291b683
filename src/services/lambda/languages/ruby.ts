// Ruby functions: by our bootstrap, on the Ruby of this machine.

import type { ResolvedFunction } from "../configuration.ts";
import { findProgram, type ProgramSearch } from "./found-program.ts";
import { type LanguageFacts, type LanguageProgram, notInstalled, otherVersion } from "./language.ts";

const search: ProgramSearch = {
  name: "ruby",
  usual: "ruby",
  ask: ["-e", "puts RbConfig.ruby, RUBY_VERSION"],
  accepts: (version) => Number(version) >= 2.7,
};

/** Rejects with InvalidRuntimeException without any Ruby. `version` as in 3.4. */
export async function rubyProgram(
  configuration: ResolvedFunction,
  version: string,
  { programs }: LanguageFacts,
): Promise<LanguageProgram> {
  const ruby = await findProgram(search, version);
  if (ruby === undefined)
    throw notInstalled(configuration, "Ruby", `Ruby ${version}, or any from 2.7 on, as ruby`);
  return {
    command: ruby.path,
    args: [programs.ruby],
    ...(ruby.version === version ? {} : otherVersion(configuration, "Ruby", ruby.version)),
  };
}
