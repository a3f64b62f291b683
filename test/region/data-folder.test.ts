// The data folder belongs to one region at a time, and to its user alone.

import { type ChildProcess, fork } from "node:child_process";
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { lockDataFolder, resetDataFolder } from "../../src/region/data-folder.ts";
import { Region } from "../../src/region/region.ts";

let home: string;
let folder: string;
const children: ChildProcess[] = [];
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "data-folder-"));
  folder = join(home, "data");
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  rmSync(home, { recursive: true, force: true });
});

/** What a process of its own says once it has tried to take the folder. */
function takenBy(): Promise<{ readonly child: ChildProcess; readonly says: unknown }> {
  const child = fork(join(import.meta.dirname, "folder-holder.ts"), [folder], {
    execArgv: ["--disable-warning=ExperimentalWarning"],
  });
  children.push(child);
  return new Promise((resolve) => child.on("message", (says) => resolve({ child, says })));
}

const inUse = () => `the data folder ${folder} is in use by another region`;

describe("the lock", () => {
  test("is one region's, in this process and in others", async () => {
    const unlock = lockDataFolder(folder);
    expect(() => lockDataFolder(folder)).toThrow(inUse());
    // That another of this process was refused has not let it go.
    expect((await takenBy()).says).toBe(inUse());
    unlock();
    expect((await takenBy()).says).toBe("held");
    expect(() => lockDataFolder(folder)).toThrow(inUse());
  });

  test("goes with the process that held it, however that ended", async () => {
    const { child } = await takenBy();
    const gone = new Promise((resolve) => child.on("exit", resolve));
    child.kill("SIGKILL");
    await gone;
    lockDataFolder(folder)();
  });

  test.each([String(process.ppid), String(process.pid), "1", "999999999", "no number"])(
    "of the former kind is no obstacle, whatever process it names: %s",
    (former) => {
      mkdirSync(folder);
      writeFileSync(join(folder, "region.lock"), former);
      lockDataFolder(folder)();
      expect(existsSync(join(folder, "region.lock"))).toBe(false);
    },
  );

  test.each(["region.lock.sqlite", "region.lock"])("follows no link: %s", (name) => {
    mkdirSync(folder);
    const target = join(home, "precious");
    writeFileSync(target, "as it was");
    symlinkSync(target, join(folder, name));
    if (name === "region.lock") lockDataFolder(folder)();
    else expect(() => lockDataFolder(folder)).toThrow(/region\.lock\.sqlite is no file but a link/);
    expect(readFileSync(target, "utf8")).toBe("as it was");
  });

  test("refuses a region before it looks at what is there", async () => {
    const first = await Region.open({ directory: folder, endpoint: "http://127.0.0.1:1" });
    await expect(Region.open({ directory: folder, endpoint: "http://127.0.0.1:2" })).rejects.toThrow(inUse());
    await first.close();
    await (await Region.open({ directory: folder, endpoint: "http://127.0.0.1:3" })).close();
  });
});

describe("a reset", () => {
  test("takes away all that was kept, and no more", () => {
    lockDataFolder(folder)();
    mkdirSync(join(folder, "streams"));
    writeFileSync(join(folder, "streams", "log"), "kept");
    resetDataFolder(folder);
    expect(readdirSync(folder)).toEqual(["region.lock.sqlite"]);
    lockDataFolder(folder)();
  });

  test("of a folder in use, or of one that holds other things, takes away nothing", () => {
    const unlock = lockDataFolder(folder);
    writeFileSync(join(folder, "kept"), "");
    expect(() => resetDataFolder(folder)).toThrow(inUse());
    unlock();
    writeFileSync(join(home, "serverless.yml"), "");
    expect(() => resetDataFolder(home)).toThrow(/holds other things than a region's data/);
    expect(existsSync(join(folder, "kept"))).toBe(true);
  });
});

test("a folder that cannot be written is refused by name", () => {
  const file = join(home, "file");
  writeFileSync(file, "");
  expect(() => lockDataFolder(join(file, "data"))).toThrow(
    /the data folder .*file\/data cannot be written: ENOTDIR/,
  );
});

test.each(["/proc/region", "/proc/region/of/mine"])(
  "a folder where none can be made is refused at once: %s",
  (directory) => {
    expect(() => lockDataFolder(directory)).toThrow(
      /the data folder \/proc\/region.* cannot be written: E[A-Z]+: .*, mkdir '/,
    );
  },
);

describe("nobody else may enter", () => {
  const rights = (path: string) => statSync(path).mode & 0o777;

  test.each([0o000, 0o022, 0o077])("a folder that is made, whatever the umask: %o", (mask) => {
    const before = process.umask(mask);
    try {
      lockDataFolder(folder)();
    } finally {
      process.umask(before);
    }
    expect([rights(folder), rights(join(folder, "region.lock.sqlite"))]).toEqual([0o700, 0o600]);
  });

  test("a folder of an earlier region", () => {
    mkdirSync(folder);
    chmodSync(folder, 0o755);
    writeFileSync(join(folder, "region.lock"), "1");
    lockDataFolder(folder)();
    expect(rights(folder)).toBe(0o700);
  });

  test("but into a folder of other things, as before", () => {
    mkdirSync(folder);
    chmodSync(folder, 0o755);
    writeFileSync(join(folder, "serverless.yml"), "");
    lockDataFolder(folder)();
    expect(rights(folder)).toBe(0o755);
    expect(lstatSync(join(folder, "region.lock.sqlite")).mode & 0o777).toBe(0o600);
  });
});
