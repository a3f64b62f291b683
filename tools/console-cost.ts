// What the console costs the region: the processor time of a record under load, with the home page open in a browser and without, in
// turns. The browser's own time is not counted. `-- --rate N --duration SECONDS --turns N`.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import type { LoadResult } from "../src/load/load-test.ts";
import { launchBrowser } from "../test/browser/launch-browser.ts";

const root = resolve(import.meta.dirname, "..");
const usage = `Usage: npm run console:cost -- [options]

  --rate N       records a second (default 50000)
  --duration S   seconds of a turn (default 20)
  --turns N      how often each is measured (default 5)
`;
if (process.argv.includes("--help")) {
  console.log(usage);
  process.exit();
}
const { values } = parseArgs({
  options: {
    rate: { type: "string", default: "50000" },
    duration: { type: "string", default: "20" },
    turns: { type: "string", default: "5" },
  },
});
const aim = 3;

const folder = mkdtempSync(join(tmpdir(), "millrace-console-cost-"));
const browser = await launchBrowser();
const costs: Record<"closed" | "open", number[]> = { closed: [], open: [] };
try {
  for (let turn = 1; turn <= Number(values.turns); turn++) {
    // Whichever comes first finds the machine otherwise than the second: they change places.
    for (const state of turn % 2 === 0 ? (["open", "closed"] as const) : (["closed", "open"] as const)) {
      const { cost, rate } = await measure(state === "open");
      costs[state].push(cost);
      console.log(
        `turn ${turn}  ${state.padEnd(6)}  ${cost.toFixed(2)} µs a record at ${Math.round(rate)} records/s`,
      );
    }
  }
  const [closed, open] = [median(costs.closed), median(costs.open)];
  const more = (open / closed - 1) * 100;
  console.log(
    `median  closed ${closed.toFixed(2)} µs, open ${open.toFixed(2)} µs: ${more.toFixed(1)} % more (aim: at most ${aim} %)`,
  );
} finally {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}

async function measure(isOpen: boolean): Promise<{ readonly cost: number; readonly rate: number }> {
  const report = join(folder, "load.html");
  const port = await freePort();
  const command = [
    "load",
    "--in-memory",
    "--port",
    String(port),
    "--rate",
    values.rate,
    "--duration",
    values.duration,
  ];
  const load = spawn(process.execPath, [join(root, "bin/millrace.js"), ...command, "--report", report], {
    cwd: root,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const page = isOpen ? await browser.newPage() : undefined;
  let printed = "";
  load.stdout.setEncoding("utf8").on("data", (text: string) => {
    printed += text;
  });
  const ended = new Promise<void>((done) => load.once("close", () => done()));
  try {
    while (!/sending /.test(printed) && load.exitCode === null) await sleep(50);
    if (load.exitCode !== null) throw new Error(`the load test ended: ${printed}`);
    // In a clone the page is bundled when it is first asked for, which is nothing that an open console costs.
    await fetch(`http://127.0.0.1:${port}/_millrace/console.js`);
    await page?.goto(`http://127.0.0.1:${port}/_millrace/#/`).catch((cause: unknown) => {
      throw new Error(`the console does not open; the load test printed: ${printed}`, { cause });
    });
    await ended;
    await page?.close();
  } finally {
    load.kill("SIGINT");
    await ended;
  }
  const { result } = JSON.parse(readFileSync(report.replace(/html$/, "json"), "utf8")) as {
    result: LoadResult;
  };
  const cores = result.cores + (result.handlerCores ?? 0) + result.generatorCores;
  return { cost: (cores / result.processedPerSecond) * 1e6, rate: result.processedPerSecond };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;
}
