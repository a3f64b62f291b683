// The tokens that SEARCH makes of names and of what is looked for: CustomCount1 is `customcount1`, `custom`, `count` and `1`.

const part = /\p{Lu}+(?!\p{Ll})|\p{Lu}?\p{Ll}+|\p{N}+|\p{Lo}+|\p{Lu}/gu;
const separator = /[^\p{L}\p{N}]/u;

/**
 * Whether a word is a token of a name, whatever the case, or several tokens that stand in a row. Where only capitals or digits divide
 * these, it is with the same capitals.
 */
export function tokenTest(word: string): (name: string) => boolean {
  const wanted = partsOf(word);
  const whole = wanted.join("").toLowerCase();
  const isDivided = separator.test(word);
  const form = (each: string) => (isDivided || wanted.length === 1 ? each.toLowerCase() : each);
  const row = wanted.map(form);
  return (name) => {
    if (row.length === 0) return false;
    const parts = partsOf(name);
    if (parts.join("").toLowerCase() === whole) return true;
    const formed = parts.map(form);
    return formed.some((_, from) => row.every((each, index) => formed[from + index] === each));
  };
}

function partsOf(text: string): readonly string[] {
  return text.match(part) ?? [];
}
