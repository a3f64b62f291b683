// Checks that imports only ever point down the house's floors (docs/architecture.md), and that the rooms that must stay
// pure import nothing that reaches outside. Prints each offence and exits with 1 if there is any.

import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";

const floors: readonly (readonly string[])[] = [
  ["aws"],
  ["time"],
  ["asl", "weather", "schedule", "storage"],
  ["engine", "event-patterns"],
  ["services", "library"],
  ["region"],
  ["server", "console", "load"],
  ["cli", "index.ts"],
];
const floorOf = new Map(floors.flatMap((rooms, floor) => rooms.map((room) => [room, floor] as const)));

/** Rooms that compute and never reach outside: no file system, no network, no AWS SDK. */
const pureRooms = new Set(["aws", "time", "asl", "engine", "weather", "schedule"]);
const outside =
  /^(@aws-sdk\/|@aws-lambda-powertools\/|node:(fs|http|https|net|child_process|worker_threads|sqlite))/;

const root = resolve(import.meta.dirname, "..");
const importPattern = /(?:\bfrom\s+|\bimport\s*\(\s*|\bimport\s+)"([^"]+)"/g;

function sourceFiles(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|mts|js|mjs)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
}

function importsOf(file: string): string[] {
  return [...readFileSync(file, "utf8").matchAll(importPattern)].map((match) => match[1] ?? "");
}

function roomOf(file: string): string {
  return relative(join(root, "src"), file).split("/")[0] ?? "";
}

function offencesInSource(file: string): string[] {
  const room = roomOf(file);
  const floor = floorOf.get(room);
  if (floor === undefined)
    return [`${relative(root, file)}: room "${room}" stands on no floor of tools/check-imports.ts`];
  return importsOf(file).flatMap((specifier) => {
    if (!specifier.startsWith(".")) {
      return pureRooms.has(room) && outside.test(specifier)
        ? [`${relative(root, file)}: "${room}" is pure and must not import ${specifier}`]
        : [];
    }
    const target = roomOf(resolve(dirname(file), specifier));
    if (target === room) return [];
    const targetFloor = floorOf.get(target);
    if (targetFloor !== undefined && targetFloor < floor) return [];
    return [
      `${relative(root, file)}: imports ${specifier}, but "${room}" may only import from floors below its own`,
    ];
  });
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

const offences = [
  ...sourceFiles("src").flatMap(offencesInSource),
  ...sourceFiles("handlers").flatMap(offencesInHandler),
];
for (const offence of offences) console.error(offence);
console.log(offences.length === 0 ? "imports point down" : `${offences.length} imports point the wrong way`);
process.exitCode = offences.length === 0 ? 0 : 1;
