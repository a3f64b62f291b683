// What is needed before a version's environments can start: a runtime on this machine, and its layers unpacked.

import { rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { unpackZip } from "./code/unpack-zip.ts";
import type { ResolvedFunction } from "./configuration.ts";
import {
  extensionsIn,
  type MachineFacts,
  type MachineRuntime,
  ownRuntime,
  runtimeOnMachine,
} from "./machine-runtimes.ts";
import type { LifeParts } from "./sandbox/life.ts";
import { hasOwnFolders } from "./sandbox/runtime-process.ts";
import type { Sandboxes } from "./sandbox/sandboxes.ts";
import { environmentVariables, type VariableFacts } from "./variables.ts";

export interface StartParts extends Pick<LifeParts, "launch" | "runtime"> {
  /** To be called once the environment is gone. */
  readonly gone: () => void;
  /** That what runs is not quite what was asked for. */
  readonly warning: string | undefined;
}

export class Preparation {
  readonly configuration: ResolvedFunction;
  readonly #sandboxes: Sandboxes;
  #runtime: MachineRuntime | undefined;
  #layerFolder: string | undefined;
  #underWay: Promise<void> | undefined;

  constructor(configuration: ResolvedFunction, sandboxes: Sandboxes) {
    this.configuration = configuration;
    this.#sandboxes = sandboxes;
  }

  /** Mostly nothing has to be looked for. */
  get isReady(): boolean {
    if (this.configuration.layers.length === 0) this.#runtime ??= ownRuntime(this.configuration, this.#facts);
    return this.#runtime !== undefined;
  }

  /** Rejects with InvalidRuntimeException for a runtime that is not on this machine; asked again, it looks again. */
  ready(): Promise<void> {
    this.#underWay ??= this.#prepare().finally(() => {
      this.#underWay = undefined;
    });
    return this.#underWay;
  }

  /** It is ready. */
  start(facts: Omit<VariableFacts, "layerFolder" | "temporaryFolder">): StartParts {
    const runtime = this.#runtime;
    if (runtime === undefined) throw new Error("An environment starts once what it needs is there");
    const { codeRoot, memorySizeMb, storageMb } = this.configuration;
    const folder = this.#sandboxes.makeFolder();
    const own = hasOwnFolders(codeRoot);
    const opt = this.#layerFolder === undefined || !own.opt ? this.#layerFolder : "/opt";
    const variables = environmentVariables(this.configuration, {
      ...facts,
      temporaryFolder: own.tmp ? "/tmp" : folder,
      layerFolder: opt,
    });
    const extensions = extensionsIn(this.#layerFolder).map((name) => `${opt}/extensions/${name}`);
    return {
      launch: {
        wrapper: wrapperOf(this.configuration, opt),
        ...{ command: runtime.command, args: runtime.args },
        variables,
        ...{ codeRoot, temporaryFolder: folder, layerFolder: this.#layerFolder },
        limits: { memorySizeMb, storageMb, extensions },
      },
      runtime: runtime.open,
      warning: runtime.warning,
      gone: () => rmSync(folder, { recursive: true, force: true }),
    };
  }

  async #prepare(): Promise<void> {
    if (this.#runtime !== undefined) return;
    this.#layerFolder ??= await this.#unpackLayers();
    this.#runtime = await runtimeOnMachine(this.configuration, this.#facts);
  }

  get #facts(): MachineFacts {
    return { programs: this.#sandboxes.programs, layerFolder: this.#layerFolder };
  }

  /** The later over the earlier, in one folder. */
  async #unpackLayers(): Promise<string | undefined> {
    const { layers } = this.configuration;
    if (layers.length === 0) return undefined;
    const folder = this.#sandboxes.makeFolder();
    try {
      for (const zip of layers) await unpackZip(await readFile(zip), folder);
    } catch (problem) {
      rmSync(folder, { recursive: true, force: true });
      throw problem;
    }
    return folder;
  }
}

/**
 * A script of the function's own that starts its runtime, by the places that it has here. What is `provided` starts by itself.
 * https://docs.aws.amazon.com/lambda/latest/dg/runtimes-modify.html#runtime-wrapper
 */
function wrapperOf(
  { environment, runtime, codeRoot }: ResolvedFunction,
  opt: string | undefined,
): string | undefined {
  const { AWS_LAMBDA_EXEC_WRAPPER: named } = environment;
  if (named === undefined || named === "" || runtime.startsWith("provided")) return undefined;
  return named.replace(/^\/var\/task(?=\/)/, () => codeRoot).replace(/^\/opt(?=\/)/, () => opt ?? "/opt");
}
