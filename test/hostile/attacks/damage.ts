// Each kind of file of the data folder, damaged in each way, and then a start: it refuses and names the file, or nothing is
// missing; and with a repair it comes up, and whatever is missing has been told of.

import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { basename, join, relative } from "node:path";
import type { Attack, AttackClass } from "../attack.ts";
import { type Holdings, holdings, seed } from "../seeded-folder.ts";
import { Target } from "../target.ts";

interface Way {
  readonly name: string;
  /** What was there last may be taken for a write that was never acknowledged. */
  readonly looksTorn?: true;
  damage(file: string): void;
}

function changed(file: string, change: (bytes: Buffer) => Buffer): void {
  writeFileSync(file, change(readFileSync(file)));
}

const noise = Buffer.from(Array.from({ length: 4096 }, (_, at) => (at * 7919 + 13) % 251));

const ways: readonly Way[] = [
  {
    name: "its tail cut",
    looksTorn: true,
    damage: (file) => truncateSync(file, Math.max(0, statSync(file).size - 7)),
  },
  {
    name: "bytes changed in its middle",
    damage: (file) =>
      changed(file, (bytes) => {
        const at = Math.floor(bytes.length / 2);
        for (let byte = at; byte < Math.min(at + 4, bytes.length); byte++)
          bytes[byte] = (bytes[byte] ?? 0) ^ 0x55;
        return bytes;
      }),
  },
  { name: "nothing in it", damage: (file) => truncateSync(file, 0) },
  {
    name: "noise in it",
    damage: (file) =>
      changed(file, (bytes) => Buffer.concat([noise, noise]).subarray(0, Math.max(64, bytes.length))),
  },
  {
    name: "zeros after its end",
    looksTorn: true,
    damage: (file) => changed(file, (bytes) => Buffer.concat([bytes, Buffer.alloc(4096)])),
  },
  { name: "no file at all", damage: (file) => rmSync(file) },
];

/** A folder that is made once, for all. */
let seeded:
  | { readonly folder: string; readonly files: readonly string[]; readonly whole: Holdings }
  | undefined;

async function seededFolder(): Promise<NonNullable<typeof seeded>> {
  if (seeded !== undefined) return seeded;
  const home = mkdtempSync(join(tmpdir(), "millrace-seeded-"));
  process.once("exit", () => rmSync(home, { recursive: true, force: true }));
  // Hundreds of starts read the same sources.
  process.env.NODE_COMPILE_CACHE ??= join(home, "compiled");
  const folder = join(home, "data");
  const target = new Target(folder);
  const refusal = await target.start();
  if (refusal !== undefined) throw new Error(refusal.message);
  await seed(target);
  const whole = await holdings(target);
  await target.close();
  seeded = { folder, files: filesOf(folder), whole };
  return seeded;
}

/** One file of each kind: of the objects, say, one. */
function filesOf(folder: string): readonly string[] {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && statSync(join(entry.parentPath, entry.name)).size > 0)
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .filter((file) => !/\.lock|-shm$/.test(basename(file)));
  const kinds = new Map(files.map((file) => [file.replaceAll(/[0-9a-f-]{36}|[0-9a-f]{8,}|\d+/g, "#"), file]));
  return [...kinds.values()].sort();
}

async function damageOf(file: string, way: Way, repair: boolean): Promise<string | undefined> {
  const { folder, whole } = await seededFolder();
  const home = mkdtempSync(join(tmpdir(), "millrace-damaged-"));
  const copy = join(home, "data");
  const target = new Target(copy);
  try {
    mkdirSync(copy);
    cpSync(folder, copy, { recursive: true, preserveTimestamps: true });
    way.damage(join(copy, file));
    const refusal = await target.start({ repair });
    const problem =
      refusal === undefined ? await missingIn(target, whole, way) : problemOfRefusal(refusal, file, repair);
    return problem === undefined ? undefined : `${file}: ${problem}`;
  } finally {
    await target.close();
    rmSync(home, { recursive: true, force: true });
  }
}

function problemOfRefusal(
  { exitCode, message }: { readonly exitCode: number | null; readonly message: string },
  file: string,
  repair: boolean,
): string | undefined {
  if (repair) return `a repair refuses: ${message}`;
  if (exitCode !== 2) return `it ends with ${exitCode}: ${message}`;
  return message.includes(basename(file)) || message.includes(file.split("/")[0] ?? file)
    ? undefined
    : `the refusal names another file: ${message}`;
}

/** Undefined if all is there, or if what is not was told. */
async function missingIn(target: Target, whole: Holdings, way: Way): Promise<string | undefined> {
  const found = await holdings(target);
  const told = target.damage.length + target.faults.length > 0;
  for (const [kind, count] of Object.entries(whole) as readonly (readonly [keyof Holdings, number])[]) {
    const missing = count - found[kind];
    if (missing <= 0 || told || (way.looksTorn === true && missing === 1)) continue;
    return `${missing} of ${count} ${kind} are gone without a word`;
  }
  return undefined;
}

export const damageAttacks: AttackClass = {
  name: "damage",
  // Each is a start or two; and no file has thirteen, so that each way has its turn.
  shortStep: 13,
  lanes: availableParallelism(),
  attacks: async () =>
    (await seededFolder()).files.flatMap((file) =>
      ways.flatMap((way): Attack[] => [
        { name: `${file} with ${way.name}`, restarts: true, run: () => damageOf(file, way, false) },
        { name: `${file} with ${way.name}, repaired`, restarts: true, run: () => damageOf(file, way, true) },
      ]),
    ),
};
