// The values that a stack's parameters have: given, kept from before, or by default, and checked against what the template asks.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html

import type { Json } from "../../../../aws/json.ts";
import { TemplateError, type TemplateProblem } from "../../../../aws/template/template-error.ts";
import { meantHint, Problems } from "../problems.ts";
import type { ParameterDeclaration } from "../sections/parameters-section.ts";
import type { Template } from "../template.ts";
import type { ParameterType } from "./parameter-types.ts";

export interface ParameterValue {
  readonly declaration: ParameterDeclaration;
  /** As it was given; of a parameter of SSM its name. */
  readonly value: string;
  /** Of a parameter of SSM the value that it has there. */
  readonly resolvedValue: string | undefined;
  /** What `Ref` gives: a text, or for a list the texts in it. */
  readonly ref: Json;
}

export interface GivenParameters {
  readonly values: ReadonlyMap<string, string>;
  /** The value of a parameter of SSM, or undefined where there is none of that name. */
  readonly stored: (name: string) => string | undefined | Promise<string | undefined>;
}

/** The longest that a value may be, in bytes. */
const longestValue = 4096;

/** Throws TemplateError with AWS's texts, of all parameters at once. */
export async function parameterValues(
  template: Pick<Template, "file" | "body" | "parameters">,
  given: GivenParameters,
): Promise<ReadonlyMap<string, ParameterValue>> {
  const problems = new Problems();
  const declarations = [...template.parameters.values()];
  const unknown = [...given.values.keys()].filter((name) => !template.parameters.has(name));
  if (unknown.length > 0) {
    const hint = meantHint(unknown[0] ?? "", template.parameters.keys());
    problems.add("/Parameters", `Parameters: [${unknown.join(", ")}] do not exist in the template`, hint);
  }
  const without = declarations.filter(
    ({ name, default: value }) => !given.values.has(name) && value === undefined,
  );
  for (const { name } of without) {
    problems.add(
      `/Parameters/${name}`,
      `Parameters: [${without.map((each) => each.name).join(", ")}] must have values`,
      `give it a value: --parameters ${name}=…`,
    );
  }
  const valued = declarations.filter((declaration) => !without.includes(declaration));
  const values = await Promise.all(valued.map((declaration) => parameterValue(declaration, given, problems)));
  if (problems.all.length > 0) throw TemplateError.of(template.file, template.body, problems.all);
  return new Map(values.map((value) => [value.declaration.name, value]));
}

async function parameterValue(
  declaration: ParameterDeclaration,
  given: GivenParameters,
  problems: Problems,
): Promise<ParameterValue> {
  const { name, type } = declaration;
  const value = given.values.get(name) ?? declaration.default ?? "";
  const problem = constraintProblem(declaration, value);
  if (problem !== undefined) problems.add(`/Parameters/${name}`, problem);
  if (!type.isStored) return { declaration, value, resolvedValue: undefined, ref: parameterRef(type, value) };
  const resolvedValue = await given.stored(value);
  if (resolvedValue === undefined) {
    problems.add(
      `/Parameters/${name}`,
      `Unable to fetch parameters [${value}] from parameter store for this account.`,
    );
  }
  return { declaration, value, resolvedValue, ref: parameterRef(type, resolvedValue ?? "") };
}

/** What `Ref` of a parameter of the type gives for a value. */
export function parameterRef(type: ParameterType, value: string): Json {
  return type.isList ? itemsOf(value) : value;
}

/** Nothing is one empty text: templates ask by `Fn::Select` whether a list has been given. */
function itemsOf(value: string): readonly string[] {
  return value.split(",").map((item) => item.trim());
}

/** Whether the template allows a value. */
export function allows(declaration: ParameterDeclaration, value: string): boolean {
  return constraintProblem(declaration, value) === undefined;
}

/** What AWS says of a value that the template does not allow. */
function constraintProblem(
  declaration: ParameterDeclaration,
  value: string,
): TemplateProblem["problem"] | undefined {
  const { name, type, constraintDescription } = declaration;
  if (Buffer.byteLength(value) > longestValue)
    return `Parameter '${name}' must contain at most ${longestValue} characters`;
  const checked = type.isList && !type.isStored ? itemsOf(value) : [value];
  for (const item of checked) {
    const violated = violatedBy(declaration, item);
    if (violated === undefined) continue;
    if (constraintDescription !== undefined)
      return `Parameter ${name} failed to satisfy constraint: ${constraintDescription}`;
    return `Parameter '${name}' must ${violated}`;
  }
  return undefined;
}

function violatedBy(declaration: ParameterDeclaration, item: string): string | undefined {
  const { allowedValues, allowedPattern, minLength, maxLength, minValue, maxValue, type } = declaration;
  if (type.of === "Number" && (item.trim() === "" || !Number.isFinite(Number(item)))) return "be a number";
  if (allowedValues !== undefined && !allowedValues.includes(item)) return "be one of AllowedValues";
  if (minLength !== undefined && item.length < minLength) return `contain at least ${minLength} characters`;
  if (maxLength !== undefined && item.length > maxLength) return `contain at most ${maxLength} characters`;
  if (minValue !== undefined && Number(item) < minValue) return `be a number not less than ${minValue}`;
  if (maxValue !== undefined && Number(item) > maxValue) return `be a number not greater than ${maxValue}`;
  if (allowedPattern !== undefined && !allowedPattern.matches(item))
    return `match pattern ${allowedPattern.text}`;
  return undefined;
}
