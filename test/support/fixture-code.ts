// The handlers of test/fixtures/functions as a user has them in Lambda: a deployment package.

import { fileURLToPath } from "node:url";
import { zipFolder } from "../../src/projects/zip-folder.ts";
import type { FunctionCode } from "../../src/services/lambda/functions/function-record.ts";
import type { Lambda } from "../../src/services/lambda/lambda.ts";

const folder = fileURLToPath(new URL("../fixtures/functions/", import.meta.url));

export function fixtureCode({ sources }: Pick<Lambda, "sources">): Promise<FunctionCode> {
  return sources.packageFrom({ zip: zipFolder(folder) });
}
