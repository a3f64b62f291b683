// The first invocation of a function, whose environment has to be started for it, beside a bare `node` or `python3` that does nothing.

import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import type { FunctionHost } from "../../src/services/lambda/function-host.ts";
import { type BenchRow, compare, type Pace } from "./bench-row.ts";
import { codeRoot, openHost } from "./echo-host.ts";

export async function coldStartBenches(pace: Pace): Promise<BenchRow[]> {
  const host = openHost();
  try {
    return await besideBareRuntimes(host, pace);
  } finally {
    await host.close();
  }
}

async function besideBareRuntimes(host: FunctionHost, pace: Pace): Promise<BenchRow[]> {
  const node = { runtime: "nodejs24.x", peer: "bare node -e ''", program: process.execPath, option: "-e" };
  const python = { runtime: "python3.12", peer: "bare python3 -c ''", program: "python3", option: "-c" };
  const hasPython = spawnSync("python3", ["--version"]).status === 0;
  const rows: BenchRow[] = [];
  for (const { runtime, peer, program, option } of hasPython ? [node, python] : [node]) {
    let made = 0;
    const comparison = {
      name: `a cold start of ${runtime}`,
      unit: "starts/s",
      async millrace() {
        const functionName = `${runtime.replace(".", "-")}-${made++}`;
        host.create({ functionName, runtime, codeRoot, handler: "echo.handler" });
        await host.invoke({ functionName });
        await host.remove(functionName);
      },
      peers: { [peer]: () => once(spawn(program, [option, ""], { stdio: "ignore" }), "exit") },
    };
    rows.push(...(await compare(comparison, pace)));
  }
  return rows;
}
