// How an event pattern is refused: EventBridge's code, and its opening words before the reason.

import { ServiceError } from "../aws/service-error.ts";
import type { JsonTokens } from "./json-tokens.ts";

/** What a pattern compiler throws: whoever gave the pattern says it in the words of its own service. */
export class PatternProblem extends Error {
  override readonly name = "PatternProblem";
}

/** A reason with the place in the pattern that had been read by then. */
export function problemAt(tokens: JsonTokens, reason: string): PatternProblem {
  return new PatternProblem(`${reason}${tokens.place()}`);
}

export function invalidPattern(reason: string): ServiceError {
  return new ServiceError("InvalidEventPatternException", `Event pattern is not valid. Reason: ${reason}`);
}
