// A text in YAML, parsed piece by piece: of a template of a megabyte the parser makes hundreds of thousands of tokens. Large collections
// are cut up before nodes are made of them, and a piece is made into nodes once somebody comes to it.

import { Composer, CST, type Document, Lexer, type Node, Parser, type YAMLMap, type YAMLSeq } from "yaml";
import { deepestNesting } from "../../../../aws/json-depth.ts";
import { cutUp, type Pieces } from "./yaml-pieces.ts";

/** Read in a fraction of a millisecond. */
const lexemesOfPiece = 100;
/** The document, as many levels as may be read, and one more. */
const mostOpen = deepestNesting + 3;
const options = {
  schema: "failsafe",
  uniqueKeys: false,
  prettyErrors: false,
  logLevel: "error",
  keepSourceTokens: true,
} as const;

export const tooDeep = "it is nested too deep";

/**
 * Counted with every alias written out: aliases of aliases would otherwise hold up whoever walks over the value. A template of a megabyte
 * that somebody would write has half as many.
 */
export const mostValues = 100_000;
export const tooManyValues = `it holds more than ${mostValues} values`;

/** The first thing that is wrong with the text, and where. */
export class YamlFault extends Error {
  readonly offset: number;

  constructor(offset: number, message: string) {
    super(message);
    this.offset = offset;
  }
}

export class YamlDocument {
  readonly #first: Document;
  readonly #directives: readonly CST.Token[];
  readonly #pieces: Pieces;
  /** Where the second document begins, if there is one. */
  readonly second: number | undefined;

  constructor(tokens: readonly CST.Token[], pieces: Pieces, end: number) {
    const [first, second] = composed(tokens, end);
    if (first === undefined) throw new TypeError("a composer that is told to give a document gives one");
    this.#first = first;
    this.#directives = tokens.filter(({ type }) => type === "directive");
    this.#pieces = pieces;
    this.second = second === undefined ? undefined : (second.range?.[0] ?? 0);
  }

  get contents(): Document["contents"] {
    return this.#first.contents;
  }

  offsetOf({ srcToken, range }: Node): number {
    return (srcToken && this.#pieces.get(srcToken)?.offset) ?? range?.[0] ?? 0;
  }

  /** The items of a collection, each piece in a few milliseconds. Throws YamlFault. */
  *itemsOf(collection: YAMLMap | YAMLSeq): Generator<readonly unknown[], void> {
    const cutUp = collection.srcToken && this.#pieces.get(collection.srcToken);
    if (cutUp === undefined) yield collection.items;
    for (const { document, leading, trailing } of cutUp?.pieces ?? []) {
      const [{ contents } = { contents: null }] = composed([...this.#directives, document], document.offset);
      const { items } = contents as YAMLMap | YAMLSeq;
      yield items.slice(leading, items.length - trailing);
    }
  }
}

/**
 * Yields where whoever asks may give way to others. Throws YamlFault, and a RangeError for what is nested deeper than the parser has
 * stack for.
 */
export function* readYamlDocument(text: string): Generator<void, YamlDocument> {
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  const values = new ValuesAtLeast();
  let read = 0;
  for (const lexeme of lenientLexer().lex(text)) {
    for (const token of parser.next(lexeme)) tokens.push(token);
    values.count(lexeme);
    if (++read % lexemesOfPiece !== 0) continue;
    if (parser.stack.length > mostOpen) throw new YamlFault(parser.offset, tooDeep);
    if (values.number > mostValues) throw new YamlFault(parser.offset, tooManyValues);
    yield;
  }
  for (const token of parser.end()) tokens.push(token);
  yield;
  const pieces = yield* cutUp(tokens, deepestNesting);
  return new YamlDocument(tokens, pieces, text.length);
}

/**
 * CloudFormation reads YAML 1.1, in which lines within brackets and quotes may begin anywhere, as those of JSON that is pasted into a
 * template do; the lexer asks in both for the indentation of what is around them.
 */
function lenientLexer(): Lexer {
  const lexer = new Lexer();
  let indentation = 0;
  let isInQuotes = false;
  const isInBrackets = () => Number(Reflect.get(lexer, "flowLevel")) > 0;
  Object.defineProperty(lexer, "indentNext", {
    get: () => (isInQuotes || isInBrackets() ? 0 : indentation),
    set(value: number) {
      indentation = value;
    },
  });
  const parseQuoted = Reflect.get(lexer, "parseQuotedScalar") as () => Generator<string, string>;
  Reflect.set(lexer, "parseQuotedScalar", function* () {
    isInQuotes = true;
    const next = yield* parseQuoted.call(lexer);
    isInQuotes = false;
    return next;
  });
  return lexer;
}

/** As few values as a text may have by what was read of it: the tokens of more than can be taken need not be held. */
class ValuesAtLeast {
  #inBlocks = 0;
  #commas = 0;
  #scalars = 0;
  #before = "";

  get number(): number {
    return Math.max(this.#inBlocks, this.#commas, this.#scalars / 2);
  }

  count(lexeme: string): void {
    // What follows this mark is a scalar's text, whatever it is.
    if (this.#before === CST.SCALAR) this.#scalars++;
    else if (lexeme === "-" || lexeme === ":") this.#inBlocks++;
    else if (lexeme === ",") this.#commas++;
    this.#before = lexeme;
  }
}

/** Throws YamlFault. */
function composed(tokens: readonly CST.Token[], end: number): readonly Document[] {
  const composer = new Composer(options);
  // The composer's own listener keeps an error with its stack for everything that it finds, be it a warning of each tag that it does
  // not know or one of a million commas too many. The first one is enough.
  let fault: YamlFault | undefined;
  Reflect.set(composer, "onError", (source: unknown, _code: string, message: string, isWarning?: boolean) => {
    // YAML 1.1 has comments right behind brackets and quotes.
    if (isWarning === true || message.startsWith("Comments must be separated")) return;
    fault ??= new YamlFault(offsetOf(source), message);
    throw fault;
  });
  const documents: Document[] = [];
  for (const token of tokens) {
    documents.push(...composer.next(token));
    if (token.type === "error") break;
  }
  documents.push(...composer.end(true, end));
  const [error] = documents.flatMap(({ errors }) => errors);
  if (error !== undefined) throw new YamlFault(error.pos[0], error.message);
  return documents;
}

/** Of what the composer names as the source of an error: an offset, a range or a token. */
function offsetOf(source: unknown): number {
  if (typeof source === "number") return source;
  if (Array.isArray(source)) return Number(source[0]);
  return (source as { readonly offset: number }).offset;
}
