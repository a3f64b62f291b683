// A JSON text of many megabytes, parsed piece by piece: a few bytes can stand for an object, and a million of them take longer to
// make than anybody else should wait. The engine's own parser makes every piece; what is done here is to see where one ends.

import type { Json } from "../json.ts";
import { deepestNesting, isTooDeep } from "../json-depth.ts";
import { setMember } from "../set-member.ts";
import { bytesOf, bytesOfPiece, joined, notJson, parsed, textPieces } from "./long-texts.ts";

const [quote, backslash, comma] = [0x22, 0x5c, 0x2c];
const [openBrace, closeBrace, openBracket, closeBracket] = [0x7b, 0x7d, 0x5b, 0x5d];

/** Counted in values; an object or a list takes several times as long to make as what it holds. */
const effortOfContainer = 4;
/** More than the widest items of a batch can have. */
const mostEffort = 1_200_000;
/** Made in some milliseconds. */
const effortOfPiece = 20_000;
/** As much is scanned in some milliseconds, whatever it is. */
const bytesBetweenYields = 256 * 1024;
/** What is no longer can't take long, not even if each of its objects has a name of its own. */
export const bytesAtOnce = 256 * 1024;
/** A text of so many bytes is looked through sooner than a search for its end begins. */
const shortText = 32;
/** No number is as long, and no white space has a reason to be. */
const longestBetweenMarks = 2 * 1024 * 1024;

/** The text has more values than anybody would send. */
export class TooManyValues extends Error {
  override readonly name = "TooManyValues";

  constructor() {
    super("it has too many values");
  }
}

export interface JsonBounds {
  /** @default as much as the widest items of a batch of DynamoDB take */
  readonly effort?: number;
  /** A member whose value, where it is long, is given as the bytes that its base64 stands for: such a text is best never made. */
  readonly blob?: string;
  /** No deeper than AWS's own JSON reader goes. @default whoever takes the value looks how deep it is */
  readonly isShallow?: boolean;
}

/**
 * Gives what `JSON.parse` would. It yields whenever it has worked for some milliseconds, so that whoever runs it can let others
 * have their turn. Throws a SyntaxError for what is not JSON or too deep, TooManyValues, SerializationException for a blob that is none.
 */
export function* jsonInPieces(body: Buffer, bounds: JsonBounds = {}): Generator<void, unknown> {
  if (body.length > bytesAtOnce) return yield* new Parser(body, bounds).parse();
  const text = body.toString("utf8");
  if (bounds.isShallow === true && isTooDeep(text)) throw tooDeep();
  return JSON.parse(text);
}

function tooDeep(): SyntaxError {
  return new SyntaxError(
    `Document nesting depth (${deepestNesting + 1}) exceeds the maximum allowed (${deepestNesting}, from \`StreamReadConstraints.getMaxNestingDepth()\`)`,
  );
}

type Members = Record<string, Json>;
type Container = Json[] | Members;

/** An object or a list that the scan is in. What ends within one piece is never made here. */
interface Open {
  readonly isList: boolean;
  readonly start: number;
  /** Made with its first piece. */
  value: Container | undefined;
  /** Where what is not yet made begins, and how much effort went before it. */
  from: number;
  effortBefore: number;
  /** What was made last was a value of its own: a comma or the end has to follow. */
  isAfterValue: boolean;
  /** The text that stood last in it: before a colon it is a name. */
  text: readonly [start: number, end: number];
}

class Parser {
  readonly #body: Buffer;
  readonly #mostEffort: number;
  readonly #deepest: number;
  readonly #blob: string | undefined;
  readonly #open: Open[] = [];
  #effort = 0;
  #at = 0;
  #result: Container | undefined = undefined;

  constructor(body: Buffer, { effort = mostEffort, blob, isShallow = false }: JsonBounds) {
    this.#body = body;
    this.#mostEffort = effort;
    this.#blob = blob;
    this.#deepest = isShallow ? deepestNesting : Number.POSITIVE_INFINITY;
  }

