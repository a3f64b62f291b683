// Characters as Jackson tells them apart, and as it names them in a message.

/** `'}' (code 125)`, `(CTRL-CHAR, code 10)` or, past Latin-1, `'€' (code 8364 / 0x20ac)`. */
export function describeCharacter(code: number): string {
  if (code < 0x20 || (code >= 0x7f && code <= 0x9f)) return `(CTRL-CHAR, code ${code})`;
  const hex = code > 255 ? ` / 0x${code.toString(16)}` : "";
  return `'${String.fromCharCode(code)}' (code ${code}${hex})`;
}

export function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** What could begin a word such as `true`: Java's identifiers. */
export function isWordStart(code: number): boolean {
  return /[\p{L}\p{Nl}\p{Sc}\p{Pc}]/u.test(String.fromCharCode(code));
}

export function isWordPart(code: number): boolean {
  return /[\p{L}\p{N}\p{M}\p{Sc}\p{Pc}]/u.test(String.fromCharCode(code));
}
