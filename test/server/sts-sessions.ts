// An STS without roles, for tests that need some small service on the wire.

import { localIdentity } from "../../src/aws/arn.ts";
import { Sessions } from "../../src/services/sts/sessions.ts";
import { systemClock } from "../../src/time/clock.ts";

export const sessions = new Sessions({
  clock: systemClock,
  identity: localIdentity,
  findRole: () => undefined,
  documentOf: () => undefined,
});
