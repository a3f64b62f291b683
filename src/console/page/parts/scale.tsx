// What the length of a bar means: times at the quarters of what the bars lie in, where `style/execution.css` has lines down.

import { duration } from "./words.ts";

const parts = [0, 0.25, 0.5, 0.75, 1];

/** `length` in milliseconds. */
export function Scale({ length }: { readonly length: number }) {
  return (
    <span class="scale">
      {parts.map((part) => (
        <span key={part}>{part === 0 ? "0" : duration(length * part)}</span>
      ))}
    </span>
  );
}
