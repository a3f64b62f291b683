// What a new version of a parameter may hold.
// https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html

import { RE2JS } from "re2js";
import { invalid, ServiceError } from "../../aws/service-error.ts";
import type { ParameterTier } from "./parameter.ts";

const largestStandardBytes = 4096;
const largestAdvancedBytes = 8192;
const guide =
  "For more information, see https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html";

/** The tier that the value is kept in. Throws ValidationException for a value that is too large for the one that is asked for. */
export function tierFor(
  value: string,
  asked: ParameterTier,
  policies: string | undefined,
): "Standard" | "Advanced" {
  const bytes = Buffer.byteLength(value);
  if (bytes > largestAdvancedBytes) {
    throw invalid(
      `Advanced tier parameters support a maximum parameter value of ${largestAdvancedBytes} characters.`,
    );
  }
  const isLarge = bytes > largestStandardBytes;
  if (isLarge && asked === "Standard") {
    throw invalid(
      `Standard tier parameters support a maximum parameter value of ${largestStandardBytes} characters. To create a larger parameter value, upgrade the parameter to use the advanced-parameter tier. ${guide}`,
    );
  }
  const hasPolicies = policies !== undefined && policies !== "" && policies !== "[]";
  if (hasPolicies && asked === "Standard")
    throw invalid("Parameter policies are only supported for advanced-tier parameters.");
  return asked === "Advanced" || isLarge || hasPolicies ? "Advanced" : "Standard";
}

/** Throws InvalidAllowedPatternException or ParameterPatternMismatchException. Patterns are matched in linear time. */
export function checkAllowedPattern(value: string, pattern: string | undefined): void {
  if (pattern === undefined || pattern === "") return;
  let matches: boolean;
  try {
    matches = RE2JS.compile(pattern).matcher(value).find();
  } catch {
    throw new ServiceError(
      "InvalidAllowedPatternException",
      "The request does not meet the regular expression requirement.",
    );
  }
  if (matches) return;
  throw new ServiceError(
    "ParameterPatternMismatchException",
    `Parameter value, cannot be validated against allowedPattern: ${pattern}`,
  );
}

const forbiddenLabel = /^(?:aws|ssm|\d)/i;

/** Labels that can be none are told, not thrown. */
export function isLabel(label: string): boolean {
  return /^[a-zA-Z0-9_.-]{1,100}$/.test(label) && !forbiddenLabel.test(label);
}

/** Throws InvalidPolicyTypeException for what is no list of policies. */
export function checkPolicies(policies: string | undefined): void {
  if (policies === undefined) return;
  try {
    if (Array.isArray(JSON.parse(policies))) return;
  } catch {}
  throw new ServiceError(
    "InvalidPolicyTypeException",
    "The policy type isn't supported. Parameter Store supports the following policy types: Expiration, ExpirationNotification, and NoChangeNotification.",
  );
}
