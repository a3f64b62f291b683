// One field of an AWS cron expression: which numbers it names.

export interface FieldKind {
  readonly least: number;
  readonly greatest: number;
  /** Names of numbers from `least` up, such as JAN. */
  readonly names?: readonly string[];
  /** Whether `a/n` is taken. */
  readonly steps: boolean;
}

export const minuteField: FieldKind = { least: 0, greatest: 59, steps: true };
export const hourField: FieldKind = { least: 0, greatest: 23, steps: true };
export const dayOfMonthField: FieldKind = { least: 1, greatest: 31, steps: true };
export const monthField: FieldKind = {
  least: 1,
  greatest: 12,
  names: ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"],
  steps: true,
};
/** 1 is Sunday. */
export const dayOfWeekField: FieldKind = {
  least: 1,
  greatest: 7,
  names: ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"],
  steps: false,
};
export const yearField: FieldKind = { least: 1970, greatest: 2199, steps: true };

/** The numbers that a list such as `1,5-8,0/15` names, in order; undefined if it isn't one. */
export function parseField(text: string, kind: FieldKind): readonly number[] | undefined {
  const numbers = new Set<number>();
  for (const part of text.split(",")) {
    const named = parsePart(part, kind);
    if (named === undefined) return undefined;
    for (const number of named) numbers.add(number);
  }
  return [...numbers].sort((left, right) => left - right);
}

function parsePart(part: string, kind: FieldKind): readonly number[] | undefined {
  const [span = "", stepText, ...more] = part.split("/");
  if (more.length > 0 || (stepText !== undefined && !kind.steps)) return undefined;
  const step = stepText === undefined ? 1 : wholeNumber(stepText);
  if (step === undefined || step < 1 || step > kind.greatest) return undefined;
  const bounds = parseSpan(span, kind, stepText !== undefined);
  if (bounds === undefined) return undefined;
  const [first, last] = bounds;
  const size = kind.greatest - kind.least + 1;
  // A span such as FRI-MON goes on from the start.
  const length = last >= first ? last - first : last - first + size;
  const numbers: number[] = [];
  for (let at = 0; at <= length; at += step) numbers.push(((first - kind.least + at) % size) + kind.least);
  return numbers;
}

function parseSpan(text: string, kind: FieldKind, isStepped: boolean): readonly [number, number] | undefined {
  if (text === "*") return [kind.least, kind.greatest];
  const [firstText = "", lastText, ...more] = text.split("-");
  const first = parseNumber(firstText, kind);
  const last = lastText === undefined ? first : parseNumber(lastText, kind);
  if (more.length > 0 || first === undefined || last === undefined) return undefined;
  if (kind === yearField && last < first) return undefined;
  return [first, lastText === undefined && isStepped ? kind.greatest : last];
}

/** A number of the field, by digits or by name. */
export function parseNumber(text: string, kind: FieldKind): number | undefined {
  const named = kind.names?.indexOf(text.toUpperCase()) ?? -1;
  if (named >= 0) return named + kind.least;
  const number = wholeNumber(text);
  return number !== undefined && number >= kind.least && number <= kind.greatest ? number : undefined;
}

function wholeNumber(text: string): number | undefined {
  return /^\d{1,4}$/.test(text) ? Number(text) : undefined;
}
