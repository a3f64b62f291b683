// A region in a process of its own, to be attacked: `node region.ts FOLDER PORT`. Prints what it is once it serves, and a line for
// each fault of its own that it met.

import { ApiServer } from "../../src/api/server.ts";
import { openServedRegion, servicesOf } from "../../src/cli/served-region.ts";
import { DataFolderError } from "../../src/region/data-folder.ts";

export interface Serving {
  readonly port: number;
  /** Target prefix (or a service's name, for those without one) to the names of its operations. */
  readonly operations: Readonly<Record<string, readonly string[]>>;
}

const [directory = "", port = "0"] = process.argv.slice(2);
const onFault = (fault: unknown, where: string) => {
  process.stderr.write(`fault: ${where}: ${fault instanceof Error ? fault.stack : fault}\n`);
};

const server = new ApiServer({ onFault });
await server.listen(Number(port));
try {
  const region = await openServedRegion({ directory, endpoint: server.url, onFault });
  const services = servicesOf(region);
  server.serve({ services: [...services.values()] });
  region.start();
  for (const problem of region.recovery.problems) process.stderr.write(`set aside: ${problem}\n`);
  const operations = Object.fromEntries(
    [...services].map(([name, api]) => [api.targetPrefix ?? name, Object.keys(api.operations)]),
  );
  process.stdout.write(`${JSON.stringify({ port: server.port, operations } satisfies Serving)}\n`);
  process.once("SIGTERM", async () => {
    await server.close();
    await region.close();
    process.exit(0);
  });
} catch (error) {
  const message = error instanceof DataFolderError ? error.message : (error as Error).stack;
  process.stderr.write(`refused: ${message}\n`);
  process.exit(error instanceof DataFolderError ? 2 : 70);
}