  *parse(): Generator<void, unknown> {
    const body = this.#body;
    let yieldAt = bytesBetweenYields;
    /** Where something stood that is neither a number nor white space. */
    let markAt = 0;
    for (; this.#at < body.length && this.#result === undefined; this.#at++) {
      const byte = body[this.#at];
      if (byte === quote) {
        const [start, open, name] = [this.#at, this.#last, this.#last?.text];
        if (!this.#isPlainText()) yieldAt = yield* this.#text(yieldAt);
        if (this.#at - start > bytesOfPiece && open && name) yield* this.#longText(open, name, start);
      } else if (byte === openBrace || byte === openBracket) this.#begin(byte === openBracket);
      else if (byte === comma) {
        if (this.#isPieceDone()) {
          this.#take(this.#last as Open, this.#at);
          yield;
        }
      } else if (byte === closeBrace || byte === closeBracket) {
        if (this.#end(byte === closeBracket)) yield;
      } else {
        if (this.#at - markAt > longestBetweenMarks) throw notJson(markAt, this.#at);
        continue;
      }
      markAt = this.#at;
      if (markAt >= yieldAt) {
        yieldAt = markAt + bytesBetweenYields;
        yield;
      }
    }
    if (this.#open.length > 0) throw notJson(this.#last?.from ?? 0, body.length);
    // Neither an object nor a list: the parser says what it is.
    if (this.#result === undefined) return JSON.parse(this.#slice(0, body.length));
    if (!this.#isBlank(this.#at, body.length)) throw notJson(this.#at, body.length);
    return this.#result;
  }

  get #last(): Open | undefined {
    return this.#open.at(-1);
  }

  /** Nearly every text ends with the next quote. */
  #isPlainText(): boolean {
    const end = this.#nextQuote(this.#at + 1);
    if (end === -1 || this.#body[end - 1] === backslash) return false;
    if (this.#last !== undefined) this.#last.text = [this.#at, end + 1];
    this.#at = end;
    return true;
  }

  #nextQuote(start: number): number {
    const body = this.#body;
    for (let at = start; at < start + shortText; at++) if (body[at] === quote) return at;
    return body.indexOf(quote, start + shortText);
  }

  /** Looked for by the fastest means there are, because texts are long. */
  *#text(yieldAt: number): Generator<void, number> {
    const body = this.#body;
    const start = this.#at;
    let nextYield = yieldAt;
    for (let at = body.indexOf(quote, start + 1); at !== -1; at = body.indexOf(quote, at + 1)) {
      let before = at - 1;
      while (body[before] === backslash) before -= 1;
      // An even number of backslashes escapes nothing behind it.
      if ((at - before) % 2 === 1) {
        this.#at = at;
        if (this.#last !== undefined) this.#last.text = [start, at + 1];
        return nextYield;
      }
      if (at >= nextYield) {
        nextYield = at + bytesBetweenYields;
        yield;
      }
    }
    this.#at = body.length;
    return nextYield;
  }

  /** One that ends here. It is made piece by piece, unless it is a name. */
  *#longText(open: Open, name: Open["text"], start: number): Generator<void, void> {
    const end = this.#at;
    if (end === this.#body.length || !(open.isList || this.#isColon(name[1], start))) return;
    const member = open.isList ? undefined : this.#name(name);
    const pieces = textPieces(this.#body, start + 1, end);
    const isBlob = member !== undefined && member === this.#blob;
    const made = isBlob ? yield* bytesOf(pieces, end - start, member) : yield* joined(pieces);
    open.text = name;
    this.#addTo(open, start, made);
  }

  #begin(isList: boolean): void {
    this.#add(effortOfContainer);
    if (this.#open.length >= this.#deepest) throw tooDeep();
    const start = this.#at;
    this.#open.push({
      isList,
      start,
      value: undefined,
      from: start + 1,
      effortBefore: this.#effort,
      isAfterValue: false,
      text: [start, start],
    });
  }

  #isPieceDone(): boolean {
    const open = this.#last;
    if (open === undefined) throw notJson(0, this.#at);
    // A member has a name as well.
    this.#add(open.isList ? 1 : 2);
    return (
      open.isAfterValue ||
      this.#effort - open.effortBefore >= effortOfPiece ||
      this.#at - open.from >= bytesOfPiece
    );
  }

  #add(effort: number): void {
    this.#effort += effort;
    if (this.#effort > this.#mostEffort) throw new TooManyValues();
  }

  /** Whether something was made. */
  #end(isList: boolean): boolean {
    const open = this.#open.pop();
    if (open === undefined || open.isList !== isList) throw notJson(this.#at, this.#at + 1);
    const parent = this.#last;
    if (open.value === undefined && parent !== undefined) return false;
    const value = this.#whole(open);
    if (parent === undefined) this.#result = value;
    else this.#addTo(parent, open.start, value);
    return true;
  }

  /** What ends here, with its last piece. */
  #whole(open: Open): Container {
    if (open.value === undefined) {
      const text = this.#slice(open.start, this.#at + 1);
      return parsed<Container>(text, () => notJson(open.from, this.#at));
    }
    // Nothing may be left behind a value, and something must be behind a comma.
    this.#take(open, this.#at);
    return open.value;
  }

  /** Makes what lies between the last piece and here, which is a comma or the end. */
  #take(open: Open, to: number): void {
    if (open.isAfterValue) {
      if (!this.#isBlank(open.from, to)) throw notJson(open.from, to);
    } else this.#append(open, this.#slice(open.from, to), to);
    open.isAfterValue = false;
    open.from = to + 1;
    open.effortBefore = this.#effort;
  }

  /** A value that took pieces of its own: what stands before it comes first, and in an object its name. */
  #addTo(parent: Open, start: number, value: Container | string | Uint8Array): void {
    if (parent.isAfterValue) throw notJson(parent.from, start);
    const before = this.#slice(parent.from, start);
    if (parent.isList) {
      if (!blank.test(before)) {
        if (!commaAtEnd.test(before)) throw notJson(parent.from, start);
        this.#append(parent, before.replace(commaAtEnd, ""), start);
      }
      parent.value ??= [];
      (parent.value as unknown[]).push(value);
    } else {
      this.#append(parent, `${before}null`, start);
      setMember(parent.value as Members, this.#nameBefore(parent, start), value as Json);
    }
    parent.isAfterValue = true;
    parent.from = this.#at + 1;
    parent.effortBefore = this.#effort;
  }

  #nameBefore({ text: [start, end] }: Open, valueAt: number): string {
    if (!this.#isColon(end, valueAt)) throw notJson(end, valueAt);
    return this.#name([start, end]);
  }

  #name([start, end]: Open["text"]): string {
    return JSON.parse(this.#slice(start, end)) as string;
  }

  #isColon(from: number, to: number): boolean {
    return /^\s*:\s*$/.test(this.#slice(from, to));
  }

  /** Up to `to`: items or members, at least one. */
  #append(open: Open, piece: string, to: number): void {
    const made = parsed<Container>(open.isList ? `[${piece}]` : `{${piece}}`, () => notJson(open.from, to));
    const names = open.isList ? [] : Object.keys(made);
    if ((open.isList ? (made as Json[]) : names).length === 0) throw notJson(open.from, to);
    if (open.value === undefined) open.value = made;
    else if (open.isList) for (const item of made as Json[]) (open.value as Json[]).push(item);
    else for (const name of names) setMember(open.value as Members, name, (made as Members)[name] as Json);
  }

  #isBlank(from: number, to: number): boolean {
    return blank.test(this.#slice(from, to));
  }

  #slice(from: number, to: number): string {
    return this.#body.toString("utf8", from, to);
  }
}

const blank = /^[ \t\r\n]*$/;
const commaAtEnd = /,[ \t\r\n]*$/;
