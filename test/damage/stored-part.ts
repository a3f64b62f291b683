// What a part of a region that keeps files is, to be damaged: how it is filled, opened, and told what is in it.

import { localIdentity } from "../../src/aws/arn.ts";
import type { Repair } from "../../src/storage/damage.ts";
import { VirtualClock } from "../../src/time/virtual-clock.ts";

export const clock = new VirtualClock();
export const identity = localIdentity;
export const numbers = Array.from({ length: 24 }, (_, number) => number);

/** A part that is open. */
interface Opened {
  /** Everything that can be found in it, each thing by a name of its own. */
  inventory(): Promise<readonly string[]>;
  close(): Promise<void> | void;
}

export interface StoredPart {
  readonly name: string;
  /** Puts everything into a new folder, and closes it. */
  fill(directory: string): Promise<void>;
  open(directory: string, repair?: Repair): Promise<Opened>;
}
