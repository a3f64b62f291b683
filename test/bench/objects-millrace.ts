// The region's side of the benchmark of objects: S3 on a free port, which it prints, with its objects on disk.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ApiServer } from "../../src/server/server.ts";
import { s3Api } from "../../src/services/s3/api/api.ts";
import { Objects } from "../../src/services/s3/objects.ts";
import { systemClock } from "../../src/time/clock.ts";

const directory = mkdtempSync(join(tmpdir(), "objects-"));
const objects = await Objects.open({ directory, clock: systemClock });
await objects.createBucket("bucket");
const server = new ApiServer({ onFault: (fault, operation) => console.error(operation, fault) });
server.serve({ services: [s3Api(objects)] });
await server.listen(0);
process.on("SIGTERM", () => {
  rmSync(directory, { recursive: true, force: true });
  process.exit();
});
console.log(server.port);
