// The service as `npm start` leaves it: replayed, up, and waiting for clients; its roles may do only what their policies allow.

import { type Running, runCommand } from "./run-command.ts";

export interface RunningService {
  readonly url: string;
  /** Ends it with Ctrl-C, and answers with its exit code and what it said on stderr. */
  stop(): Promise<{ readonly exitCode: number | null; readonly complaints: string }>;
}

export async function startService(): Promise<RunningService> {
  const running: Running = runCommand(
    "replay",
    "--port",
    "0",
    "--rate",
    "0",
    "--in-memory",
    "--iam",
    "enforce",
  );
  const printed = await running.untilPrinted(/Ctrl-C stops it/);
  const url = /http:\/\/127\.0\.0\.1:\d+/.exec(printed)?.[0];
  if (url === undefined) throw new Error(`no URL in: ${printed}`);
  return {
    url,
    async stop() {
      running.child.kill("SIGINT");
      return running.finished;
    },
  };
}
