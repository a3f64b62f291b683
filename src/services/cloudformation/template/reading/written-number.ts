// What a number's text says beyond the number. CloudFormation hands a number on as text wherever a text is wanted, and then the
// version `2.0` is not the version `2`, nor is an account's `123456789012345678901` another account's.

/** The text that is to stand for the number where a text is wanted; undefined where JSON's own writing of it will do. */
export function numberTextWorthKeeping(text: string): string | undefined {
  const plain = text.startsWith("+") ? text.slice(1) : text;
  if (String(Number(plain)) === plain) return undefined;
  if (/^-?[1-9]\d*$/.test(plain)) return plain;
  if (/^-?\d+$/.test(plain)) return undefined;
  // As Java writes a double that is whole.
  const value = Number(plain);
  return Number.isInteger(value) && Math.abs(value) < 1e7 ? value.toFixed(1) : undefined;
}
