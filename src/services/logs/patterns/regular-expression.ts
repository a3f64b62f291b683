// Regular expressions in patterns and queries, matched in time linear to the text: a pattern can't hold the process.

import { RE2JS } from "re2js";
import { ServiceError } from "../../../aws/service-error.ts";

/** Throws InvalidParameterException for what is none, or looks around or back. */
export function regularExpression(source: string): RE2JS {
  try {
    return RE2JS.compile(RE2JS.translateRegExp(source));
  } catch (problem) {
    const why = problem instanceof Error ? problem.message : String(problem);
    throw new ServiceError("InvalidParameterException", `Invalid regular expression ${source}: ${why}`);
  }
}
