// What runs a function on this machine. Node.js functions of any version run on the region's own Node.js, those of other languages on what
// is here of them, and `provided` is a program of the function's own.

import { accessSync, constants, readdirSync } from "node:fs";
import { join } from "node:path";
import type { ResolvedFunction } from "./configuration.ts";
import { dotnetProgram } from "./languages/dotnet.ts";
import { javaProgram } from "./languages/java.ts";
import { type LanguageFacts, type LanguageProgram, notRunnable } from "./languages/language.ts";
import { pythonProgram } from "./languages/python.ts";
import { rubyProgram } from "./languages/ruby.ts";
import { imageRuntime } from "./runtimes.ts";
import { ExtendedRuntime } from "./sandbox/extended-runtime.ts";
import type { ExtensionFacts } from "./sandbox/extensions.ts";
import { FramedRuntime } from "./sandbox/framed-runtime.ts";
import type { LifeParts } from "./sandbox/life.ts";
import type { Programs } from "./sandbox/program.ts";
import { RuntimeApi } from "./sandbox/runtime-api.ts";
import { hasOwnFolders } from "./sandbox/runtime-process.ts";

/** A program that runs a function, and the words that it speaks with the region. */
export interface MachineRuntime extends LanguageProgram {
  readonly open: LifeParts["runtime"];
}

export interface MachineFacts {
  readonly programs: Programs;
  readonly layerFolder: string | undefined;
}

/** That of this process itself, if it is what runs the function. */
export function ownRuntime(configuration: ResolvedFunction, facts: MachineFacts): MachineRuntime | undefined {
  const [found, major = ""] = /^nodejs(?:(\d+)\.(?:x|\d+))?$/.exec(configuration.runtime) ?? [];
  return found === undefined ? undefined : nodeRuntime(configuration, facts, major);
}

/** Rejects with InvalidRuntimeException, which says what to install, for a function that can be described here but not run. */
export async function runtimeOnMachine(
  configuration: ResolvedFunction,
  facts: MachineFacts,
): Promise<MachineRuntime> {
  const { runtime, codeRoot } = configuration;
  const { layerFolder } = facts;
  const own = ownRuntime(configuration, facts);
  if (own !== undefined) return own;
  const language = await languageRuntime(configuration, facts);
  if (language !== undefined) return language;
  if (/^provided(?:\.al2(?:023)?)?$/.test(runtime)) {
    const places = [codeRoot, ...(layerFolder === undefined ? [] : [layerFolder])];
    const bootstrap = places.map((folder) => join(folder, "bootstrap")).find(isExecutable);
    if (bootstrap !== undefined) return { command: bootstrap, args: [], open: apiOf(configuration, facts) };
    throw notRunnable(configuration, "has no executable file named bootstrap, which its runtime starts");
  }
  if (runtime === "go1.x") return goRuntime(configuration, facts);
  if (runtime === imageRuntime)
    throw notRunnable(
      configuration,
      "is a container image, which this region does not run: deploy it as a .zip",
    );
  throw notRunnable(
    configuration,
    `has the runtime ${runtime}, which this region does not start: deploy it as provided.al2023, with AWS's runtime client in a program named bootstrap`,
  );
}

/** The function's own program, as of `provided`: AWS's client for Go speaks the Runtime API wherever it is told of it. */
function goRuntime(configuration: ResolvedFunction, facts: MachineFacts): MachineRuntime {
  const command = join(configuration.codeRoot, configuration.handler);
  if (isExecutable(command)) return { command, args: [], open: apiOf(configuration, facts) };
  throw notRunnable(
    configuration,
    `has no executable file named ${configuration.handler}, which its runtime starts`,
  );
}

/** Where the packages are looked for that Lambda's runtimes bring along: in the user's project, and beside this one. */
const placesOfPackages = [process.cwd(), import.meta.dirname];

/** The heap's share of an environment's memory, as Lambda's own Node.js gives it. */
const heapShare = 0.9;
/** The largest semi-space that V8 takes by itself. */
const largestSemiSpaceMb = 16;

