// A text with parts of it replaced that still knows where each of its places stands in the text as it was written: a mistake is told
// where whoever wrote it finds it.

/** A part that was replaced: where it stands now, and where and how long it was before. */
interface Replaced {
  readonly at: number;
  readonly length: number;
  readonly formerAt: number;
  readonly formerLength: number;
}

export class FilledText {
  readonly text: string;
  readonly #former: FilledText | undefined;
  readonly #replaced: readonly Replaced[];

  private constructor(text: string, former?: FilledText, replaced: readonly Replaced[] = []) {
    this.text = text;
    this.#former = former;
    this.#replaced = replaced;
  }

  static of(written: string): FilledText {
    return new FilledText(written);
  }

  /** `pattern` is a global one. */
  replaced(pattern: RegExp, by: (match: RegExpExecArray) => string): FilledText {
    const replaced: Replaced[] = [];
    let made = "";
    let end = 0;
    for (const match of this.text.matchAll(pattern)) {
      const [whole] = match;
      const text = by(match);
      if (text === whole) continue;
      made += this.text.slice(end, match.index);
      replaced.push({
        ...{ at: made.length, length: text.length, formerAt: match.index, formerLength: whole.length },
      });
      made += text;
      end = match.index + whole.length;
    }
    return replaced.length === 0 ? this : new FilledText(made + this.text.slice(end), this, replaced);
  }

  /** Where the place at an offset of this text stands in the one that was written. */
  writtenAt(offset: number): number {
    if (this.#former === undefined) return offset;
    let before: Replaced | undefined;
    for (const each of this.#replaced) {
      if (each.at > offset) break;
      before = each;
    }
    if (before === undefined) return this.#former.writtenAt(offset);
    const { at, length, formerAt, formerLength } = before;
    const past = offset - at;
    // Within what was put there nothing was written; as far as it begins alike it is the same.
    const former = past < length ? Math.min(past, formerLength - 1) : past - length + formerLength;
    return this.#former.writtenAt(formerAt + former);
  }
}
