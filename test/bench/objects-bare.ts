// The peer of the benchmark of objects: a bare node:http server that writes each body to a file, brings it to the disk and renames it,
// and reads it again. It prints its port.

import { createReadStream, mkdtempSync, rmSync } from "node:fs";
import { type FileHandle, open, rename } from "node:fs/promises";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const folder = mkdtempSync(join(tmpdir(), "bare-objects-"));
let drafts = 0;

const server = createServer((request, response) => {
  const path = join(folder, encodeURIComponent(request.url ?? ""));
  if (request.method === "GET") createReadStream(path).pipe(response);
  else keep(request, path).then(() => response.end());
});

async function keep(request: IncomingMessage, path: string): Promise<void> {
  drafts += 1;
  const draft = `${path}.${drafts}`;
  const file = await open(draft, "wx");
  await write(request, file).finally(() => file.close());
  await rename(draft, path);
}

async function write(request: IncomingMessage, file: FileHandle): Promise<void> {
  for await (const piece of request) await file.writeFile(piece as Buffer);
  await file.datasync();
}

process.on("SIGTERM", () => {
  rmSync(folder, { recursive: true, force: true });
  process.exit();
});
server.listen(0, "127.0.0.1", () => console.log((server.address() as AddressInfo).port));
