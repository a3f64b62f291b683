// The process that is looked at: drives the load test in a region of its own, and prints what it took while records were on their way. Its
// own threads are sampled by Node.js's `--cpu-prof`, those of the handlers by what their settings have them import.

import { readdirSync, readFileSync } from "node:fs";
import { openLocalService } from "../../src/cli/local-service.ts";
import { Printer } from "../../src/cli/printer.ts";
import { LoadTest } from "../../src/load/load-test.ts";

/** What a process of the load test says of it, as one line of JSON. */
export interface LoadMeasured {
  readonly records: number;
  /** When records were on their way, on the clock of profiles: microseconds since the system started. */
  readonly from: number;
  readonly to: number;
  /** Processor seconds meanwhile: of the threads of the region's process by their names, and of all handlers together. */
  readonly threads: Readonly<Record<string, number>>;
  readonly handlers: number;
  readonly generator: number;
}

const [folder = "", rate = "", duration = ""] = process.argv.slice(2);
const service = await openLocalService({
  ...{ folder: process.cwd(), port: 0, directory: `${folder}/data` },
  printer: new Printer(process.stderr, process.stderr),
});
try {
  const { region, names } = service;
  const { functions } = region.services.lambda;
  for (const { name, latest } of functions.list()) {
    const { NODE_OPTIONS = "", ...variables } = latest.environment;
    const sampled = `${NODE_OPTIONS} --import ${new URL("./sample-process.ts", import.meta.url).pathname}`;
    functions.update(name, {
      environment: { ...variables, NODE_OPTIONS: sampled.trim(), MILLRACE_PROFILE_FOLDER: folder },
    });
  }
  const test = new LoadTest({
    ...{ region, names },
    ratePerSecond: Number(rate),
    durationSeconds: Number(duration),
  });
  region.start();
  console.log(JSON.stringify(await measured(test)));
} finally {
  await service.close();
}

async function measured(test: LoadTest): Promise<LoadMeasured> {
  await test.warmUp();
  const [threads, from] = [threadsUse(), microseconds()];
  const { processed, processorSeconds } = await test.run();
  const spent = Object.entries(threadsUse()).map(
    ([name, seconds]) => [name, seconds - (threads[name] ?? 0)] as const,
  );
  return {
    ...{ records: processed, from, to: microseconds(), threads: Object.fromEntries(spent) },
    handlers: processorSeconds.handlers ?? 0,
    generator: processorSeconds.generator,
  };
}

function microseconds(): number {
  return Number(process.hrtime.bigint() / 1000n);
}

/** Seconds in user and in system mode, of `/proc`, whose ticks are hundredths. */
function threadsUse(): Readonly<Record<string, number>> {
  const use: Record<string, number> = {};
  for (const task of readdirSync("/proc/self/task")) {
    const text = readFileSync(`/proc/self/task/${task}/stat`, "latin1");
    const name = text.slice(text.indexOf("(") + 1, text.lastIndexOf(")"));
    const [user, system] = text
      .slice(text.lastIndexOf(")") + 2)
      .split(" ")
      .slice(11, 13);
    use[name] = (use[name] ?? 0) + (Number(user) + Number(system)) / 100;
  }
  return use;
}
