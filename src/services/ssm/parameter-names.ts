// What parameters may be called, and how a request names one: by name or ARN, with a version or a label behind a colon.
// https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-su-create.html

import { formatArn, type RegionIdentity } from "../../aws/arn.ts";
import { invalid, ServiceError } from "../../aws/service-error.ts";

const mostLevels = 15;
/** Of the whole ARN's last part. */
const longestName = 1011;

export interface ParameterReference {
  readonly name: string;
  /** As it was written, with its colon: `:3` or `:label`. */
  readonly selector: string | undefined;
}

export function parameterArn(identity: RegionIdentity, name: string): string {
  return formatArn(identity, "ssm", `parameter${name.startsWith("/") ? "" : "/"}${name}`);
}

/** Throws ValidationException for what can name no parameter. */
export function parseReference(text: string): ParameterReference {
  const [, fromArn] = /^arn:[^:]*:ssm:[^:]*:\d{12}:parameter(\/.*)$/.exec(text) ?? [];
  const [name = "", selector, ...more] = (fromArn ?? text).split(":");
  if (more.length > 0 || name === "") throw invalidReference();
  // The ARN of a name without a slash has one all the same.
  const bare = fromArn !== undefined && name.lastIndexOf("/") === 0 ? name.slice(1) : name;
  return { name: bare, selector: selector === undefined ? undefined : `:${selector}` };
}

/** Throws ValidationException, HierarchyLevelLimitExceededException, or AccessDeniedException for AWS's own parameters. */
export function checkNewName(name: string): void {
  const isPath = name.startsWith("/");
  if (!isPath && name.includes("/")) throw invalid("Parameter name must be a fully qualified name.");
  const levels = (isPath ? name.slice(1) : name).split("/");
  if (levels.length > 1 && /^aws/i.test(levels[0] ?? ""))
    throw new ServiceError("AccessDeniedException", `No access to reserved parameter name: ${name}.`);
  if (levels.length === 1 && /^(?:aws|ssm)/i.test(name.replace("/", "")))
    throw invalid('Parameter name: can\'t be prefixed with "aws" or "ssm" (case-insensitive).');
  if (/^ssm/i.test(levels[0] ?? "") || !levels.every((level) => /^[a-zA-Z0-9_.-]+$/.test(level))) {
    throw invalid(
      'Parameter name: can\'t be prefixed with "ssm" (case-insensitive). If formed as a path, it can consist of sub-paths divided by slash symbol; each sub-path can be formed as a mix of letters, numbers and the following 3 symbols .-_',
    );
  }
  if (levels.length > mostLevels) {
    throw new ServiceError(
      "HierarchyLevelLimitExceededException",
      `The hierarchy is too deep. A parameter name has ${mostLevels} levels at most.`,
    );
  }
  if (name.length > longestName) throw invalid(`Parameter name must not exceed ${longestName} characters.`);
}

function invalidReference(): ServiceError {
  return invalid("Invalid parameter name. Please use correct syntax for referencing a version or label.");
}
