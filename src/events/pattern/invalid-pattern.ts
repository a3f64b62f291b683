// How an event pattern is refused: EventBridge's code, and its opening words before the reason.

import { ServiceError } from "../../aws/service-error.ts";

export function invalidPattern(reason: string): ServiceError {
  return new ServiceError("InvalidEventPatternException", `Event pattern is not valid. Reason: ${reason}`);
}
