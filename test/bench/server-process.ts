// A benchmark's server in a process of its own, which prints its port.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

/** Starts the script beside this file, hands `use` its port and process id, and ends it. */
export async function withServer<Result>(
  script: string,
  use: (port: number, pid: number) => Promise<Result>,
  scriptArguments: readonly string[] = [],
): Promise<Result> {
  const path = new URL(script, import.meta.url).pathname;
  const server = spawn(
    process.execPath,
    ["--disable-warning=ExperimentalWarning", path, ...scriptArguments],
    {
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  try {
    return await use(await printedPort(server), server.pid ?? process.pid);
  } finally {
    server.kill("SIGTERM");
    await once(server, "exit");
  }
}

async function printedPort({ stdout }: ChildProcess): Promise<number> {
  if (stdout === null) throw new Error("The server has no standard output");
  for await (const line of createInterface(stdout)) return Number(line);
  throw new Error("The server ended before it printed its port");
}
