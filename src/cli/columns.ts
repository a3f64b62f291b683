// A table as text, its columns as wide as they need to be, and no wider than the terminal: names lose their middle for it.

import { shortened } from "./shortened.ts";

export interface Fitted {
  /** In characters; undefined where the output is no terminal, which has room for everything. */
  readonly width: number | undefined;
  /** Which columns, from 0 on, may be shortened. */
  readonly names: readonly number[];
}

const between = "  ";
/** A name that is shorter than this says nothing. */
const leastName = 9;

export function columns(rows: readonly (readonly string[])[], fitted?: Fitted): readonly string[] {
  const widths = widthsOf(rows);
  if (fitted?.width !== undefined) shrink(widths, fitted.width, fitted.names);
  return rows.map((row) =>
    row
      .map((cell, at) => {
        const shown = fitted?.names.includes(at) ? shortened(cell, widths[at] ?? 0) : cell;
        return at === row.length - 1 ? shown : shown + " ".repeat((widths[at] ?? 0) - lengthOf(shown));
      })
      .join(between)
      .trimEnd(),
  );
}

/** In so many characters, with nothing shortened; anything fits where there is no terminal. */
export function fits(rows: readonly (readonly string[])[], width: number | undefined): boolean {
  return width === undefined || wholeWidth(widthsOf(rows)) <= width;
}

function widthsOf(rows: readonly (readonly string[])[]): number[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [at, cell] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, lengthOf(cell));
  }
  return widths;
}

function wholeWidth(widths: readonly number[]): number {
  return widths.reduce((sum, each) => sum + each, 0) + between.length * (widths.length - 1);
}

/** The widest gives way first, so that all names keep as much as they can. */
function shrink(widths: number[], width: number, names: readonly number[]): void {
  for (let excess = wholeWidth(widths) - width; excess > 0; excess--) {
    const [widest] = names.toSorted((one, other) => (widths[other] ?? 0) - (widths[one] ?? 0));
    const wide = widest === undefined ? 0 : (widths[widest] ?? 0);
    if (widest === undefined || wide <= leastName) return;
    widths[widest] = wide - 1;
  }
}

function lengthOf(text: string): number {
  return [...text].length;
}
