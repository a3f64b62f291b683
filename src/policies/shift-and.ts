// Where a text of which some characters may be any stands in another: by shift-and (Baeza-Yates and Gonnet, 1992), so that each
// character of the other is looked at once, against thirty-two of the text at a time, whatever the two are.

/** From `from` on; -1 if it stands nowhere. */
export type Search = (text: string, from: number) => number;

const bitsOfWord = 32;

export function compileSearch(wanted: string, isAny: readonly boolean[]): Search {
  const words = Math.ceil(wanted.length / bitsOfWord);
  const [lastWord, lastBit] = placeOf(wanted.length - 1);
  const ofOthers = new Uint32Array(words);
  for (let at = 0; at < wanted.length; at++) if (isAny[at] === true) allow(ofOthers, at);
  const masks = new Map<number, Uint32Array>();
  for (let at = 0; at < wanted.length; at++) {
    const code = wanted.charCodeAt(at);
    if (isAny[at] === true) continue;
    const mask = masks.get(code) ?? ofOthers.slice();
    allow(mask, at);
    masks.set(code, mask);
  }
  return (text, from) => {
    /** Bit n is set where the first n + 1 characters of what is wanted end here. */
    const ending = new Uint32Array(words);
    for (let at = from; at < text.length; at++) {
      shift(ending, masks.get(text.charCodeAt(at)) ?? ofOthers);
      if ((ending[lastWord] as number) & lastBit) return at + 1 - wanted.length;
    }
    return -1;
  };
}

function shift(ending: Uint32Array, mask: Uint32Array): void {
  let carried = 1;
  for (let word = 0; word < ending.length; word++) {
    const before = ending[word] as number;
    ending[word] = ((before << 1) | carried) & (mask[word] as number);
    carried = before >>> (bitsOfWord - 1);
  }
}

function allow(mask: Uint32Array, at: number): void {
  const [word, bit] = placeOf(at);
  mask[word] = (mask[word] as number) | bit;
}

function placeOf(at: number): readonly [word: number, bit: number] {
  return [Math.floor(at / bitsOfWord), 1 << (at % bitsOfWord)];
}
