// All services at once, killed and without room: `npm run faults -- services` is the long form of the kills.

import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { killServices, kinds, startServices } from "./services.ts";
import type { ServicesLine } from "./services-child.ts";

test("what any service acknowledged is there after two kills", async () => {
  const account = await killServices({ kills: 2, acknowledgements: 8, mostMs: 100 });
  expect(account.lost).toEqual([]);
  expect(account.acknowledged.size).toBe(kinds);
});

test("with a full disk every service refuses with a 5xx that names its file, and goes on by itself once there is room", async () => {
  const directory = mkdtempSync(join(tmpdir(), "millrace-full-"));
  writeFileSync(join(directory, "ledger.txt"), "");
  // A limit on the size of a file, in KiB, stands for the end of the disk. Objects are small, and so never meet it.
  const service = startServices(directory, "ulimit -S -f 500;");
  const refused = new Map<string, Extract<ServicesLine, { readonly type: "refused" }>>();
  const wentOn = new Map<string, number>();
  let hasRoom = false;
  for await (const line of service.lines) {
    if (line.type === "refused") refused.set(line.kind, line);
    if (!hasRoom && refused.size === kinds - 1) {
      const moreRoom = spawnSync("prlimit", ["--pid", String(service.processId), "--fsize=unlimited"]);
      // Where there is no such command the disk stays full.
      if (moreRoom.error !== undefined) break;
      hasRoom = true;
    } else if (hasRoom && line.type === "acknowledged") {
      wentOn.set(line.kind, (wentOn.get(line.kind) ?? 0) + 1);
      if (wentOn.size === kinds && Math.min(...wentOn.values()) >= 5) break;
    }
  }
  await service.kill();
  for (const { status, message } of refused.values()) {
    expect(status).toBe(500);
    expect(message).toContain(join(directory, "data"));
  }
  const again = startServices(directory);
  for await (const line of again.lines) {
    if (line.type !== "checked") continue;
    expect(line.lost).toEqual([]);
    break;
  }
  await again.kill();
  rmSync(directory, { recursive: true });
});
