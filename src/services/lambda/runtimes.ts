// The runtimes that Lambda knows, and what runs them on this machine. Node.js functions of any version run on the region's own Node.js.
// https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html

import { ServiceError } from "../../aws/service-error.ts";
import type { ResolvedFunction } from "./configuration.ts";
import { FramedRuntime } from "./sandbox/framed-runtime.ts";
import type { LifeParts } from "./sandbox/life.ts";
import type { Programs } from "./sandbox/program.ts";

const runtimes = [
  ...["nodejs", "nodejs4.3", "nodejs4.3-edge", "nodejs6.10", "nodejs8.10", "nodejs10.x", "nodejs12.x"],
  ...["nodejs14.x", "nodejs16.x", "nodejs18.x", "nodejs20.x", "nodejs22.x", "nodejs24.x"],
  ...["python2.7", "python3.6", "python3.7", "python3.8", "python3.9", "python3.10", "python3.11"],
  ...["python3.12", "python3.13", "python3.14"],
  ...["java8", "java8.al2", "java11", "java17", "java21", "java25"],
  ...["dotnetcore1.0", "dotnetcore2.0", "dotnetcore2.1", "dotnetcore3.1", "dotnet6", "dotnet8", "dotnet10"],
  ...["go1.x", "ruby2.5", "ruby2.7", "ruby3.2", "ruby3.3", "ruby3.4", "ruby4.0"],
  ...["provided", "provided.al2", "provided.al2023"],
];

/** Throws InvalidParameterValueException. */
export function checkRuntime(runtime: string): void {
  if (runtimes.includes(runtime)) return;
  throw new ServiceError(
    "InvalidParameterValueException",
    `Value ${runtime} at 'runtime' failed to satisfy constraint: Member must satisfy enum value set: [${runtimes.join(", ")}] or be a valid ARN`,
    { members: { Type: "User" } },
  );
}

/** What stands for a runtime in a function that is a container image. */
export const imageRuntime = "image";

/** A program that runs a function, and the words that it speaks with the region. */
export interface MachineRuntime {
  readonly command: string;
  readonly args: readonly string[];
  readonly variables: Readonly<Record<string, string>>;
  readonly open: LifeParts["runtime"];
}

export interface MachineFacts {
  readonly programs: Programs;
  readonly layerFolder: string | undefined;
}

/** That of this process itself, if it is what runs the function. */
export function ownRuntime(configuration: ResolvedFunction, programs: Programs): MachineRuntime | undefined {
  const isOwn = /^nodejs\d+\.x$/.test(configuration.runtime);
  return isOwn ? nodeRuntime(configuration, programs) : undefined;
}

/** Rejects with InvalidRuntimeException, which says what to install, for a function that can be described here but not run. */
export async function runtimeOnMachine(
  configuration: ResolvedFunction,
  { programs }: MachineFacts,
): Promise<MachineRuntime> {
  const { runtime, functionName } = configuration;
  const own = ownRuntime(configuration, programs);
  if (own !== undefined) return own;
  throw notRunnable(
    functionName,
    runtime === imageRuntime
      ? "is a container image, which this region does not run"
      : `has the runtime ${runtime}: this region runs functions of Node.js alone`,
  );
}

/** The heap's share of an environment's memory, as Lambda's own Node.js gives it. */
const heapShare = 0.9;
/** The largest semi-space that V8 takes by itself. */
const largestSemiSpaceMb = 16;

function nodeRuntime({ memorySizeMb }: ResolvedFunction, programs: Programs): MachineRuntime {
  const semiSpaceMb = Math.min(largestSemiSpaceMb, Math.ceil(memorySizeMb * 0.05));
  return {
    command: process.execPath,
    args: [
      `--max-old-space-size=${Math.floor(memorySizeMb * heapShare)}`,
      `--max-semi-space-size=${semiSpaceMb}`,
      programs.node,
    ],
    variables: {},
    open: (process, intake, owner) => new FramedRuntime(process, intake, owner),
  };
}

function notRunnable(functionName: string, what: string): ServiceError {
  return new ServiceError("InvalidRuntimeException", `The function ${functionName} ${what}.`, {
    status: 502,
    members: { Type: "User" },
  });
}