function nodeRuntime(configuration: ResolvedFunction, facts: MachineFacts, major: string): MachineRuntime {
  const { memorySizeMb, runtime } = configuration;
  const semiSpaceMb = Math.min(largestSemiSpaceMb, Math.ceil(memorySizeMb * 0.05));
  const isSame = process.versions.node.startsWith(`${major}.`);
  return {
    command: process.execPath,
    args: [
      `--max-old-space-size=${Math.floor(memorySizeMb * heapShare)}`,
      `--max-semi-space-size=${semiSpaceMb}`,
      facts.programs.node,
      ...placesOfPackages,
    ],
    ...(isSame
      ? {}
      : { warning: `${runtime} is run by Node.js ${process.versions.node}, the one of this region` }),
    open: framesOf(configuration, facts),
  };
}

interface Language {
  /** The name of its runtimes, and in it the version. */
  readonly named: RegExp;
  readonly program: (
    configuration: ResolvedFunction,
    version: string,
    facts: LanguageFacts,
  ) => Promise<LanguageProgram>;
  readonly open: typeof framesOf;
}

/** Those whose runtime has to be looked for: our bootstraps speak frames, AWS's clients the Runtime API. */
const languages: readonly Language[] = [
  { named: /^python(3\.\d+)$/, program: pythonProgram, open: framesOf },
  { named: /^ruby(\d+\.\d+)$/, program: rubyProgram, open: framesOf },
  { named: /^java(\d+)(?:\.al2)?$/, program: javaProgram, open: apiOf },
  { named: /^dotnet(\d+)$/, program: dotnetProgram, open: apiOf },
];

/** Undefined for a runtime that is none of these. */
async function languageRuntime(
  configuration: ResolvedFunction,
  facts: MachineFacts,
): Promise<MachineRuntime | undefined> {
  const { runtime, codeRoot } = configuration;
  const language = languages.find(({ named }) => named.test(runtime));
  if (language === undefined) return undefined;
  const [, version = ""] = language.named.exec(runtime) ?? [];
  const { programs, layerFolder } = facts;
  const opt = layerFolder !== undefined && hasOwnFolders(codeRoot).opt ? "/opt" : layerFolder;
  const program = await language.program(configuration, version, { programs, opt });
  return { ...program, open: language.open(configuration, facts) };
}

/** Extensions, which know nothing of frames, have the API all the same. */
function framesOf(configuration: ResolvedFunction, facts: MachineFacts): LifeParts["runtime"] {
  const names = extensionsIn(facts.layerFolder);
  // What a wrapper starts may be a runtime of its own.
  if (names.length === 0 && !configuration.environment.AWS_LAMBDA_EXEC_WRAPPER)
    return (owner) => new FramedRuntime(owner);
  const extensions = extensionFacts(configuration, facts);
  return (owner, telemetry) => ExtendedRuntime.open(owner, { ...extensions, telemetry });
}

function apiOf(configuration: ResolvedFunction, facts: MachineFacts): LifeParts["runtime"] {
  const extensions = extensionFacts(configuration, facts);
  return (owner, telemetry) => RuntimeApi.open(owner, { ...extensions, telemetry });
}

function extensionFacts(
  { functionName, version, handler, arn }: ResolvedFunction,
  { layerFolder }: MachineFacts,
): Omit<ExtensionFacts, "telemetry"> {
  const accountId = arn.split(":")[4] ?? "";
  return { functionName, functionVersion: version, handler, accountId, names: extensionsIn(layerFolder) };
}

/** The programs that start beside the runtime. */
export function extensionsIn(layerFolder: string | undefined): readonly string[] {
  if (layerFolder === undefined) return [];
  const folder = join(layerFolder, "extensions");
  try {
    return readdirSync(folder).filter((name) => isExecutable(join(folder, name)));
  } catch {
    return [];
  }
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
