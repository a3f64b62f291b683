// Checks that imports only ever point down the house's floors, that services never import each other, that the rooms that must stay
// pure import nothing that reaches outside, and that no files import each other in a ring. The floors are those of the table in
// docs/architecture.md. Prints each offence and exits with 1 if there is any. Another project's folder can be given.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { importRings } from "./import-rings.ts";

const root = resolve(process.argv[2] ?? join(import.meta.dirname, ".."));

interface Floor {
  readonly rooms: readonly string[];
  /** Rooms that compute and never reach outside: no file system, no network, no AWS SDK. */
  readonly pure: readonly string[];
}

/** A row for each floor: its number, its rooms, and which of them are pure. */
function readFloors(): readonly Floor[] {
  const lines = readFileSync(join(root, "docs/architecture.md"), "utf8").split("\n");
  const header = lines.indexOf("| floor | rooms | of these pure |");
  if (header === -1) throw new Error("docs/architecture.md has no table of floors");
  const rows = lines.slice(header + 2);
  const end = rows.findIndex((line) => !line.startsWith("|"));
  return rows.slice(0, end === -1 ? rows.length : end).map((row, floor) => {
    const [, number = "", rooms = "", pure = ""] = row.split("|");
    if (Number(number) !== floor)
      throw new Error(`docs/architecture.md: expected floor ${floor}, not ${row}`);
    const names = (cell: string) => Array.from(cell.matchAll(/`([^`]+)`/g), ([, name = ""]) => name);
    return { rooms: names(rooms), pure: names(pure) };
  });
}

const floors = readFloors();
const floorOf = new Map(floors.flatMap(({ rooms }, floor) => rooms.map((room) => [room, floor] as const)));
const pureRooms = new Set(floors.flatMap(({ pure }) => pure));
const outside =
  /^(@aws-sdk\/|@aws-lambda-powertools\/|node:(fs|http|https|net|child_process|worker_threads|sqlite))/;

const importPattern = /(?:\bfrom\s+|\bimport\s*\(\s*|\bimport\s+)"([^"]+)"/g;

function sourceFiles(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|mts|js|mjs)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
}

function importsOf(file: string): string[] {
  return [...readFileSync(file, "utf8").matchAll(importPattern)].map((match) => match[1] ?? "");
}

interface Place {
  readonly room: string;
  /** The folder of a service: a flat, with its neighbours on the same floor. Undefined for what all of them share. */
  readonly service: string | undefined;
}

function placeOf(file: string): Place {
  const [room = "", folder, inFolder] = relative(join(root, "src"), file).split("/");
  return { room, service: room === "services" && inFolder !== undefined ? folder : undefined };
}

function offencesInSource(file: string): string[] {
  const place = placeOf(file);
  const here = relative(root, file);
  if (!floorOf.has(place.room))
    return [`${here}: room "${place.room}" stands on no floor of the table in docs/architecture.md`];
  return importsOf(file).flatMap((specifier) => {
    const problem = specifier.startsWith(".")
      ? problemWithin(place, placeOf(resolve(dirname(file), specifier)))
      : problemOutside(place, specifier);
    return problem === undefined ? [] : [`${here}: imports ${specifier}, but ${problem}`];
  });
}

function problemWithin(from: Place, to: Place): string | undefined {
  if (from.room === to.room) {
    if (to.service === undefined || to.service === from.service) return undefined;
    return from.service === undefined
      ? "what all services share may import none of them"
      : `"${from.service}" and "${to.service}" are services, which never import each other`;
  }
  const [floor = 0, target = floors.length] = [floorOf.get(from.room), floorOf.get(to.room)];
  if (target < floor) return undefined;
  return `"${from.room}" may only import from floors below its own`;
}

function problemOutside({ room }: Place, specifier: string): string | undefined {
  return pureRooms.has(room) && outside.test(specifier) ? `"${room}" is pure` : undefined;
}

/** Rooms of the table that there are not: a row that has been forgotten would excuse nothing, and mislead. */
function missingRooms(): string[] {
  return [...floorOf.keys(), ...pureRooms]
    .filter((room) => !floorOf.has(room) || !existsSync(join(root, "src", room)))
    .map((room) => `docs/architecture.md: the table of floors names "${room}", which is no room of src`);
}

/** Handlers must deploy without the runtime: npm packages, each other and src/weather only. */
function offencesInHandler(file: string): string[] {
  return importsOf(file)
    .filter((specifier) => specifier.startsWith("."))
    .map((specifier) => relative(root, resolve(dirname(file), specifier)))
    .filter((target) => !target.startsWith("src/weather/") && !target.startsWith("handlers/"))
    .map(
      (target) =>
        `${relative(root, file)}: a handler may only import npm packages and src/weather, not ${target}`,
    );
}

/** Of files, by their imports of each other. */
function ringsOf(files: readonly string[]): string[] {
  const imports = files.map((file) => {
    const imported = importsOf(file).filter((specifier) => specifier.startsWith("."));
    return [file, imported.map((specifier) => resolve(dirname(file), specifier))] as const;
  });
  return importRings(new Map(imports)).map((ring) => {
    const names = ring.map((file) => relative(root, file)).join(", ");
    return `a ring of ${ring.length}: ${names}: put what they need of each other into a file below them`;
  });
}

const sources = sourceFiles("src");
const offences = [
  ...missingRooms(),
  ...sources.flatMap(offencesInSource),
  ...ringsOf(sources),
  ...sourceFiles("handlers").flatMap(offencesInHandler),
];
for (const offence of offences) console.error(offence);
console.log(offences.length === 0 ? "imports point down" : `offences of imports: ${offences.length}`);
process.exitCode = offences.length === 0 ? 0 : 1;
