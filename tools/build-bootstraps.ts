// Puts what starts handlers into the package, as it is started: the bootstraps of Lambda's runtimes.

import { resolve } from "node:path";
import { writePrograms } from "../src/services/lambda/sandbox/program.ts";

writePrograms(resolve(import.meta.dirname, "../lib/services/lambda/environment"));
