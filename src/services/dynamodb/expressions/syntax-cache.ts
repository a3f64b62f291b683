// What expressions say, remembered by their text: clients send the same few again and again, with other values.

/** Of all kinds of expressions. Each is at most 4 KB of text. */
const most = 1000;

export class SyntaxCache<Syntax> {
  readonly #syntaxes = new Map<string, Syntax>();

  /** What `parse` throws is not remembered. */
  get(source: string, parse: () => Syntax): Syntax {
    const known = this.#syntaxes.get(source);
    if (known !== undefined) return known;
    const syntax = parse();
    // The oldest goes: what is sent often is soon known again.
    if (this.#syntaxes.size >= most) this.#syntaxes.delete(this.#syntaxes.keys().next().value ?? "");
    this.#syntaxes.set(source, syntax);
    return syntax;
  }
}
