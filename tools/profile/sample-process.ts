// Imported before a handler is: samples its process from the first to the last moment, and writes what it saw into the folder that the
// environment names. The runtime waits for its next invocation in a read, so the end comes as the signal that it is told of.

import { randomUUID } from "node:crypto";
import { writeFileSync } from "node:fs";
import { Session } from "node:inspector";
import { join } from "node:path";

const folder = process.env.MILLRACE_PROFILE_FOLDER ?? "";
const session = new Session();
session.connect();
session.post("Profiler.enable");
session.post("Profiler.start");

process.once("SIGTERM", () => {
  session.post("Profiler.stop", (error, { profile }) => {
    const name = `${process.env.AWS_LAMBDA_FUNCTION_NAME}-${randomUUID()}.cpuprofile`;
    if (error === null) writeFileSync(join(folder, name), JSON.stringify(profile));
    process.exit(0);
  });
});
