// The region's side of the stream benchmark: Kinesis on a free port, on disk and synced, as a user gets it. It prints the port.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { localIdentity } from "../../src/aws/arn.ts";
import { ApiServer } from "../../src/server/server.ts";
import { kinesisApi } from "../../src/services/kinesis/api/api.ts";
import { Streams } from "../../src/services/kinesis/streams/streams.ts";
import { systemClock } from "../../src/time/clock.ts";

const directory = mkdtempSync(join(tmpdir(), "millrace-bench-"));
const streams = await Streams.open({ directory, clock: systemClock, identity: localIdentity });
const server = new ApiServer({ onFault: (fault, operation) => console.error(operation, fault) });
server.serve({ services: [kinesisApi(streams)] });
await server.listen(0);
console.log(server.port);

process.on("SIGTERM", () => {
  rmSync(directory, { recursive: true, force: true });
  process.exit();
});
