// A state machine as its executions keep it: as it was when they started, whatever becomes of it later.

import { createHash } from "node:crypto";
import { compileDefinition, compileInPieces } from "../../../asl/compile/compile-definition.ts";
import type { CompiledMachine } from "../../../asl/compile/compiled-machine.ts";
import type { StateMachineDefinition } from "../../../asl/definition.ts";
import { inSlices } from "../../../time/time-slice.ts";
import { ownedKey } from "../encryption.ts";
import type { StateMachine } from "./state-machine.ts";

export interface Revision {
  /** The same for machines that are the same in every respect. */
  readonly key: string;
  readonly text: string;
}

/** What stands for the revision of a machine that was never updated. */
export const initialRevision = "INITIAL";

const revisions = new WeakMap<StateMachine, Revision>();

/** Made once for each machine: one that is updated is another object. */
export function revisionOf(machine: StateMachine): Revision {
  const known = revisions.get(machine);
  if (known !== undefined) return known;
  const text = machineText(machine);
  const revision = { key: createHash("sha256").update(text).digest("base64url"), text };
  revisions.set(machine, revision);
  return revision;
}

export function machineText(machine: StateMachine): string {
  return JSON.stringify({ ...machine, compiled: undefined });
}

/** The machine is compiled when somebody first wants to run it. Its definition was found right when it was accepted. */
export function machineFromText(text: string): StateMachine {
  const machine = JSON.parse(text) as Omit<StateMachine, "compiled">;
  const parsed = () => JSON.parse(machine.definition) as StateMachineDefinition;
  let compiled: CompiledMachine | undefined;
  let compiling: Promise<unknown> | undefined;
  const compileInSlices = async () => {
    compiled = await inSlices(compileInPieces(parsed()));
  };
  return {
    ...machine,
    // Machines of before encryption was kept have none.
    encryption: machine.encryption ?? ownedKey,
    // JSON has no way to say that a member is there and undefined.
    revisionId: machine.revisionId,
    compiled: () => {
      compiled ??= compileDefinition(parsed());
      return compiled;
    },
    compiling: () => {
      if (compiled !== undefined) return undefined;
      compiling ??= compileInSlices();
      return compiling;
    },
  };
}
