// CloudWatch Logs filter patterns: terms, JSON (`{ $.level = "ERROR" }`) and space-delimited fields (`[ip, user, status=4*]`).
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html

import { ServiceError } from "../../../aws/service-error.ts";
import { compileJsonPattern } from "./json-pattern.ts";
import type { FilterPattern } from "./pattern.ts";
import { compileSpacePattern } from "./space-pattern.ts";
import { compileTerms } from "./terms.ts";

export type { FilterPattern } from "./pattern.ts";

/** The longest pattern that AWS takes. */
const longestPattern = 1024;

/** Throws InvalidParameterException. */
export function compileFilterPattern(pattern: string): FilterPattern {
  if (pattern.length > longestPattern) {
    throw new ServiceError(
      "InvalidParameterException",
      `1 validation error detected: Value '${pattern}' at 'filterPattern' failed to satisfy constraint: Member must have length less than or equal to ${longestPattern}`,
    );
  }
  const text = pattern.trim();
  if (text.startsWith("{")) return compileJsonPattern(text);
  if (text.startsWith("[")) return compileSpacePattern(text);
  return compileTerms(text);
}
