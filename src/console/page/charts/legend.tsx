// Which line is which, with the last value of each.

import { count } from "../parts/words.ts";
import { type Line, lookOf } from "./plot.ts";

export function Legend({ lines }: { readonly lines: readonly Line[] }) {
  return (
    <ul class="legend">
      {lines.map((line, index) => {
        const { colour, dash } = lookOf(line, index);
        const last = line.points.at(-1);
        return (
          <li key={`${line.label} ${index}`}>
            <svg width="26" height="8" aria-hidden="true">
              <line x1="0" x2="26" y1="4" y2="4" stroke={colour} stroke-width="2.4" stroke-dasharray={dash} />
            </svg>{" "}
            {line.label}: {last === undefined ? "no data" : count(last.value)}
          </li>
        );
      })}
    </ul>
  );
}
