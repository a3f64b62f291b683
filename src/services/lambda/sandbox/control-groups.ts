// Control groups, where they can be had: the kernel then holds an environment's memory and the number of its processes, whatever they do.
// They can be had as root, or where somebody has delegated a part of the tree, as systemd does for the programs of a desktop. Both versions
// are taken, and each controller by itself: whichever has it, at the nearest group above this process in which a group can be made and be
// entered. https://docs.kernel.org/admin-guide/cgroup-v2.html and .../cgroup-v1/memory.html

import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { mountsIn } from "./mounts.ts";

/** Of an environment, whatever holds it to them. */
export const mostProcesses = 1024;

export type Controller = "memory" | "pids";

/** A group in which others can be made. */
export interface GroupPlace {
  readonly folder: string;
  readonly version: 1 | 2;
}

export type GroupPlaces = { readonly [Name in Controller]: GroupPlace | undefined };

/**
 * What an environment may have beyond its memory before the kernel ends it: its own pages are counted by the region, which ends it at its
 * size; here page tables, files that were read and the kernel's own memory count as well.
 */
const beyondMb = 64;

const limitFile: Readonly<Record<Controller, Readonly<Record<1 | 2, string>>>> = {
  memory: { 1: "memory.limit_in_bytes", 2: "memory.max" },
  pids: { 1: "pids.max", 2: "pids.max" },
};

let known: GroupPlaces | undefined;

/** Tried once, by doing it. */
export function controlGroups(): GroupPlaces {
  known ??= { memory: find("memory"), pids: find("pids") };
  return known;
}

/** Where a group of this process may be made, nearest first, by what the system tells in /proc. */
export function candidatesFor(
  controller: Controller,
  told: { readonly mountinfo: string; readonly cgroup: string },
): readonly GroupPlace[] {
  const mounts = mountsIn(told.mountinfo);
  const first = mounts.find(({ type, options }) => type === "cgroup" && options.includes(controller));
  const mount = first ?? mounts.find(({ type }) => type === "cgroup2");
  const isOfMount = (controllers: string) =>
    first === undefined ? controllers === "" : controllers.split(",").includes(controller);
  const [, path] =
    told.cgroup
      .split("\n")
      .map((line) => /^\d+:([^:]*):(.*)$/.exec(line)?.slice(1) ?? [])
      .find(([controllers]) => controllers !== undefined && isOfMount(controllers)) ?? [];
  if (mount === undefined || path === undefined) return [];
  const version = first === undefined ? 2 : 1;
  const own = join(mount.place, within(path, mount.root));
  return ancestors(own, mount.place).map((folder) => ({ folder, version }));
}

/** A container may see a part of the tree, and be told its paths in the whole. */
function within(path: string, root: string): string {
  if (root === "/") return path;
  return path === root || path.startsWith(`${root}/`) ? path.slice(root.length) : "/";
}

function ancestors(folder: string, top: string): readonly string[] {
  const trimmed = folder.replace(/\/+$/, "");
  return trimmed.length <= top.length ? [top] : [trimmed, ...ancestors(dirname(trimmed), top)];
}

function find(controller: Controller): GroupPlace | undefined {
  try {
    const mountinfo = readFileSync("/proc/self/mountinfo", "utf8");
    const cgroup = readFileSync("/proc/self/cgroup", "utf8");
    return candidatesFor(controller, { mountinfo, cgroup }).find((place) => canBeUsed(place, controller));
  } catch {
    return undefined;
  }
}

function canBeUsed({ folder, version }: GroupPlace, controller: Controller): boolean {
  const tried = join(folder, `millrace-probe-${randomBytes(4).toString("hex")}`);
  try {
    mkdirSync(tried);
  } catch {
    return false;
  }
  try {
    if (!existsSync(join(tried, limitFile[controller][version]))) return false;
    return spawnSync("sh", ["-c", 'echo $$ >"$1/cgroup.procs"', "sh", tried]).status === 0;
  } finally {
    remove(tried);
  }
}

/** False while a process is in it. */
function remove(folder: string): boolean {
  try {
    rmdirSync(folder);
    return true;
  } catch (problem) {
    return (problem as NodeJS.ErrnoException).code === "ENOENT";
  }
}

/** The group of one environment, which has a folder for each controller. */
export class ControlGroup {
  readonly folders: readonly string[];
  readonly #memory: string | undefined;
  readonly #version: 1 | 2;

  private constructor(folders: readonly string[], memory: string | undefined, version: 1 | 2) {
    this.folders = folders;
    this.#memory = memory;
    this.#version = version;
  }

  /** Undefined where there are none to be had. `name` is no other's. */
  static make(name: string, memorySizeMb: number): ControlGroup | undefined {
    const { memory, pids } = controlGroups();
    if (memory === undefined && pids === undefined) return undefined;
    const made = (place: GroupPlace) => {
      const folder = join(place.folder, name);
      mkdirSync(folder, { recursive: true });
      return folder;
    };
    const ofMemory = memory && made(memory);
    const ofPids = pids && made(pids);
    if (ofPids !== undefined) writeFileSync(join(ofPids, "pids.max"), String(mostProcesses));
    if (memory !== undefined && ofMemory !== undefined) limitMemory(ofMemory, memory.version, memorySizeMb);
    const folders = [ofMemory, ofPids].filter((folder) => folder !== undefined);
    return new ControlGroup([...new Set(folders)], ofMemory, memory?.version ?? 2);
  }

  /** Whether the kernel has ended one of its processes for want of memory. */
  get wasOutOfMemory(): boolean {
    if (this.#memory === undefined) return false;
    const file = this.#version === 1 ? "memory.oom_control" : "memory.events";
    try {
      const [, ended = "0"] = /^oom_kill (\d+)$/m.exec(readFileSync(join(this.#memory, file), "utf8")) ?? [];
      return Number(ended) > 0;
    } catch {
      return false;
    }
  }

  /** False while a process is in it. */
  remove(): boolean {
    return this.folders.map(remove).every(Boolean);
  }
}

function limitMemory(folder: string, version: 1 | 2, memorySizeMb: number): void {
  const bytes = String((memorySizeMb + beyondMb) * 2 ** 20);
  writeFileSync(join(folder, limitFile.memory[version]), bytes);
  // Without swap; where the kernel does not count it there is no such file.
  const ofSwap = version === 1 ? ["memory.memsw.limit_in_bytes", bytes] : ["memory.swap.max", "0"];
  const [file = "", value = ""] = ofSwap;
  if (existsSync(join(folder, file))) writeFileSync(join(folder, file), value);
}
