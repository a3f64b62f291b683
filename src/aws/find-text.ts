// Where a text stands in another, in time linear to both. JavaScript's own search may compare all of what is sought at every place, which
// takes many seconds for a few hundred thousand characters that are nearly alike.

/** So many comparisons take no longer than all else that is done with a text. */
const fewSteps = 1_000_000;
const headLength = 4;

/** As `String.indexOf`. */
export function indexOfText(text: string, part: string, from = 0): number {
  const isShort = part.length * (text.length - from) <= fewSteps;
  return isShort ? text.indexOf(part, from) : linearIndexOf(text, part, from);
}

export function includesText(text: string, part: string): boolean {
  return indexOfText(text, part) !== -1;
}

/** As `String.lastIndexOf`. */
export function lastIndexOfText(text: string, part: string): number {
  if (part.length * text.length <= fewSteps) return text.lastIndexOf(part);
  const reversed = (of: string) =>
    Array.from({ length: of.length }, (_, at) => of.charAt(of.length - 1 - at)).join("");
  const found = linearIndexOf(reversed(text), reversed(part), 0);
  return found === -1 ? -1 : text.length - part.length - found;
}

/** As `String.replaceAll`, with a text that is taken as it is. */
export function replaceText(text: string, part: string, by: string): string {
  return part === "" ? text.replaceAll("", () => by) : piecesOf(text, part).join(by);
}

/** As `String.split`. */
export function piecesOf(text: string, separator: string, most = Number.POSITIVE_INFINITY): string[] {
  if (separator.length * text.length <= fewSteps)
    return text.split(separator, Number.isFinite(most) ? most : undefined);
  const pieces: string[] = [];
  let start = 0;
  while (pieces.length < Math.floor(most)) {
    const found = indexOfText(text, separator, start);
    pieces.push(found === -1 ? text.slice(start) : text.slice(start, found));
    if (found === -1) break;
    start = found + separator.length;
  }
  return pieces;
}

/** By Knuth, Morris and Pratt: no character of the text is looked at twice, save where a match may begin. */
function linearIndexOf(text: string, part: string, from: number): number {
  const lengths = beginningsOf(part);
  const head = part.slice(0, headLength);
  let matched = 0;
  for (let at = from; at < text.length; at++) {
    if (matched === 0) {
      at = text.indexOf(head, at);
      if (at === -1) return -1;
    }
    const unit = text.charCodeAt(at);
    while (matched > 0 && part.charCodeAt(matched) !== unit) matched = lengths[matched - 1] ?? 0;
    if (part.charCodeAt(matched) === unit) matched++;
    if (matched === part.length) return at + 1 - matched;
  }
  return -1;
}

/** By a place of the text: how long the longest part is that ends there and is its beginning as well, without being all of it. */
function beginningsOf(text: string): Uint32Array {
  const lengths = new Uint32Array(text.length);
  let length = 0;
  for (let at = 1; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    while (length > 0 && text.charCodeAt(length) !== unit) length = lengths[length - 1] ?? 0;
    if (text.charCodeAt(length) === unit) length++;
    lengths[at] = length;
  }
  return lengths;
}
