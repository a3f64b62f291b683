// The canned answers of stubs, and what is wrong with a stub or with what it answers: said with the place and what was expected, before a run goes astray on it.

import { didYouMean } from "../aws/did-you-mean.ts";
import { isJsonObject, type Json } from "../aws/json.ts";

/** One answer, as in Step Functions Local's `MockConfigFile.json`. */
export type MockStep =
  | { readonly Return: Json }
  | { readonly Throw: { readonly Error: string; readonly Cause?: string } };

/** Answers by attempt, counted from zero: `"0"`, or a range such as `"1-2"`. */
export type MockedResponse = { readonly [attempts: string]: MockStep };

/** What a stub may be that is written as JSON. */
type WrittenStub = MockStep | MockedResponse | readonly MockStep[];

/** Names what is wrong with a stub, and with which. */
export class InvalidStub extends Error {
  override readonly name = "InvalidStub";
}

const attemptsForm = /^(\d{1,6})(?:-(\d{1,6}))?$/;
const forms =
  'a function, {"Return": …}, {"Throw": {"Error", "Cause"}}, a list of these, or these by attempt ({"0": …, "1-2": …})';

/** Throws InvalidStub. */
export function checkStubs(stubs: Readonly<Record<string, unknown>>): void {
  for (const [name, stub] of Object.entries(stubs)) {
    const problem = stubProblem(stub, `The stub "${name}"`);
    if (problem !== undefined) throw new InvalidStub(problem);
  }
}

/** A stub where an answer in JSON is written as one, else a stub whose result it is. */
export function stubOfJson(answer: Json): WrittenStub {
  return isWrittenAsStub(answer) ? (answer as WrittenStub) : { Return: answer };
}

function isWrittenAsStub(answer: Json): boolean {
  if (Array.isArray(answer)) return answer.length > 0 && answer.every(isWrittenAsStep);
  if (!isJsonObject(answer)) return false;
  const entries = Object.entries(answer);
  const isByAttempt = entries.every(([key, value]) => attemptsForm.test(key) && isWrittenAsStep(value));
  return isWrittenAsStep(answer) || (entries.length > 0 && isByAttempt);
}

function isWrittenAsStep(value: Json): boolean {
  return isJsonObject(value) && isMockStep(value) && Object.keys(value).length === 1;
}

export function isMockStep(value: object): value is MockStep {
  return Object.hasOwn(value, "Return") || Object.hasOwn(value, "Throw");
}

function isAnswer(step: unknown): boolean {
  return typeof step === "object" && step !== null && isMockStep(step);
}

function stubProblem(stub: unknown, place: string): string | undefined {
  if (typeof stub === "function") return undefined;
  if (Array.isArray(stub)) return listProblem(stub, place);
  if (typeof stub !== "object" || stub === null) return `${place} must be ${forms}, not ${String(stub)}`;
  if (isMockStep(stub)) return stepProblem(stub, place);
  const keys = Object.keys(stub);
  if (keys.length === 0) return `${place} has no answer: it must be ${forms}`;
  const other = keys.find((key) => !attemptsForm.test(key));
  if (other === undefined) return responseProblem(stub, place);
  const meant = didYouMean(other, ["Return", "Throw"]);
  const hint = meant === undefined ? "" : ` (did you mean "${meant}"?)`;
  return `${place} has the member "${other}"${hint}: it must be ${forms}; a result that is an object is given as {"Return": {…}}`;
}

function listProblem(list: readonly unknown[], place: string): string | undefined {
  if (list.length === 0) return `${place} is an empty list: it must hold an answer`;
  const problems = list.map((step, index) =>
    typeof step === "function" ? undefined : stepProblem(step, `${place}/${index}`),
  );
  const problem = problems.find((each) => each !== undefined);
  if (problem === undefined) return undefined;
  // Of a Map's items, or of a result, nearly always.
  const isOfSteps = list.some((step) => typeof step === "function" || isAnswer(step));
  return isOfSteps
    ? problem
    : `${problem}: a list has an answer for each attempt; a result that is a list, such as the items of a Map, is given as {"Return": […]}`;
}

/** What is wrong with answers by attempt. */
export function responseProblem(response: object, place: string): string | undefined {
  const covered = new Set<number>();
  for (const [attempts, step] of Object.entries(response)) {
    const [, first, last = first] = attemptsForm.exec(attempts) ?? [];
    if (first === undefined || Number(last) < Number(first))
      return `${place}/${attempts} must be an attempt such as "0", or a range such as "1-2"`;
    for (let attempt = Number(first); attempt <= Number(last); attempt++) {
      if (covered.has(attempt)) return `${place} answers attempt ${attempt} twice`;
      covered.add(attempt);
    }
    const problem = stepProblem(step, `${place}/${attempts}`);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function stepProblem(step: unknown, place: string): string | undefined {
  if (typeof step !== "object" || step === null || Array.isArray(step))
    return `${place} must be a JSON object with "Return" or "Throw"`;
  if (!isMockStep(step) || ("Return" in step && "Throw" in step))
    return `${place} must have exactly one of "Return" and "Throw"`;
  if ("Throw" in step && typeof step.Throw?.Error !== "string") return `${place}/Throw/Error must be a text`;
  return undefined;
}
