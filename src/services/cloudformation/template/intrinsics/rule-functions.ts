// The functions of rules, which say what must hold of parameters.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-rules.html

import type { Json } from "../../../../aws/json.ts";
import { memberPointer } from "../../../../aws/json-pointer.ts";
import { textAt } from "../../../../aws/template/scalar-text.ts";
import { canBeList, canBeText, type Evaluation, type Intrinsic } from "./intrinsic.ts";

export const contains = ofListAndTexts(
  "Fn::Contains",
  "a list of strings and a string",
  canBeText,
  (list, [wanted]) => wanted !== undefined && list.includes(wanted),
);

export const eachMemberEquals = ofListAndTexts(
  "Fn::EachMemberEquals",
  "a list of strings and a string",
  canBeText,
  (list, [wanted]) => list.every((item) => item === wanted),
);

export const eachMemberIn = ofListAndTexts(
  "Fn::EachMemberIn",
  "two lists of strings",
  canBeList,
  (list, wanted) => list.every((item) => wanted.includes(item)),
);

function ofListAndTexts(
  name: string,
  expected: string,
  canBeSecond: (value: Json | undefined) => boolean,
  holds: (list: readonly string[], wanted: readonly string[]) => boolean,
): Intrinsic {
  const problem = `Template error: every ${name} object requires ${expected}.`;
  return {
    check: (argument) => {
      const [list, wanted] = Array.isArray(argument) && argument.length === 2 ? argument : [];
      return canBeList(list) && canBeSecond(wanted) ? undefined : problem;
    },
    evaluate: (evaluation, argument, path) => {
      const [list, wanted] = [0, 1].map((index) => textsAt(evaluation, argument, index, path, problem));
      return holds(list ?? [], wanted ?? []);
    },
  };
}

/** A text counts as the only one of a list. */
function textsAt(
  evaluation: Evaluation,
  argument: Json,
  index: number,
  path: string,
  problem: string,
): readonly string[] {
  const written = Array.isArray(argument) ? (argument[index] as Json | undefined) : undefined;
  const value = evaluation.resolve(written ?? null, memberPointer(path, index));
  const list = Array.isArray(value) ? value : [value];
  return list.map((_, at) => textAt(list, at) ?? evaluation.fail(path, problem));
}

const refAllText = "Template error: every Fn::RefAll object must have a String-typed value.";

/** The values of all parameters of a type. */
export const refAll: Intrinsic = {
  check: (argument) => (typeof argument === "string" ? undefined : refAllText),
  evaluate: (evaluation, argument, path) =>
    typeof argument === "string" ? evaluation.refAll(argument) : evaluation.fail(path, refAllText),
};

/** What AWS would ask of the account's own networks and machines, of which there are none here. */
function ofTheAccount(name: string): Intrinsic {
  return {
    check: () => undefined,
    evaluate: (evaluation, _, path) =>
      evaluation.fail(
        path,
        `Template error: ${name} asks for attributes of the account's resources, which the local region does not have`,
      ),
  };
}

export const attributesOf = ofTheAccount("Fn::ValueOf");
export const attributesOfAll = ofTheAccount("Fn::ValueOfAll");

export const rulesOnly: ReadonlySet<string> = new Set([
  "Fn::Contains",
  "Fn::EachMemberEquals",
  "Fn::EachMemberIn",
  "Fn::RefAll",
  "Fn::ValueOf",
  "Fn::ValueOfAll",
]);
