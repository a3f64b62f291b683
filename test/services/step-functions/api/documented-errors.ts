// The errors that the SDK's own documentation names for each operation of Step Functions.

import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const folder = join(
  dirname(fileURLToPath(import.meta.resolve("@aws-sdk/client-sfn"))),
  "../dist-types/commands",
);
const suffix = "Command.d.ts";

/** Of every operation; without the error that all others extend. */
export const documentedErrors: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  readdirSync(folder)
    .filter((file) => file.endsWith(suffix))
    .map((file) => {
      const text = readFileSync(join(folder, file), "utf8");
      const names = [...text.matchAll(/@throws \{@link (\w+)\}/g)].map(([, name = ""]) => name);
      return [file.slice(0, -suffix.length), names.filter((name) => name !== "SFNServiceException")];
    }),
);
