// The region's side of the tables benchmark: DynamoDB on a free port, on disk and synced, as a user gets it. It prints the port.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { localIdentity } from "../../src/aws/arn.ts";
import { ApiServer } from "../../src/server/server.ts";
import { dynamodbApi } from "../../src/services/dynamodb/api.ts";
import { Tables } from "../../src/services/dynamodb/tables.ts";
import { systemClock } from "../../src/time/clock.ts";
import { noStreams } from "../services/dynamodb/support/no-streams.ts";

const directory = mkdtempSync(join(tmpdir(), "millrace-bench-"));
const onFault = (fault: unknown, where: string) => console.error(where, fault);
const tables = await Tables.open({
  directory,
  clock: systemClock,
  identity: localIdentity,
  onFault,
  ...noStreams,
});
const server = new ApiServer({ onFault });
server.serve({ services: [dynamodbApi(tables)] });
await server.listen(0);
console.log(server.port);

process.on("SIGTERM", () => {
  rmSync(directory, { recursive: true, force: true });
  process.exit();
});
