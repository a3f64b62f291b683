// A text in YAML, parsed piece by piece: of a template of a megabyte the parser makes hundreds of thousands of tokens.

import { Composer, type Document, Lexer, Parser } from "yaml";

type Token = ReturnType<Parser["next"]> extends Iterable<infer Each> ? Each : never;

/** Read in a fraction of a millisecond. */
const lexemesOfPiece = 100;
const options = { schema: "failsafe", uniqueKeys: false, prettyErrors: false, logLevel: "error" } as const;

/**
 * The documents of the text, of which there is always one; each tells its errors. Yields where whoever asks may give way to others.
 * Throws a RangeError for what is nested deeper than the parser has stack for.
 */
export function* yamlDocuments(text: string): Generator<void, readonly [Document, ...Document[]]> {
  const parser = new Parser();
  const tokens: Token[] = [];
  let read = 0;
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) tokens.push(token);
    if (++read % lexemesOfPiece === 0) yield;
  }
  for (const token of parser.end()) tokens.push(token);
  yield;
  const [first, ...more] = new Composer(options).compose(tokens, true, text.length);
  if (first === undefined) throw new TypeError("a composer that is told to give a document gives one");
  yield;
  return [first, ...more];
}
