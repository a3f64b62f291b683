// The region's side of the benchmark of messages: a region on a free port, which it prints, with its data on disk.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Region } from "../../src/region/region.ts";
import { ApiServer } from "../../src/server/server.ts";

const directory = mkdtempSync(join(tmpdir(), "messages-"));
const server = new ApiServer({ onFault: (fault, operation) => console.error(operation, fault) });
await server.listen(0);
const region = await Region.open({ directory, endpoint: server.url });
server.serve({ services: [...region.apis.values()] });
region.start();
process.on("SIGTERM", () => {
  rmSync(directory, { recursive: true, force: true });
  process.exit();
});
console.log(server.port);
