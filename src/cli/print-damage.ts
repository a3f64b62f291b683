// What `--repair` tells of a damaged file: where it was damaged, what is lost, and where the file is kept as it was.

import type { Damage } from "../storage/damage.ts";
import type { Printer } from "./printer.ts";

const mostLines = 50;

export function printDamage(printer: Printer): (damage: Damage, copy: string | undefined) => void {
  return ({ path, offset, bytes, problem, lost }, copy) => {
    printer.warning(`${path} is damaged at byte ${offset} (${bytes} bytes): ${problem}`);
    for (const each of lost.slice(0, mostLines)) printer.line(`  lost: ${each}`);
    if (lost.length > mostLines) printer.line(`  lost: and ${lost.length - mostLines} more`);
    if (lost.length === 0) printer.line("  lost: nothing that is known");
    if (copy !== undefined) printer.line(`  kept as it was: ${copy}`);
  };
}
