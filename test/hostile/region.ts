// A region in a process of its own, to be attacked: `node region.ts FOLDER PORT [--repair]`. Prints what it is once it serves, and a line for
// each fault of its own that it met. MILLRACE_IAM says what is made of permissions; nothing otherwise. MILLRACE_LATER_DAYS sets its clock
// forward.

import { flushCompileCache } from "node:module";
import { DataFolderError } from "../../src/region/data-folder.ts";
import { Region, type RegionOptions } from "../../src/region/region.ts";
import { ApiServer } from "../../src/server/server.ts";
import { DamagedFile, Repair } from "../../src/storage/damage.ts";
import { systemClock } from "../../src/time/clock.ts";

export interface Serving {
  readonly port: number;
  /** Target prefix (or a service's name, for those without one) to the names of its operations. */
  readonly operations: Readonly<Record<string, readonly string[]>>;
}

const permissions = process.env.MILLRACE_IAM as RegionOptions["permissions"];
const laterMs = Number(process.env.MILLRACE_LATER_DAYS ?? 0) * 86_400_000;
const [directory = "", port = "0", option] = process.argv.slice(2);
const onFault = (fault: unknown, where: string) => {
  process.stderr.write(`fault: ${where}: ${fault instanceof Error ? fault.stack : fault}\n`);
};

const repair = new Repair(({ path, offset, bytes, problem }) => {
  process.stderr.write(`damage: ${path} at ${offset}, ${bytes} bytes: ${problem}\n`);
});
const server = new ApiServer({ onFault });
await server.listen(Number(port));
try {
  const region = await Region.open({
    directory,
    clock: { ...systemClock, now: () => Date.now() + laterMs },
    endpoint: server.url,
    onFault,
    ...(option === "--repair" ? { repair } : {}),
    permissions,
  });
  const services = region.apis;
  server.serve({ services: [...services.values()] });
  region.start();
  for (const problem of region.services.states.recovery.problems)
    process.stderr.write(`set aside: ${problem}\n`);
  const operations = Object.fromEntries(
    [...services].map(([name, api]) => [api.targetPrefix ?? name, Object.keys(api.operations)]),
  );
  process.stdout.write(`${JSON.stringify({ port: server.port, operations } satisfies Serving)}\n`);
  // Whoever starts many of these kills them.
  flushCompileCache();
  process.once("SIGTERM", async () => {
    await server.close();
    await region.close();
    process.exit(0);
  });
} catch (error) {
  const isTold = error instanceof DataFolderError || error instanceof DamagedFile;
  process.stderr.write(`refused: ${isTold ? error.message : (error as Error).stack}\n`);
  process.exit(isTold ? 2 : 70);
}
