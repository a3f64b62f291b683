// How much may be done for one message. A statement of 64 KB over a message of 128 KB could take minutes: each variable may hold the one
// before it twice, and a query may stand in a query. What asks for more than is bearable fails, as what cannot be read does.

import { isJsonObject, type Json } from "../../../aws/json.ts";

/** Values that are looked at. Of a text 64 characters count as one. */
const mostSteps = 1_000_000;
const charactersAStep = 64;

/** Of the evaluation under way: it is done without a pause, so that there is only one. Compiling is not counted. */
let left = Number.POSITIVE_INFINITY;

export function bounded<Outcome>(evaluate: () => Outcome): Outcome {
  left = mostSteps;
  try {
    return evaluate();
  } finally {
    left = Number.POSITIVE_INFINITY;
  }
}

/** Throws if it is too much for what is `bounded`. */
export function spend(steps: number): void {
  left -= steps;
  if (left < 0) throw new RangeError(`A message asks for more than ${mostSteps} steps of a rule`);
}

export function spendOnText({ length }: string): void {
  spend(Math.trunc(length / charactersAStep));
}

/** As much as writing the value as JSON takes. */
export function spendOn(value: Json | undefined): void {
  spend(1);
  if (typeof value === "string") spendOnText(value);
  else if (Array.isArray(value)) for (const each of value) spendOn(each);
  else if (isJsonObject(value))
    for (const name of Object.keys(value)) {
      spendOnText(name);
      spendOn(value[name]);
    }
}
