// A template in YAML: its value with the short forms written out, and where each part of it stands.

import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from "yaml";
import { didYouMean } from "../../../../aws/did-you-mean.ts";
import { isJsonObject, type Json } from "../../../../aws/json.ts";
import { deepestNesting } from "../../../../aws/json-depth.ts";
import { noteWritten, type WrittenMember } from "../../../../aws/template/places.ts";
import { TemplateError, type TemplateProblem } from "../../../../aws/template/template-error.ts";
import { duplicateKey, type ReadText } from "./read-text.ts";
import { longForm, longFormOf, shortForms } from "./short-forms.ts";
import { TextLines } from "./text-lines.ts";
import { numberTextWorthKeeping } from "./written-number.ts";
import { yamlDocuments } from "./yaml-document.ts";
import { plainScalar } from "./yaml-scalars.ts";

/**
 * CloudFormation refuses aliases. The tools that prepare a template for it (SAM, `aws cloudformation package`) write out what they
 * stand for, and whoever reads a template in their place does so, too.
 */
export type Aliases = "refused" | "written out";

/** Counted with every alias written out: aliases of aliases would otherwise hold up whoever walks over the value. */
const mostValues = 200_000;

/** Yields where whoever asks may give way to others. Throws TemplateError. */
export function* readYaml(text: string, file: string, aliases: Aliases): Generator<void, ReadText> {
  const lines = new TextLines(text);
  try {
    const [document, second] = yield* yamlDocuments(text);
    const reader = new YamlReader(document, { file, lines, aliases });
    return reader.read(second);
  } catch (thrown) {
    // Ten thousand lists in each other are more than the parser has stack for.
    if (thrown instanceof RangeError) throw notWellFormed(file, lines.position(0), tooDeep);
    throw thrown;
  }
}

const tooDeep = "it is nested too deep";

interface Read {
  readonly value: Json;
  /** The values in it, with itself. */
  readonly size: number;
}

class YamlReader {
  readonly #file: string;
  readonly #aliases: Aliases;
  readonly #lines: TextLines;
  readonly #document: Document;
  readonly #read = new Map<Node, Read>();
  readonly #open = new Set<Node>();
  readonly #warnings: TemplateProblem[] = [];
  #count = 0;

  constructor(
    document: Document,
    given: { readonly file: string; readonly lines: TextLines; readonly aliases: Aliases },
  ) {
    this.#document = document;
    this.#file = given.file;
    this.#lines = given.lines;
    this.#aliases = given.aliases;
  }

