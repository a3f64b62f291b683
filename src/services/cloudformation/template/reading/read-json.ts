// A template in JSON: its value, and where each part of it stands.

import { scanJson } from "../../../../asl/json-text/json-scanner.ts";
import type { Json } from "../../../../aws/json.ts";
import { noteWritten, type WrittenMember } from "../../../../aws/template/places.ts";
import { TemplateError } from "../../../../aws/template/template-error.ts";
import { duplicateKey, type ReadText } from "./read-text.ts";
import { TextLines } from "./text-lines.ts";
import { numberTextWorthKeeping } from "./written-number.ts";

/** Yields where others may have their turn. Throws TemplateError. */
export function* readJson(text: string, file: string): Generator<void, ReadText> {
  yield;
  const { syntaxProblem, places, duplicateKeys } = scanJson(text, { places: true });
  if (syntaxProblem !== undefined) {
    const { line, column } = syntaxProblem;
    const problem = `Template format error: JSON not well-formed. (line ${line}, column ${column})`;
    const hint = syntaxProblem.message.split("\n")[0] ?? "";
    throw TemplateError.of(file, null, [{ path: "", problem, hint, place: { file, line, column } }]);
  }
  yield;
  const value: Json = JSON.parse(text);
  new JsonPlaces(text, file, places).note(value, "");
  const warnings = duplicateKeys.map(({ message, line, column }) => {
    const name = /'(.*)'/.exec(message)?.[1] ?? "";
    return duplicateKey(name, { file, line, column });
  });
  return { value, warnings };
}

class JsonPlaces {
  readonly #text: string;
  readonly #file: string;
  readonly #offsets: ReadonlyMap<string, number>;
  readonly #lines: TextLines;

  constructor(text: string, file: string, offsets: ReadonlyMap<string, number>) {
    this.#text = text;
    this.#file = file;
    this.#offsets = offsets;
    this.#lines = new TextLines(text);
  }

  /** `path` is the scanner's: `/Resources/Queue/Tags[0]`. */
  note(value: Json, path: string): void {
    if (typeof value !== "object" || value === null) return;
    const members = new Map<string, WrittenMember>();
    for (const [key, member] of Object.entries(value)) {
      const inner = Array.isArray(value) ? `${path}[${key}]` : `${path}/${key}`;
      members.set(key, this.#member(member, inner));
      this.note(member, inner);
    }
    noteWritten(value, { file: this.#file, position: this.#position(path === "" ? "/" : path), members });
  }

  #member(value: Json, path: string): WrittenMember {
    const position = this.#position(path);
    const number = typeof value === "number" ? this.#numberText(path) : undefined;
    return number === undefined ? position : { ...position, number };
  }

  #numberText(path: string): string | undefined {
    const offset = this.#offsets.get(path) ?? 0;
    const text = /^-?[\d.eE+-]+/.exec(this.#text.slice(offset, offset + 400))?.[0] ?? "";
    return numberTextWorthKeeping(text);
  }

  #position(path: string) {
    return this.#lines.position(this.#offsets.get(path) ?? 0);
  }
}
