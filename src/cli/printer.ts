// The only place that writes to the terminal: answers to stdout, everything else to stderr.

import { stripVTControlCharacters, styleText } from "node:util";
import type { Colouring } from "./color-option.ts";

export interface Terminal {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  write(text: string): unknown;
}

type Style = Parameters<typeof styleText>[0];

export class Printer {
  readonly #out: Terminal;
  readonly #err: Terminal;
  #colour = false;
  #errColour = false;
  #liveLine = false;

  constructor(out: Terminal = process.stdout, err: Terminal = process.stderr) {
    this.#out = out;
    this.#err = err;
    this.setColouring("auto");
  }

  setColouring(colouring: Colouring): void {
    const isColoured = ({ isTTY }: Terminal) =>
      colouring === "auto" ? isTTY === true && !process.env.NO_COLOR : colouring === "always";
    this.#colour = isColoured(this.#out);
    this.#errColour = isColoured(this.#err);
  }

  /** Whether a line can be rewritten in place: on a terminal that is not a CI's. */
  get interactive(): boolean {
    return this.#out.isTTY === true && !process.env.CI;
  }

  /** Of the terminal, in characters; undefined where the output is none, and nothing is to be shortened for it. */
  get width(): number | undefined {
    return this.#out.isTTY === true ? this.#out.columns : undefined;
  }

  get columns(): number {
    return this.#out.columns ?? 100;
  }

  style(style: Style, text: string): string {
    return this.#colour ? painted(style, text) : text;
  }

  line(text = ""): void {
    this.#endLiveLine();
    this.#out.write(`${text}\n`);
  }

  /** Rewrites the current line on a terminal; elsewhere prints a plain line. */
  live(text: string): void {
    if (!this.interactive) {
      this.#out.write(`${text}\n`);
      return;
    }
    this.#out.write(`\r\u001b[2K${text.slice(0, this.columns - 1)}`);
    this.#liveLine = true;
  }

  warning(text: string): void {
    this.#endLiveLine();
    this.#err.write(`${this.#errStyle("yellow", "warning:")} ${text}\n`);
  }

  /** What goes beside an answer: how things go on, and what says itself that it is an error. */
  note(text: string): void {
    this.#endLiveLine();
    this.#err.write(`${this.#errColour ? text : stripVTControlCharacters(text)}\n`);
  }

  error(text: string, hint?: string): void {
    this.#endLiveLine();
    this.#err.write(`${this.#errStyle("red", "error:")} ${text}\n`);
    if (hint !== undefined) this.#err.write(`${this.#errStyle("cyan", "hint:")} ${hint}\n`);
  }

  #errStyle(style: Style, text: string): string {
    return this.#errColour ? painted(style, text) : text;
  }

  #endLiveLine(): void {
    if (!this.#liveLine) return;
    this.#liveLine = false;
    this.#out.write("\n");
  }
}

function painted(style: Style, text: string): string {
  return styleText(style, text, { validateStream: false });
}
