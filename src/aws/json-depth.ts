// How deep a JSON text is nested, told before anything recurses over its value.

/** As deep as AWS's own JSON reader goes. */
export const deepestNesting = 1000;

/** Whether a sound JSON text has more levels than AWS reads. */
export function isTooDeep(text: string): boolean {
  return openings(text) > deepestNesting && levels(text) > deepestNesting;
}

/** At least as many as there are levels, and found much faster. */
function openings(text: string): number {
  if (text.length < 2 * deepestNesting) return 0;
  let count = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === 0x7b || code === 0x5b) count++;
  }
  return count;
}

/** Counts no further than is asked for. */
function levels(text: string): number {
  let level = 0;
  for (let index = 0; index < text.length && level <= deepestNesting; index++) {
    const character = text[index];
    if (character === '"') index = endOfText(text, index);
    else if (character === "{" || character === "[") level++;
    else if (character === "}" || character === "]") level--;
  }
  return level;
}

function endOfText(text: string, start: number): number {
  let index = start + 1;
  while (index < text.length && text[index] !== '"') index += text[index] === "\\" ? 2 : 1;
  return index;
}
