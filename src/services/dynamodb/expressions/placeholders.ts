// ExpressionAttributeNames and ExpressionAttributeValues of a request, and which of them its expressions use.

import { isJsonObject, type Json, type JsonObject } from "../../../aws/json.ts";
import { ServiceError } from "../../../aws/service-error.ts";
import { serializationError, validationError } from "../refusals.ts";
import type { AttributeValue } from "../values/attribute-value.ts";
import { InvalidValue } from "../values/invalid-value.ts";
import { readMap } from "../values/read-value.ts";
import { validValue } from "../values/validate-value.ts";
import type { DocumentPath } from "./document-path.ts";
import type { Refuser } from "./lexer.ts";
import { isReservedWord } from "./reserved-words.ts";
import type { PathSyntax, ValueSyntax } from "./syntax.ts";

const maxIndex = 4294967294;
const maxSteps = 32;

export class Placeholders {
  readonly #names: ReadonlyMap<string, string>;
  readonly #values: ReadonlyMap<string, AttributeValue>;
  readonly #unusedNames: Set<string>;
  readonly #unusedValues: Set<string>;

  /** Of the request's parameters. Throws ValidationException or SerializationException for what they can't be. */
  constructor(parameters: JsonObject) {
    this.#names = namesOf(parameters.ExpressionAttributeNames);
    this.#values = valuesOf(parameters.ExpressionAttributeValues);
    this.#unusedNames = new Set(this.#names.keys());
    this.#unusedValues = new Set(this.#values.keys());
  }

  resolvePath({ steps }: PathSyntax, refuser: Refuser): DocumentPath {
    if (steps.length > maxSteps) {
      throw refuser.refusal(
        `The document path has too many nesting elements; nesting levels: ${steps.length}`,
      );
    }
    const path = steps.map(({ type, text }) => {
      if (type === "word") return text;
      return type === "name" ? this.#name(text, refuser) : indexOf(text, refuser);
    });
    // The grammar begins a path with a name.
    return path as unknown as DocumentPath;
  }

  #name(placeholder: string, refuser: Refuser): string {
    const name = this.#names.get(placeholder);
    if (name === undefined) {
      throw refuser.refusal(
        `An expression attribute name used in the document path is not defined; attribute name: ${placeholder}`,
      );
    }
    this.#unusedNames.delete(placeholder);
    return name;
  }

  resolveValue({ name }: ValueSyntax, refuser: Refuser): AttributeValue {
    const value = this.#values.get(name);
    if (value === undefined) {
      throw refuser.refusal(
        `An expression attribute value used in expression is not defined; attribute value: ${name}`,
      );
    }
    this.#unusedValues.delete(name);
    return value;
  }

  /** Once all expressions of the request have been resolved. */
  refuseUnused(): void {
    if (this.#unusedNames.size > 0) throw unused("Names", this.#unusedNames);
    if (this.#unusedValues.size > 0) throw unused("Values", this.#unusedValues);
  }
}

/** Written without a placeholder. */
export function refuseReservedWords({ steps }: PathSyntax, refuser: Refuser): void {
  for (const { type, text } of steps) {
    if (type === "word" && isReservedWord(text))
      throw refuser.refusal(`Attribute name is a reserved keyword; reserved keyword: ${text}`);
  }
}

function indexOf(text: string, refuser: Refuser): number {
  const index = Number(text);
  if (index > maxIndex)
    throw refuser.refusal(`List index is not within the allowable range; index: [${text}]`);
  return index;
}

function unused(which: "Names" | "Values", keys: ReadonlySet<string>): ServiceError {
  return validationError(
    `Value provided in ExpressionAttribute${which} unused in expressions: keys: {${[...keys].join(", ")}}`,
  );
}

function namesOf(json: Json | undefined): ReadonlyMap<string, string> {
  if (json === undefined || json === null) return new Map();
  if (!isJsonObject(json)) throw serializationError("Unexpected field type");
  const names = Object.entries(json);
  if (names.length === 0) throw validationError("ExpressionAttributeNames must not be empty");
  for (const [key, name] of names) {
    if (!/^#[0-9a-zA-Z_]+$/.test(key)) throw invalidKey("Names", key);
    if (name !== null && typeof name !== "string") throw serializationError("Unexpected field type");
    if (!name)
      throw validationError(
        `ExpressionAttributeNames contains invalid value: Empty attribute name for key ${key}`,
      );
  }
  return new Map(names as [string, string][]);
}

function valuesOf(json: Json | undefined): ReadonlyMap<string, AttributeValue> {
  if (json === undefined || json === null) return new Map();
  const written = readMap(json);
  const keys = Object.keys(written);
  if (keys.length === 0) throw validationError("ExpressionAttributeValues must not be empty");
  for (const key of keys) if (!/^:[0-9a-zA-Z_]+$/.test(key)) throw invalidKey("Values", key);
  return new Map(
    keys.map((key) => {
      try {
        return [key, validValue(written[key] ?? {})];
      } catch (error) {
        if (!(error instanceof ServiceError)) throw error;
        const message = `ExpressionAttributeValues contains invalid value: ${error.message} for key ${key}`;
        throw new InvalidValue(message, error instanceof InvalidValue ? error.newer : message);
      }
    }),
  );
}

function invalidKey(which: "Names" | "Values", key: string): ServiceError {
  return validationError(`ExpressionAttribute${which} contains invalid key: Syntax error; key: "${key}"`);
}
