// What runs a function on this machine. Node.js functions of any version run on the region's own Node.js, Python on the Python that is
// here, and `provided` is a program of the function's own.

import { execFile } from "node:child_process";
import { accessSync, constants, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { ServiceError } from "../../aws/service-error.ts";
import type { ResolvedFunction } from "./configuration.ts";
import { imageRuntime } from "./runtimes.ts";
import { ExtendedRuntime } from "./sandbox/extended-runtime.ts";
import type { ExtensionFacts } from "./sandbox/extensions.ts";
import { FramedRuntime } from "./sandbox/framed-runtime.ts";
import type { LifeParts } from "./sandbox/life.ts";
import type { Programs } from "./sandbox/program.ts";
import { RuntimeApi } from "./sandbox/runtime-api.ts";

/** A program that runs a function, and the words that it speaks with the region. */
export interface MachineRuntime {
  readonly command: string;
  readonly args: readonly string[];
  /** Undefined where what runs is what was asked for. */
  readonly warning?: string;
  readonly open: LifeParts["runtime"];
}

export interface MachineFacts {
  readonly programs: Programs;
  readonly layerFolder: string | undefined;
}

/** That of this process itself, if it is what runs the function. */
export function ownRuntime(configuration: ResolvedFunction, facts: MachineFacts): MachineRuntime | undefined {
  const [, major] = /^nodejs(\d+)\.x$/.exec(configuration.runtime) ?? [];
  return major === undefined ? undefined : nodeRuntime(configuration, facts, major);
}

/** Rejects with InvalidRuntimeException, which says what to install, for a function that can be described here but not run. */
export async function runtimeOnMachine(
  configuration: ResolvedFunction,
  facts: MachineFacts,
): Promise<MachineRuntime> {
  const { runtime, functionName, codeRoot } = configuration;
  const { layerFolder } = facts;
  const own = ownRuntime(configuration, facts);
  if (own !== undefined) return own;
  const [, version] = /^python(3\.\d+)$/.exec(runtime) ?? [];
  if (version !== undefined) {
    const python = await findPython(version);
    if (python !== undefined) return pythonRuntime(configuration, python, facts);
    const install = `install Python ${version}, or any Python from 3.9 on, as python3`;
    throw notRunnable(
      functionName,
      `has the runtime ${runtime}, and there is no Python on this machine: ${install}`,
    );
  }
  if (/^provided(?:\.al2(?:023)?)?$/.test(runtime)) {
    const places = [codeRoot, ...(layerFolder === undefined ? [] : [layerFolder])];
    const bootstrap = places.map((folder) => join(folder, "bootstrap")).find(isExecutable);
    if (bootstrap !== undefined) return { command: bootstrap, args: [], open: apiOf(configuration, facts) };
    throw notRunnable(functionName, "has no executable file named bootstrap, which its runtime starts");
  }
  if (runtime === imageRuntime)
    throw notRunnable(
      functionName,
      "is a container image, which this region does not run: deploy it as a .zip",
    );
  throw notRunnable(
    functionName,
    `has the runtime ${runtime}, which this region does not start: deploy it as provided.al2023, with AWS's runtime client in a program named bootstrap`,
  );
}

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
    ],
    ...(isSame
      ? {}
      : { warning: `${runtime} is run by Node.js ${process.versions.node}, the one of this region` }),
    open: framesOf(configuration, facts),
  };
}

interface Python {
  readonly path: string;
  readonly version: string;
}

function pythonRuntime(
  configuration: ResolvedFunction,
  { path, version: found }: Python,
  facts: MachineFacts,
): MachineRuntime {
  const { programs } = facts;
  const wanted = configuration.runtime.slice("python".length);
  return {
    command: path,
    // Compiled modules stay out of the function's own folder.
    args: ["-X", `pycache_prefix=${dirname(programs.python)}/compiled`, programs.python],
    ...(found === wanted
      ? {}
      : { warning: `python${wanted} is run by Python ${found}, the one of this machine` }),
    open: framesOf(configuration, facts),
  };
}

/** Those that were found, by the version that was asked for. */
const pythons = new Map<string, Python>();

/** The exact one where it runs; a name that is there may still start nothing, as those of version managers do. */
async function findPython(version: string): Promise<Python | undefined> {
  const found = pythons.get(version) ?? (await pythonBy(`python${version}`)) ?? (await pythonBy("python3"));
  if (found !== undefined) pythons.set(version, found);
  return found;
}

/** Named by itself, because what is in PATH may be a script that looks for it each time. */
async function pythonBy(command: string): Promise<Python | undefined> {
  const script = "import sys; print(sys.executable); print('%d.%d' % sys.version_info[:2])";
  try {
    const { stdout } = await promisify(execFile)(command, ["-c", script], { timeout: 10_000 });
    const [path = "", version = ""] = stdout.trim().split("\n");
    return /^3\.\d+$/.test(version) && Number(version.slice(2)) >= 9 ? { path, version } : undefined;
  } catch {
    return undefined;
  }
}

/** Extensions, which know nothing of frames, have the API all the same. */
function framesOf(configuration: ResolvedFunction, facts: MachineFacts): LifeParts["runtime"] {
  const names = extensionsIn(facts.layerFolder);
  if (names.length === 0) return (owner) => new FramedRuntime(owner);
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

function notRunnable(functionName: string, what: string): ServiceError {
  return new ServiceError("InvalidRuntimeException", `The function ${functionName} ${what}.`, {
    status: 502,
    members: { Type: "User" },
  });
}
