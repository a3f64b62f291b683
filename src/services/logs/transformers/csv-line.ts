// One line of values between delimiters, some of them quoted.

export function splitCsv(line: string, delimiter: string, quote: string): readonly string[] {
  const values: string[] = [];
  let value = "";
  let isQuoted = false;
  for (let at = 0; at < line.length; at++) {
    const letter = line.charAt(at);
    if (isQuoted && letter === quote && line.charAt(at + 1) === quote) {
      value += quote;
      at++;
    } else if (letter === quote && (isQuoted || value === "")) isQuoted = !isQuoted;
    else if (!isQuoted && line.startsWith(delimiter, at)) {
      values.push(value);
      value = "";
      at += delimiter.length - 1;
    } else value += letter;
  }
  return [...values, value];
}
