// The parameters that a template declares.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html

import { isJsonObject, type JsonObject } from "../../../../aws/json.ts";
import { memberPointer } from "../../../../aws/json-pointer.ts";
import { textAt } from "../../../../aws/template/scalar-text.ts";
import { type ParameterType, parameterType, parameterTypes } from "../parameters/parameter-types.ts";
import { compilePattern, type Pattern } from "../parameters/pattern.ts";
import { meantHint, type Problems } from "../problems.ts";
import { namedMembers, onlyKnown } from "./named-members.ts";

export interface ParameterDeclaration {
  readonly name: string;
  readonly type: ParameterType;
  readonly default: string | undefined;
  readonly noEcho: boolean;
  readonly description: string | undefined;
  readonly constraintDescription: string | undefined;
  readonly allowedValues: readonly string[] | undefined;
  readonly allowedPattern: Pattern | undefined;
  readonly minLength: number | undefined;
  readonly maxLength: number | undefined;
  readonly minValue: number | undefined;
  readonly maxValue: number | undefined;
}

const kind = { section: "Parameters", plural: "parameters", name: "Parameter", most: 200 };

const members = new Set([
  "Type",
  "Default",
  "NoEcho",
  "Description",
  "ConstraintDescription",
  "AllowedValues",
  "AllowedPattern",
  "MinLength",
  "MaxLength",
  "MinValue",
  "MaxValue",
]);

export function readParameters(
  body: JsonObject,
  problems: Problems,
): ReadonlyMap<string, ParameterDeclaration> {
  const read = namedMembers(body, kind, problems).flatMap(([name, value]) => {
    const path = memberPointer("/Parameters", name);
    if (!isJsonObject(value)) {
      problems.add(path, "Template format error: Any Parameters member must be a JSON object.");
      return [];
    }
    const declared = new Declaration(name, value, path, problems).read();
    return declared === undefined ? [] : [[name, declared] as const];
  });
  return new Map(read);
}

class Declaration {
  readonly #name: string;
  readonly #value: JsonObject;
  readonly #path: string;
  readonly #problems: Problems;

  constructor(name: string, value: JsonObject, path: string, problems: Problems) {
    this.#name = name;
    this.#value = value;
    this.#path = path;
    this.#problems = problems;
  }

  read(): ParameterDeclaration | undefined {
    onlyKnown(
      this.#value,
      members,
      this.#path,
      this.#problems,
      (member) => `Invalid template parameter property '${member}'`,
    );
    const type = this.#type();
    if (type === undefined) return undefined;
    return {
      name: this.#name,
      type,
      default: this.#text("Default"),
      noEcho: this.#text("NoEcho")?.toLowerCase() === "true",
      description: this.#text("Description"),
      constraintDescription: this.#text("ConstraintDescription"),
      allowedValues: this.#texts("AllowedValues"),
      allowedPattern: this.#pattern(),
      minLength: this.#number("MinLength"),
      maxLength: this.#number("MaxLength"),
      minValue: this.#number("MinValue"),
      maxValue: this.#number("MaxValue"),
    };
  }

  #type(): ParameterType | undefined {
    const name = this.#value.Type;
    if (typeof name !== "string") {
      this.#problems.add(
        this.#path,
        "Template format error: Every Parameters object must contain a Type member.",
      );
      return undefined;
    }
    const type = parameterType(name);
    if (type === undefined) {
      const hint = meantHint(name, parameterTypes);
      this.#problems.add(
        `${this.#path}/Type`,
        `Template format error: Unrecognized parameter type: ${name}`,
        hint,
      );
    }
    return type;
  }

  #text(member: string): string | undefined {
    const value = this.#value[member];
    if (value === undefined || value === null) return undefined;
    const text = textAt(this.#value, member);
    if (text === undefined) {
      this.#problems.add(
        `${this.#path}/${member}`,
        `Template format error: Every ${member} member must be a string.`,
      );
    }
    return text;
  }

  #texts(member: string): readonly string[] | undefined {
    const list = this.#value[member];
    if (list === undefined || list === null) return undefined;
    const texts = Array.isArray(list) ? list.map((_, index) => textAt(list, index)) : [undefined];
    if (texts.every((text) => text !== undefined)) return texts;
    this.#problems.add(
      `${this.#path}/${member}`,
      `Template format error: ${member} must be a list of strings.`,
    );
    return undefined;
  }

  #number(member: string): number | undefined {
    const text = this.#text(member);
    if (text === undefined) return undefined;
    if (text.trim() !== "" && Number.isFinite(Number(text))) return Number(text);
    this.#problems.add(
      `${this.#path}/${member}`,
      `Template format error: Parameter '${this.#name}' ${member} must be a number.`,
    );
    return undefined;
  }

  #pattern(): Pattern | undefined {
    const text = this.#text("AllowedPattern");
    if (text === undefined) return undefined;
    const pattern = compilePattern(text);
    if (typeof pattern !== "string") return pattern;
    const problem = `Parameter '${this.#name}' AllowedPattern must be a valid regular expression.`;
    this.#problems.add(`${this.#path}/AllowedPattern`, problem, pattern);
    return undefined;
  }
}
