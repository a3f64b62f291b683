// The rules of a Choice state: under JSONPath a comparison or a combination of comparisons, under JSONata a condition.

import { isJsonObject, type Json, type JsonObject } from "../../aws/json.ts";
import {
  type Check,
  decimal,
  element,
  isList,
  nonEmptyListOf,
  type Place,
  text,
  trueOrFalse,
} from "./check.ts";
import { condition, jsonataValue } from "./jsonata-value.ts";
import { checkObject, type FieldRule, jsonataOnly, jsonPathOnly, type ObjectRule } from "./object-rule.ts";
import { readPath } from "./paths.ts";
import { looksDynamic } from "./payload-template.ts";
import { template } from "./template.ts";
import { timestamp } from "./timestamp.ts";
import { assignment } from "./variable-names.ts";

const orderings = ["Equals", "LessThan", "GreaterThan", "LessThanEquals", "GreaterThanEquals"];
const kinds = ["Null", "Present", "Numeric", "String", "Boolean", "Timestamp"];

const literalText: Check = (value, place) => {
  text(value, place);
  warnOfPath(value, place);
};

const anyNumber = decimal({ min: Number.NEGATIVE_INFINITY });

/** Operator to the check of what it compares with. */
const operators: Readonly<Record<string, Check>> = Object.fromEntries([
  ...operatorFamily("String", literalText, orderings),
  ...operatorFamily("Numeric", anyNumber, orderings),
  ...operatorFamily("Timestamp", timestamp, orderings),
  ...operatorFamily("Boolean", trueOrFalse, ["Equals"]),
  ["StringMatches", literalText],
  ...kinds.map((kind): [string, Check] => [`Is${kind}`, trueOrFalse]),
]);

function operatorFamily(type: string, operand: Check, family: readonly string[]): [string, Check][] {
  return family.flatMap((ordering): [string, Check][] => [
    [`${type}${ordering}`, operand],
    [`${type}${ordering}Path`, readPath],
  ]);
}

const operatorNames = Object.keys(operators);

const ruleForms = ["And", "Or", "Not", "Variable", "Condition"] as const;
type RuleForm = (typeof ruleForms)[number];

/** What a rule of `Choices` itself may hold, and a rule within another may not. */
const topLevelFields: Readonly<Record<string, FieldRule | Check>> = {
  Next: text,
  Assign: assignment(template()),
  Output: jsonataOnly(jsonataValue()),
};

const nestedRule: Check = (value, place) => checkRule(value, place, {});
const nestedRules = nonEmptyListOf(nestedRule);

const formFields: Readonly<Record<RuleForm, Readonly<Record<string, FieldRule | Check>>>> = {
  And: { And: jsonPathOnly(nestedRules) },
  Or: { Or: jsonPathOnly(nestedRules) },
  Not: { Not: jsonPathOnly(nestedRule) },
  Variable: {
    Variable: jsonPathOnly(readPath),
    ...Object.fromEntries(operatorNames.map((name) => [name, jsonPathOnly(operators[name] ?? text)])),
  },
  Condition: { Condition: jsonataOnly(condition) },
};

const everyForm = Object.assign({}, ...Object.values(formFields));

function checkRule(value: Json, place: Place, extra: Readonly<Record<string, FieldRule | Check>>): void {
  const forms = isJsonObject(value) ? ruleForms.filter((name) => Object.hasOwn(value, name)) : [];
  const [form] = forms;
  const fields = forms.length === 1 && form !== undefined ? formFields[form] : everyForm;
  const rule: ObjectRule = {
    fields: { Comment: text, ...extra, ...fields },
    required: Object.hasOwn(extra, "Next") ? ["Next"] : [],
  };
  checkObject(rule, value, place);
  if (!isJsonObject(value)) return;
  if (forms.length !== 1) reportForms(value, place);
  else if (form === "Variable" && place.language === "JSONPath") checkOperator(value, place);
}

function reportForms(rule: JsonObject, place: Place): void {
  const hint =
    place.language === "JSONata"
      ? "A rule of a JSONata state has a 'Condition'."
      : misplacedOperatorHint(rule);
  place.machine.findings.schema(
    place.path,
    `The object must have only one of the following fields, [${ruleForms.join(", ")}]`,
    hint,
  );
}

function misplacedOperatorHint(rule: JsonObject): string {
  const operator = operatorNames.find((name) => Object.hasOwn(rule, name));
  if (operator !== undefined && !Object.hasOwn(rule, "Variable"))
    return `'${operator}' needs a 'Variable' beside it.`;
  return "A rule compares one 'Variable', or combines rules with 'And', 'Or' or 'Not'.";
}

function checkOperator(rule: JsonObject, place: Place): void {
  const { findings } = place.machine;
  const found = operatorNames.filter((name) => Object.hasOwn(rule, name));
  if (found.length === 1) return;
  if (found.length === 0) {
    findings.schema(
      place.path,
      `This object should have only one of the following fields: [${operatorNames.join(", ")}]`,
      "Say what the Variable is compared with.",
    );
    return;
  }
  findings.schema(
    place.path,
    `There should only be one of the following fields: [${found.join(", ")}]`,
    "Combine two comparisons with 'And' or 'Or'.",
  );
}

function warnOfPath(value: Json, place: Place): void {
  if (typeof value !== "string" || !looksDynamic(value)) return;
  const operator = place.path.slice(place.path.lastIndexOf("/") + 1);
  place.machine.findings.warning(
    "NO_PATH",
    place.path,
    `The value of '${operator}' looks like a path, but the name of the field does not end with 'Path'`,
    operator === "StringMatches" ? undefined : `To compare with what stands there, use '${operator}Path'.`,
  );
}

const topLevelRules = nonEmptyListOf((value, place) => checkRule(value, place, topLevelFields));

export const choices: Check = (value, place) => {
  topLevelRules(value, place);
  if (isList(value)) warnOfUnreachableRules(value, place);
};

/** A rule after one with the same test, or after one that always holds, is never chosen; nor is one that never holds. */
function warnOfUnreachableRules(rules: readonly Json[], place: Place): void {
  const tests = new Set<string>();
  rules.forEach((rule, index) => {
    if (!isJsonObject(rule)) return;
    const { Next: _next, Assign: _assign, Output: _output, Comment: _comment, ...test } = rule;
    const key = JSON.stringify(test);
    const reason = tests.has(key)
      ? "an earlier rule has the same test"
      : tests.has('{"Condition":true}')
        ? "an earlier rule always holds"
        : key === '{"Condition":false}'
          ? "its condition is false"
          : undefined;
    tests.add(key);
    if (reason !== undefined) {
      place.machine.findings.warning(
        "RULE_NEVER_MATCHES",
        element(place, index).path,
        `This rule never matches: ${reason}`,
      );
    }
  });
}
