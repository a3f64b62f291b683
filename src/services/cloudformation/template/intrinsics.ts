// CloudFormation's intrinsic functions and conditions. Resolving never changes the template: it builds the resolved value.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html

import { isJsonObject, type Json, type JsonObject } from "../../../aws/json.ts";
import { TemplateError } from "../../../aws/template/template-error.ts";
import type { Template } from "./template.ts";

/** `AWS::NoValue`: the member that has it is left out. */
const noValue = Symbol("AWS::NoValue");
type Resolved = Json | typeof noValue;

/** What names stand for while a template is being resolved. */
export interface Names {
  /** The value of `Ref`, or undefined for a name that stands for nothing. */
  ref(name: string): Json | undefined;
  /** The value of `Fn::GetAtt`, or undefined for a resource or attribute that is not there. */
  attribute(logicalId: string, attribute: string): Json | undefined;
}

type Intrinsic = (resolver: Resolver, argument: Json, path: string) => Resolved;

export class Resolver {
  readonly template: Template;
  readonly names: Names;
  readonly #conditions = new Map<string, boolean>();
  readonly #openConditions = new Set<string>();

  constructor(template: Template, names: Names) {
    this.template = template;
    this.names = names;
  }

  /** Resolves everything in `value`; `path` says where it stands, for messages. Throws TemplateError. */
  resolve(value: Json, path: string): Json {
    const resolved = this.resolveOrDrop(value, path);
    return resolved === noValue ? null : resolved;
  }

  resolveOrDrop(value: Json, path: string): Resolved {
    if (Array.isArray(value)) return this.#resolveArray(value, path);
    if (!isJsonObject(value)) return value;
    const [key, ...others] = Object.keys(value);
    if (
      key !== undefined &&
      others.length === 0 &&
      (key === "Ref" || key === "Condition" || key.startsWith("Fn::"))
    ) {
      // A lone "Condition" is a reference only where its value is the name of one: IAM statements have it, too.
      if (key !== "Condition" || typeof value[key] === "string")
        return this.#call(key, value[key] ?? null, path);
    }
    return this.#resolveObject(value, path);
  }

  /** Whether the named condition holds. Throws TemplateError for an unknown or circular one. */
  holds(name: string, path: string): boolean {
    const known = this.#conditions.get(name);
    if (known !== undefined) return known;
    const body = Object.hasOwn(this.template.conditions, name) ? this.template.conditions[name] : undefined;
    if (body === undefined) this.fail(path, `there is no condition "${name}"`);
    if (this.#openConditions.has(name)) this.fail(path, `condition "${name}" depends on itself`);
    this.#openConditions.add(name);
    const result = this.resolve(body, `/Conditions/${name}`);
    this.#openConditions.delete(name);
    if (typeof result !== "boolean")
      this.fail(`/Conditions/${name}`, "expected a condition function such as Fn::Equals");
    this.#conditions.set(name, result);
    return result;
  }

  fail(path: string, problem: string): never {
    throw new TemplateError(this.template.file, path, problem);
  }

  #call(key: string, argument: Json, path: string): Resolved {
    const intrinsic = Object.hasOwn(intrinsics, key) ? intrinsics[key] : undefined;
    if (intrinsic === undefined) {
      return this.fail(path, `${key} is not supported; supported are ${Object.keys(intrinsics).join(", ")}`);
    }
    return intrinsic(this, argument, `${path}/${key}`);
  }

  #resolveArray(items: readonly Json[], path: string): Json {
    return items
      .map((item, index) => this.resolveOrDrop(item, `${path}/${index}`))
      .filter((item) => item !== noValue);
  }

  #resolveObject(value: JsonObject, path: string): Json {
    const members = Object.entries(value)
      .map(([name, member]) => [name, this.resolveOrDrop(member, `${path}/${name}`)] as const)
      .filter((entry): entry is readonly [string, Json] => entry[1] !== noValue);
    return Object.fromEntries(members);
  }
}

function ref(resolver: Resolver, argument: Json, path: string): Resolved {
  if (typeof argument !== "string") return resolver.fail(path, "expected a name");
  if (argument === "AWS::NoValue") return noValue;
  return (
    resolver.names.ref(argument) ?? resolver.fail(path, `"${argument}" is neither a parameter nor a resource`)
  );
}

function getAtt(resolver: Resolver, argument: Json, path: string): Resolved {
  const [logicalId, ...rest] =
    typeof argument === "string" ? argument.split(".") : texts(resolver, argument, path);
  const attribute = rest.join(".");
  return (
    resolver.names.attribute(logicalId ?? "", attribute) ??
    resolver.fail(path, `resource "${logicalId}" has no attribute "${attribute}" here`)
  );
}

