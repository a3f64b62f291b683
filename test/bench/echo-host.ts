// Functions of the region's own host, without the rest of the region.

import { fileURLToPath } from "node:url";
import { localIdentity } from "../../src/aws/arn.ts";
import { FunctionHost } from "../../src/services/lambda/function-host.ts";
import { systemClock } from "../../src/time/clock.ts";

/** Holds `echo.handler`, in JavaScript and in Python. */
export const codeRoot = fileURLToPath(new URL("../fixtures/functions/", import.meta.url));

export function openHost(): FunctionHost {
  return new FunctionHost({
    ...{ clock: systemClock, identity: localIdentity },
    logs: { append: () => undefined },
    metrics: { series: () => ({ record: () => undefined }) },
  });
}
