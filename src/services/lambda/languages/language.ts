// What the languages whose runtime has to be looked for on this machine have in common.

import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { ServiceError } from "../../../aws/service-error.ts";
import type { ResolvedFunction } from "../configuration.ts";
import type { Programs } from "../sandbox/program.ts";

/** What is started in an environment. */
export interface LanguageProgram {
  readonly command: string;
  readonly args: readonly string[];
  /** Undefined where what runs is what was asked for. */
  readonly warning?: string;
}

export interface LanguageFacts {
  readonly programs: Programs;
  /** As the environment sees what stands for /opt, if the function has layers. */
  readonly opt: string | undefined;
}

/** InvalidRuntimeException for a function that can be described here but not run. `what` follows its name. */
export function notRunnable({ functionName }: ResolvedFunction, what: string): ServiceError {
  return new ServiceError("InvalidRuntimeException", `The function ${functionName} ${what}.`, {
    status: 502,
    members: { Type: "User" },
  });
}

/** For one whose language is not on this machine. */
export function notInstalled(configuration: ResolvedFunction, language: string, install: string) {
  const { runtime } = configuration;
  return notRunnable(
    configuration,
    `has the runtime ${runtime}, and there is no ${language} on this machine: install ${install}`,
  );
}

/** Told where what runs is another version. */
export function otherVersion(
  { runtime }: ResolvedFunction,
  language: string,
  found: string,
): { readonly warning: string } {
  return { warning: `${runtime} is run by ${language} ${found}, the one of this machine` };
}

/** What a program prints of itself; undefined if it is not there, or starts nothing, as those of version managers may. */
export async function askProgram(command: string, args: readonly string[]): Promise<string | undefined> {
  try {
    const { stdout, stderr } = await promisify(execFile)(command, [...args], { timeout: 10_000 });
    return `${stdout}${stderr}`;
  } catch {
    return undefined;
  }
}