function sub(resolver: Resolver, argument: Json, path: string): Resolved {
  const [text, variables] = Array.isArray(argument) ? argument : [argument, {}];
  if (typeof text !== "string" || !isJsonObject(variables)) {
    return resolver.fail(path, "expected a text, or a list of a text and an object of variables");
  }
  return text.replace(/\$\{([^}]*)\}/g, (whole, name: string) => {
    if (name.startsWith("!")) return `\${${name.slice(1)}}`;
    const key = name.trim();
    const variable = Object.hasOwn(variables, key) ? variables[key] : undefined;
    if (variable !== undefined)
      return scalarText(resolver, resolver.resolve(variable, `${path}/${key}`), path);
    const value =
      key.includes(".") && !key.startsWith("AWS::") ? getAtt(resolver, key, path) : ref(resolver, key, path);
    return value === noValue
      ? resolver.fail(path, `${whole} has no value`)
      : scalarText(resolver, value, path);
  });
}

function join(resolver: Resolver, argument: Json, path: string): Resolved {
  const [separator, items] = list(resolver, argument, path, 2);
  if (typeof separator !== "string") return resolver.fail(path, "expected a separator and a list");
  return list(resolver, resolver.resolve(items ?? null, `${path}/1`), `${path}/1`)
    .map((item) => scalarText(resolver, item, path))
    .join(separator);
}

function select(resolver: Resolver, argument: Json, path: string): Resolved {
  const [index, items] = list(resolver, resolver.resolve(argument, path), path, 2);
  const chosen = list(resolver, items ?? null, path)[Number(index)];
  return chosen ?? resolver.fail(path, `there is no item ${JSON.stringify(index)} in the list`);
}

function split(resolver: Resolver, argument: Json, path: string): Resolved {
  const [separator, text] = texts(resolver, resolver.resolve(argument, path), path);
  if (separator === undefined || text === undefined)
    return resolver.fail(path, "expected a separator and a text");
  return text.split(separator);
}

function findInMap(resolver: Resolver, argument: Json, path: string): Resolved {
  const keys = texts(resolver, resolver.resolve(argument, path), path);
  let value: Json | undefined = resolver.template.mappings;
  for (const key of keys) value = isJsonObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  return value ?? resolver.fail(path, `there is no mapping ${keys.join(" / ")}`);
}

function base64(resolver: Resolver, argument: Json, path: string): Resolved {
  return Buffer.from(scalarText(resolver, resolver.resolve(argument, path), path)).toString("base64");
}

function conditional(resolver: Resolver, argument: Json, path: string): Resolved {
  const [name, then, otherwise] = list(resolver, argument, path, 3);
  if (typeof name !== "string") return resolver.fail(path, "expected the name of a condition");
  const chosen = resolver.holds(name, path) ? then : otherwise;
  return resolver.resolveOrDrop(chosen ?? null, path);
}

function equals(resolver: Resolver, argument: Json, path: string): Resolved {
  const [left, right] = list(resolver, resolver.resolve(argument, path), path, 2);
  return JSON.stringify(left) === JSON.stringify(right);
}

function not(resolver: Resolver, argument: Json, path: string): Resolved {
  const [value] = booleans(resolver, argument, path);
  return !value;
}

function and(resolver: Resolver, argument: Json, path: string): Resolved {
  return booleans(resolver, argument, path).every(Boolean);
}

function or(resolver: Resolver, argument: Json, path: string): Resolved {
  return booleans(resolver, argument, path).some(Boolean);
}

function condition(resolver: Resolver, argument: Json, path: string): Resolved {
  return resolver.holds(String(argument), path);
}

const intrinsics: Readonly<Record<string, Intrinsic>> = {
  Ref: ref,
  Condition: condition,
  "Fn::GetAtt": getAtt,
  "Fn::Sub": sub,
  "Fn::Join": join,
  "Fn::Select": select,
  "Fn::Split": split,
  "Fn::FindInMap": findInMap,
  "Fn::Base64": base64,
  "Fn::If": conditional,
  "Fn::Equals": equals,
  "Fn::Not": not,
  "Fn::And": and,
  "Fn::Or": or,
};

function list(resolver: Resolver, value: Json, path: string, length?: number): readonly Json[] {
  if (!Array.isArray(value)) return resolver.fail(path, "expected a list");
  if (length !== undefined && value.length !== length)
    return resolver.fail(path, `expected a list of ${length}`);
  return value;
}

function texts(resolver: Resolver, value: Json, path: string): readonly string[] {
  return list(resolver, value, path).map((item) => scalarText(resolver, item, path));
}

function booleans(resolver: Resolver, argument: Json, path: string): readonly boolean[] {
  return list(resolver, resolver.resolve(argument, path), path).map((value) =>
    typeof value === "boolean" ? value : resolver.fail(path, "expected conditions"),
  );
}

function scalarText(resolver: Resolver, value: Json, path: string): string {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  return resolver.fail(path, `expected a text, got ${JSON.stringify(value)?.slice(0, 80)}`);
}
