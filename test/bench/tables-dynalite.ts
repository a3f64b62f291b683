// The peer of the tables benchmark: dynalite with its data on disk. It prints the port.

import { mkdtempSync, rmSync } from "node:fs";
import type { Server } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const dynalite = createRequire(import.meta.url)("dynalite") as (options: object) => Server;

const directory = mkdtempSync(join(tmpdir(), "millrace-bench-"));
const server = dynalite({ path: directory, createTableMs: 0 });
server.listen(0, "127.0.0.1", () => console.log((server.address() as AddressInfo).port));

process.on("SIGTERM", () => {
  rmSync(directory, { recursive: true, force: true });
  process.exit();
});
