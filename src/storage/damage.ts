// Damage: bytes of a file that were acknowledged, or that stand before sound ones, and that cannot be read. Whoever opens the
// file and finds some is stopped, and nothing is touched; while a repair is under way, the damaged file is set aside as it is,
// what is lost is told, and the opening goes on with what is whole.

import { chmodSync, constants, copyFileSync, existsSync } from "node:fs";

export interface Damage {
  readonly path: string;
  /** Where it begins, in bytes from the start of the file. */
  readonly offset: number;
  /** How many bytes are damaged or gone. */
  readonly bytes: number;
  /** What is wrong, such as "a line does not have its checksum". */
  readonly problem: string;
  /** What is lost with them, as far as can be known; empty if nothing is. */
  readonly lost: readonly string[];
}

/** A file of the data folder is damaged. The message names it, and where. */
export class DamagedFile extends Error {
  override readonly name = "DamagedFile";
  readonly damage: Damage;

  constructor(damage: Damage) {
    super(`${damage.path} is damaged at byte ${damage.offset}: ${damage.problem}`);
    this.damage = damage;
  }
}

/** A start that keeps what is whole, instead of being refused. */
export class Repair {
  readonly #tell: (damage: Damage, copy: string | undefined) => void;
  readonly #copies = new Map<string, string>();

  /** `tell` hears of each damage, and where the damaged file is kept, if it is still there. */
  constructor(tell: (damage: Damage, copy: string | undefined) => void) {
    this.#tell = tell;
  }

  /** To be called before the file is changed. */
  take(damage: Damage): void {
    this.#tell(damage, this.#setAside(damage.path));
  }

  /** Whether it has been told of the file. */
  hasTaken(path: string): boolean {
    return this.#copies.has(path);
  }

  #setAside(path: string): string | undefined {
    const known = this.#copies.get(path);
    if (known !== undefined || !existsSync(path)) return known;
    let copy = `${path}.damaged`;
    for (let number = 2; existsSync(copy); number++) copy = `${path}.damaged-${number}`;
    copyFileSync(path, copy, constants.COPYFILE_EXCL);
    chmodSync(copy, 0o600);
    this.#copies.set(path, copy);
    return copy;
  }
}

/** Throws DamagedFile, unless a repair is under way. */
export function met(damage: Damage, repair: Repair | undefined): void {
  if (repair === undefined) throw new DamagedFile(damage);
  repair.take(damage);
}
