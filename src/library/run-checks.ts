// What is wrong with what a test asks for: an option that there is not, or of another type, and an input that no execution would have.

import { didYouMean } from "../aws/did-you-mean.ts";
import type { Json } from "../aws/json.ts";
import { payloadLimitBytes } from "../engine/payload-limit.ts";
import { jsonProblem } from "./json-problem.ts";

/** Names an option that is wrong, and says what was expected. */
export class InvalidOption extends Error {
  override readonly name = "InvalidOption";
}

/** Says why an execution cannot have such an input. */
export class InvalidInput extends Error {
  override readonly name = "InvalidInput";
}

interface OptionKind {
  readonly expected: string;
  isOne(value: unknown): boolean;
}

const text: OptionKind = { expected: "a text", isOne: (value) => typeof value === "string" };
const object: OptionKind = {
  expected: "an object",
  isOne: (value) => typeof value === "object" && value !== null && !Array.isArray(value),
};
const time: OptionKind = {
  expected: "a time in milliseconds since the epoch",
  isOne: (value) => typeof value === "number" && Math.abs(value) <= lastTime,
};
const workflowType: OptionKind = {
  expected: '"STANDARD" or "EXPRESS"',
  isOne: (value) => value === "STANDARD" || value === "EXPRESS",
};
const variables: OptionKind = {
  expected: "a JSON object",
  isOne: (value) => object.isOne(value) && jsonProblem(value) === undefined,
};

/** Of a Date. */
const lastTime = 8.64e15;

export type OptionKinds<Options> = { readonly [Name in keyof Options]-?: OptionKind };

export const optionKinds = { text, object, time, workflowType, variables } as const;

/** Throws InvalidOption. One that is undefined is not given. */
export function checkOptions<Options extends object>(
  options: Options,
  kinds: OptionKinds<Options>,
  whose: string,
): void {
  if (!object.isOne(options)) throw new InvalidOption(`The options of ${whose} must be an object`);
  for (const [name, value] of Object.entries(options)) {
    const kind = Object.hasOwn(kinds, name) ? kinds[name as keyof Options] : undefined;
    if (kind === undefined) throw new InvalidOption(unknownOption(name, Object.keys(kinds), whose));
    if (value !== undefined && !kind.isOne(value))
      throw new InvalidOption(
        `The option "${name}" of ${whose} must be ${kind.expected}, not ${shown(value)}`,
      );
  }
}

function unknownOption(name: string, names: readonly string[], whose: string): string {
  const meant = didYouMean(name, names);
  const hint = meant === undefined ? "" : `: did you mean "${meant}"?`;
  return `There is no option "${name}" of ${whose}${hint} (there are ${names.join(", ")})`;
}

function shown(value: unknown): string {
  return typeof value === "string" || value === null
    ? JSON.stringify(value)
    : `a value of type ${typeof value}`;
}

/** Throws InvalidInput, where StartExecution would refuse the input. */
export function checkInput(input: Json): void {
  const problem = jsonProblem(input);
  if (problem !== undefined) throw new InvalidInput(`The input must be JSON, and holds ${problem}`);
  const bytes = Buffer.byteLength(JSON.stringify(input));
  if (bytes > payloadLimitBytes)
    throw new InvalidInput(
      `The input takes ${bytes} bytes as JSON; an execution's may take ${payloadLimitBytes} at most`,
    );
}
