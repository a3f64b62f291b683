// A template in YAML: its value with the short forms written out, and where each part of it stands.

import {
  type Alias,
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
import {
  mostValues,
  readYamlDocument,
  tooDeep,
  tooManyValues,
  type YamlDocument,
  YamlFault,
} from "./yaml-document.ts";
import { plainScalar } from "./yaml-scalars.ts";

/**
 * CloudFormation refuses aliases. The tools that prepare a template for it (SAM, `aws cloudformation package`) write out what they
 * stand for, and whoever reads a template in their place does so, too.
 */
export type Aliases = "refused" | "written out";

/** Yields where whoever asks may give way to others. Throws TemplateError. */
export function* readYaml(text: string, file: string, aliases: Aliases): Generator<void, ReadText> {
  const lines = new TextLines(text);
  try {
    const document = yield* readYamlDocument(text);
    return yield* new YamlReader(document, { file, lines, aliases }).read();
  } catch (thrown) {
    if (thrown instanceof YamlFault) throw notWellFormed(file, lines.position(thrown.offset), thrown.message);
    // Ten thousand lists in each other are more than the parser has stack for.
    if (thrown instanceof RangeError) throw notWellFormed(file, lines.position(0), tooDeep);
    throw thrown;
  }
}

interface Read {
  readonly value: Json;
  /** The values in it, with itself. */
  readonly size: number;
}

class YamlReader {
  readonly #file: string;
  readonly #aliases: Aliases;
  readonly #lines: TextLines;
  readonly #document: YamlDocument;
  readonly #anchors = new Map<string, Node>();
  readonly #read = new Map<Node, Read>();
  readonly #open = new Set<Node>();
  readonly #warnings: TemplateProblem[] = [];
  #count = 0;

  constructor(
    document: YamlDocument,
    given: { readonly file: string; readonly lines: TextLines; readonly aliases: Aliases },
  ) {
    this.#document = document;
    this.#file = given.file;
    this.#lines = given.lines;
    this.#aliases = given.aliases;
  }

  *read(): Generator<void, ReadText> {
    const { contents, second } = this.#document;
    if (second !== undefined) this.#failAt(second, "it holds more than one document");
    const value = contents === null ? null : yield* this.#value(contents, 0);
    return { value, warnings: this.#warnings };
  }

  *#value(node: Node, depth: number): Generator<void, Json> {
    if (isAlias(node)) return yield* this.#aliased(node, depth);
    if (depth > deepestNesting) this.#fail(node, tooDeep);
    if (this.#open.has(node)) this.#fail(node, "an alias stands in what it stands for");
    this.#noteAnchor(node);
    this.#open.add(node);
    const before = this.#count;
    this.#countUp(1, node);
    const value = yield* this.#tagged(node, depth);
    this.#open.delete(node);
    this.#read.set(node, { value, size: this.#count - before });
    return value;
  }

  *#aliased(alias: Alias, depth: number): Generator<void, Json> {
    const place = { file: this.#file, ...this.#position(alias) };
    if (this.#aliases === "refused") {
      const problem = "Template error: YAML aliases are not allowed in CloudFormation templates";
      throw TemplateError.of(this.#file, null, [{ path: "", problem, place }]);
    }
    const target = this.#target(alias);
    const known = this.#read.get(target);
    if (known === undefined) return yield* this.#value(target, depth);
    this.#countUp(known.size, alias);
    return known.value;
  }

  /** The last node before the alias that has its name. */
  #target(alias: Alias): Node {
    return (
      this.#anchors.get(alias.source) ?? this.#fail(alias, `there is no anchor "${alias.source}" before it`)
    );
  }

  #noteAnchor(node: Node): void {
    const { anchor } = node as { readonly anchor?: string };
    if (anchor !== undefined) this.#anchors.set(anchor, node);
  }

  *#tagged(node: Node, depth: number): Generator<void, Json> {
    const tag = (node as { readonly tag?: string }).tag;
    if (tag === undefined || tag === "!" || tag.startsWith("tag:yaml.org,2002:"))
      return yield* this.#plain(node, depth, tag);
    const key = longForm(tag);
    if (key === undefined) return this.#failOfTag(node, tag);
    const call = longFormOf(key, yield* this.#plain(node, depth, undefined));
    const position = this.#position(node);
    const number = this.#numberText(node, Object.values(call)[0] ?? null);
    noteWritten(call, { file: this.#file, position, members: new Map([[key, { ...position, ...number }]]) });
    return call;
  }

  *#plain(node: Node, depth: number, tag: string | undefined): Generator<void, Json> {
    if (isScalar(node)) return this.#scalar(node, tag);
    if (isMap(node)) return yield* this.#object(node, depth);
    if (isSeq(node)) return yield* this.#list(node, depth);
    return this.#fail(node, "it is neither a scalar nor a list nor a map");
  }

  #scalar(node: Scalar, tag: string | undefined): Json {
    const text = String(node.value ?? "");
    if (tag === "tag:yaml.org,2002:str" || tag === "!") return text;
    return tag !== undefined || node.type === "PLAIN" ? plainScalar(text) : text;
  }

  *#list(node: YAMLSeq, depth: number): Generator<void, Json> {
    const list: Json[] = [];
    const members = new Map<string, WrittenMember>();
    for (const items of this.#document.itemsOf(node)) {
      for (const item of items as readonly Node[]) {
        const value = yield* this.#value(item, depth + 1);
        members.set(String(list.length), { ...this.#position(item), ...this.#numberText(item, value) });
        list.push(value);
      }
      yield;
    }
    noteWritten(list, { file: this.#file, position: this.#position(node), members });
    return list;
  }

  *#object(node: YAMLMap, depth: number): Generator<void, Json> {
    const entries = new Map<string, Json>();
    const members = new Map<string, WrittenMember>();
    for (const items of this.#document.itemsOf(node)) {
      for (const pair of items as readonly { readonly key: Node; readonly value: Node | null }[]) {
        const key = this.#key(pair.key);
        const value = pair.value === null ? null : yield* this.#value(pair.value, depth + 1);
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
      yield;
    }
    const object = Object.fromEntries(entries);
    noteWritten(object, { file: this.#file, position: this.#position(node), members });
    return object;
  }

  #key(node: Node): string {
    this.#noteAnchor(node);
    const key = isAlias(node) ? this.#target(node) : node;
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
    if (this.#count > mostValues) this.#fail(node, tooManyValues);
  }

  #position(node: Node) {
    return this.#lines.position(this.#document.offsetOf(node));
  }

  #failOfTag(node: Node, tag: string): never {
    const meant = didYouMean(tag, shortForms());
    return this.#fail(node, `${tag} is no function${meant === undefined ? "" : `, did you mean ${meant}?`}`);
  }

  #fail(node: Node, hint: string): never {
    return this.#failAt(this.#document.offsetOf(node), hint);
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
