// Ruby functions: by our bootstrap, on the Ruby of this machine.

import type { ResolvedFunction } from "../configuration.ts";
import {
  askProgram,
  type LanguageFacts,
  type LanguageProgram,
  notInstalled,
  otherVersion,
} from "./language.ts";

interface Ruby {
  readonly path: string;
  readonly version: string;
}

/** Rejects with InvalidRuntimeException without any Ruby. `version` as in 3.4. */
export async function rubyProgram(
  configuration: ResolvedFunction,
  version: string,
  { programs }: LanguageFacts,
): Promise<LanguageProgram> {
  const ruby = await findRuby(version);
  if (ruby === undefined)
    throw notInstalled(configuration, "Ruby", `Ruby ${version}, or any from 2.7 on, as ruby`);
  return {
    command: ruby.path,
    args: [programs.ruby],
    ...(ruby.version === version ? {} : otherVersion(configuration, "Ruby", ruby.version)),
  };
}

/** Those that were found, by the version that was asked for. */
const rubies = new Map<string, Ruby>();

async function findRuby(version: string): Promise<Ruby | undefined> {
  const found = rubies.get(version) ?? (await rubyBy(`ruby${version}`)) ?? (await rubyBy("ruby"));
  if (found !== undefined) rubies.set(version, found);
  return found;
}

/** Named by itself, because what is in PATH may be a script that looks for it each time. */
async function rubyBy(command: string): Promise<Ruby | undefined> {
  const script = "puts RbConfig.ruby, RUBY_VERSION";
  const [path = "", version = ""] = (await askProgram(command, ["-e", script]))?.trim().split("\n") ?? [];
  const [, short = ""] = /^(\d+\.\d+)\.\d+/.exec(version) ?? [];
  return Number(short) >= 2.7 ? { path, version: short } : undefined;
}
