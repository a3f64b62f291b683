// Choice: its rules in order, in either language.

import { compileChoiceRule } from "../choice/compile-choice-rule.ts";
import type { ChoiceRule, ChoiceState, JsonataChoiceRule } from "../definition.ts";
import { compileJsonataTemplate } from "../jsonata/compile-jsonata.ts";
import { compileTemplate } from "../template/compile-template.ts";
import type { ChoiceTest, CompiledChoice, CompiledChoiceRule } from "./compiled-machine.ts";
import { compileFlow, compileJsonataField, compileOptional } from "./data-flow.ts";
import type { Surroundings } from "./surroundings.ts";

export function compileChoice(
  state: ChoiceState,
  around: Surroundings,
): Omit<CompiledChoice, "type" | "name" | "next"> {
  return {
    flow: compileFlow(state, around),
    rules: state.Choices.map((rule) => compileRule(rule, around)),
    otherwise: compileOptional(state.Default, around.stateNamed),
  };
}

function compileRule(rule: ChoiceRule, { language, stateNamed, later }: Surroundings): CompiledChoiceRule {
  const next = stateNamed(rule.Next);
  if (language === "JSONata") {
    const { Condition, Assign, Output } = rule as JsonataChoiceRule;
    return {
      next,
      test: compileCondition(Condition),
      assign: undefined,
      jsonataAssign: compileOptional(Assign, (template) => compileJsonataTemplate(template, "Assign")),
      output: compileOptional(Output, (template) => compileJsonataTemplate(template, "Output")),
    };
  }
  return {
    next,
    test: { kind: "rule", matches: compileChoiceRule(rule) },
    assign: compileOptional(rule.Assign, (template) => compileTemplate(template, "Assign", later)),
    jsonataAssign: undefined,
    output: undefined,
  };
}

function compileCondition(condition: boolean | string): ChoiceTest {
  if (typeof condition === "boolean") return { kind: "literal", value: condition };
  const field = compileJsonataField(condition, "Condition");
  if (field === undefined)
    throw new Error("A Condition that is no expression: the definition was not validated.");
  return field;
}
