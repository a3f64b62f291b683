// The peer of the benchmark of messages: a bare node:http server that appends each body to a file, as often as the request says, brings
// what came together to the disk at once, and answers with the same bytes each time. It prints its port.

import { mkdtempSync, rmSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const folder = mkdtempSync(join(tmpdir(), "bare-messages-"));
const file: FileHandle = await open(join(folder, "journal"), "a");
const answer = JSON.stringify({ MD5OfMessageBody: "0".repeat(32), MessageId: "0".repeat(36) });
let waiting: Buffer[] = [];
let written: Promise<void> | undefined;

/** Resolves once the body is on disk, with all that came while the one before was written. */
function kept(body: Buffer): Promise<void> {
  waiting.push(body);
  written ??= Promise.resolve()
    .then(() => {
      const together = Buffer.concat(waiting);
      waiting = [];
      written = undefined;
      return file.appendFile(together);
    })
    .then(() => file.datasync());
  return written;
}

const server = createServer(async (request, response) => {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  const body = Buffer.concat(pieces);
  const copies = Number(request.url?.slice(1));
  if (copies > 0) await kept(Buffer.concat(Array.from({ length: copies }, () => body)));
  response.end(answer);
});
process.on("SIGTERM", () => {
  rmSync(folder, { recursive: true, force: true });
  process.exit();
});
server.listen(0, "127.0.0.1", () => console.log((server.address() as AddressInfo).port));