  read(second: Document | undefined): ReadText {
    const [error] = this.#document.errors;
    if (error !== undefined) {
      const isTooDeep = error.message.startsWith("Maximum call stack");
      this.#failAt(error.pos[0], isTooDeep ? tooDeep : error.message);
    }
    if (second !== undefined) this.#failAt(second.range?.[0] ?? 0, "it holds more than one document");
    const { contents } = this.#document;
    const value = contents === null ? null : this.#value(contents, 0);
    return { value, warnings: this.#warnings };
  }

  #value(node: Node, depth: number): Json {
    if (isAlias(node)) return this.#aliased(node, depth);
    if (depth > deepestNesting) this.#fail(node, tooDeep);
    if (this.#open.has(node)) this.#fail(node, "an alias stands in what it stands for");
    this.#open.add(node);
    const before = this.#count;
    this.#countUp(1, node);
    const value = this.#tagged(node, depth);
    this.#open.delete(node);
    this.#read.set(node, { value, size: this.#count - before });
    return value;
  }

  #aliased(alias: Alias, depth: number): Json {
    const place = { file: this.#file, ...this.#position(alias) };
    if (this.#aliases === "refused") {
      const problem = "Template error: YAML aliases are not allowed in CloudFormation templates";
      throw TemplateError.of(this.#file, null, [{ path: "", problem, place }]);
    }
    const target = alias.resolve(this.#document);
    if (target === undefined) return this.#fail(alias, `there is no anchor "${alias.source}" before it`);
    const known = this.#read.get(target);
    if (known === undefined) return this.#value(target, depth);
    this.#countUp(known.size, alias);
    return known.value;
  }

  #tagged(node: Node, depth: number): Json {
    const tag = (node as { readonly tag?: string }).tag;
    if (tag === undefined || tag === "!" || tag.startsWith("tag:yaml.org,2002:"))
      return this.#plain(node, depth, tag);
    const key = longForm(tag);
    if (key === undefined) return this.#failOfTag(node, tag);
    const call = longFormOf(key, this.#plain(node, depth, undefined));
    const position = this.#position(node);
    const number = this.#numberText(node, Object.values(call)[0] ?? null);
    noteWritten(call, { file: this.#file, position, members: new Map([[key, { ...position, ...number }]]) });
    return call;
  }

  #plain(node: Node, depth: number, tag: string | undefined): Json {
    if (isScalar(node)) return this.#scalar(node, tag);
    if (isMap(node)) return this.#object(node, depth);
    if (isSeq(node)) return this.#list(node, depth);
    return this.#fail(node, "it is neither a scalar nor a list nor a map");
  }

  #scalar(node: Scalar, tag: string | undefined): Json {
    const text = String(node.value ?? "");
    if (tag === "tag:yaml.org,2002:str" || tag === "!") return text;
    return tag !== undefined || node.type === "PLAIN" ? plainScalar(text) : text;
  }

  #list(node: YAMLSeq, depth: number): Json {
    const members = new Map<string, WrittenMember>();
    const list = (node.items as Node[]).map((item, index) => {
      const value = this.#value(item, depth + 1);
      members.set(String(index), { ...this.#position(item), ...this.#numberText(item, value) });
      return value;
    });
    noteWritten(list, { file: this.#file, position: this.#position(node), members });
    return list;
  }

  #object(node: YAMLMap, depth: number): Json {
    const entries = new Map<string, Json>();
    const members = new Map<string, WrittenMember>();
    for (const pair of node.items as { readonly key: Node; readonly value: Node | null }[]) {
      const key = this.#key(pair.key);
      const value = pair.value === null ? null : this.#value(pair.value, depth + 1);
      if (key === "<<" && this.#aliases === "written out") {
        for (const [name, merged] of this.#merged(pair.key, value))
          if (!entries.has(name)) entries.set(name, merged);
        continue;
      }
      if (members.has(key))
        this.#warnings.push(duplicateKey(key, { file: this.#file, ...this.#position(pair.key) }));
      entries.set(key, value);
      members.set(key, {
        ...this.#position(pair.key),
        ...(pair.value && this.#numberText(pair.value, value)),
      });
    }
    const object = Object.fromEntries(entries);
    noteWritten(object, { file: this.#file, position: this.#position(node), members });
    return object;
  }

  #key(node: Node): string {
    const key = isAlias(node) ? node.resolve(this.#document) : node;
    return isScalar(key) ? String(key.value ?? "") : this.#fail(node, "a key must be a scalar");
  }

  /** What `<<` brings in, of one map or of several; the first one that has a key gives it. */
  #merged(node: Node, value: Json): readonly (readonly [string, Json])[] {
    const maps: readonly Json[] = Array.isArray(value) ? value : [value];
    return maps.flatMap((map) =>
      isJsonObject(map) ? Object.entries(map) : this.#fail(node, "<< merges maps only"),
    );
  }

  #numberText(node: Node, value: Json): { readonly number?: string } {
    if (typeof value !== "number" || !isScalar(node)) return {};
    const number = numberTextWorthKeeping(String(node.value));
    return number === undefined ? {} : { number };
  }

  #countUp(by: number, node: Node): void {
    this.#count += by;
    if (this.#count > mostValues) this.#fail(node, `it holds more than ${mostValues} values`);
  }

  #position(node: Node) {
    return this.#lines.position(node.range?.[0] ?? 0);
  }

  #failOfTag(node: Node, tag: string): never {
    const meant = didYouMean(tag, shortForms());
    return this.#fail(node, `${tag} is no function${meant === undefined ? "" : `, did you mean ${meant}?`}`);
  }

  #fail(node: Node, hint: string): never {
    return this.#failAt(node.range?.[0] ?? 0, hint);
  }

  #failAt(offset: number, hint: string): never {
    throw notWellFormed(this.#file, this.#lines.position(offset), hint);
  }
}

function notWellFormed(
  file: string,
  { line, column }: { readonly line: number; readonly column: number },
  hint: string,
): TemplateError {
  const problem = `Template format error: YAML not well-formed. (line ${line}, column ${column})`;
  return TemplateError.of(file, null, [{ path: "", problem, hint, place: { file, line, column } }]);
}
