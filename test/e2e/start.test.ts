// The main job as a user sees it: the command, its summary and its exit code, also after it was killed.

import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { runCommand } from "./run-command.ts";

const minute = 60_000;
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "start-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const balanced = /The books balance: 10,242 put = 10,219 processed \+ 23 dead-lettered/;

describe("millrace start", () => {
  test(
    "replays the year, balances its books and ends with 0; a second start finds everything done",
    async () => {
      const first = await runCommand("replay", "--exit", "--port", "0", "--rate", "0", "--data", folder)
        .finished;
      expect(first).toMatchObject({ exitCode: 0, complaints: "" });
      expect(first.stdout).toMatch(balanced);
      expect(first.stdout).toMatch(/lost\s+0/);
      expect(first.stdout).toMatch(/delivered again\s+0/);
      expect(first.stdout).toMatch(/findings\s+219/);
      expect(first.stdout).toMatch(/alerts published\s+219/);
      expect(first.stdout).toMatch(/answer one: \S+\/lambda-url\//);
      const second = await runCommand("replay", "--exit", "--port", "0", "--data", folder).finished;
      expect(second.exitCode).toBe(0);
      expect(second.stdout).toMatch(/10,242 of them by an earlier run/);
      expect(second.stdout).toMatch(balanced);
      expect(second.stdout).toMatch(/answer one: \S+#\/approvals/);
    },
    2 * minute,
  );

  test(
    "killed in the middle, goes on from the stream, loses nothing, and its books balance",
    async () => {
      const killed = runCommand("replay", "--exit", "--port", "0", "--rate", "2000", "--data", folder);
      // As soon as it has done anything: how far it gets until then depends on the machine.
      await killed.untilPrinted(/\n(?!0 of)[\d,]+ of 10,242/);
      killed.child.kill("SIGKILL");
      await killed.finished;
      const again = await runCommand("replay", "--exit", "--port", "0", "--rate", "0", "--data", folder)
        .finished;
      expect(again).toMatchObject({ exitCode: 0, complaints: "" });
      expect(again.stdout).toMatch(/[1-9][\d,]* of them by an earlier run/);
      expect(again.stdout).toMatch(balanced);
      expect(again.stdout).toMatch(/lost\s+0/);
      expect(again.stdout).toMatch(/alerts published\s+219/);
    },
    2 * minute,
  );

  test(
    "becomes a process with a bound on the memory of what is new",
    async () => {
      const up = runCommand("start", "--port", "0", "--mqtt-port", "0", "--in-memory");
      await up.untilPrinted(/http:\/\/127\.0\.0\.1:\d+/);
      const shown = execFileSync("ps", ["-o", "args=", "-p", String(up.child.pid)], { encoding: "utf8" });
      expect(shown).toContain("--max-semi-space-size=16 ");
      up.child.kill("SIGINT");
      expect(await up.finished).toMatchObject({ exitCode: 0, complaints: "" });
    },
    minute,
  );

  test(
    "stops cleanly on Ctrl-C while it stays up",
    async () => {
      const up = runCommand("replay", "--port", "0", "--rate", "0", "--in-memory");
      await up.untilPrinted(/Ctrl-C stops it/);
      up.child.kill("SIGINT");
      expect(await up.finished).toMatchObject({ exitCode: 0, complaints: "" });
    },
    minute,
  );

  test(
    "refuses a port that is taken, naming it and the way out",
    async () => {
      const other = createServer().listen(0, "127.0.0.1");
      await new Promise((listening) => other.once("listening", listening));
      const { port } = other.address() as AddressInfo;
      const refused = await runCommand("replay", "--exit", "--port", String(port), "--data", folder).finished;
      other.close();
      expect(refused.exitCode).toBe(3);
      expect(refused.stderr).toContain(`port ${port} of 127.0.0.1 is taken by another program`);
      expect(refused.stderr).toContain("--port N");
    },
    minute,
  );

  test(
    "refuses a data folder that cannot be written, naming it",
    async () => {
      const file = join(folder, "a-file");
      writeFileSync(file, "");
      const refused = await runCommand("replay", "--exit", "--port", "0", "--data", join(file, "data"))
        .finished;
      expect(refused.exitCode).toBe(2);
      expect(refused.stderr).toContain(`the data folder ${join(file, "data")} cannot be written`);
    },
    minute,
  );
});
