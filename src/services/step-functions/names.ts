// Names of state machines and executions. API reference, "CreateStateMachine", parameter `name`.

import { ServiceError } from "../../aws/service-error.ts";
import { constraintError } from "../../aws/wire/members.ts";

/** White space, wildcards, brackets, special and control characters. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: AWS bans control characters by their code points.
const banned = /[\s?*<>{}[\]"#%\\^|~`$&,;:/\u0000-\u001f\u007f-\u009f\ufffe\uffff]|\p{Surrogate}/u;
const longest = 80;

/** Throws InvalidName, or AWS's constraint message for a length that is out of bounds. */
export function checkName(name: string): void {
  const constraint =
    name.length === 0
      ? "have length greater than or equal to 1"
      : name.length > longest
        ? `have length less than or equal to ${longest}`
        : undefined;
  if (constraint !== undefined) {
    throw constraintError("name", name, constraint);
  }
  if (banned.test(name)) throw new ServiceError("InvalidName", `Invalid Name: '${name}'`);
}
