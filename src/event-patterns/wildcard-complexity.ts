// How many prefixes of a wildcard a text could match at once, which is what makes a matcher slow. AWS refuses a wildcard
// that could come to ten: this walks the sets of steps that a text can have taken in it together.

/** AWS's bound lies between wildcards that it takes (seven) and one that it refuses (ten). */
const mostSteps = 10;
/** A wildcard with more sets than this is refused as well; sound ones have some hundred. */
const mostSets = 5000;

interface Step {
  /** Undefined for a star, which takes any characters. */
  readonly character: string | undefined;
}

export function tooComplex(wildcard: string): boolean {
  const steps = stepsOf(wildcard);
  const seen = new Set<string>();
  const waiting = [enterable(steps, 0)];
  for (let open = waiting.pop(); open !== undefined; open = waiting.pop()) {
    for (const taken of takenTogether(steps, open)) {
      const key = taken.join(" ");
      if (seen.has(key)) continue;
      seen.add(key);
      if (weight(steps, taken) >= mostSteps || seen.size > mostSets) return true;
      waiting.push(taken.flatMap((index) => following(steps, index)));
    }
  }
  return false;
}

/** A wildcard is matched with the quotes of the text around it. */
function stepsOf(wildcard: string): readonly Step[] {
  const steps: Step[] = [{ character: '"' }];
  for (let index = 0; index < wildcard.length; index++) {
    const character = wildcard[index];
    if (character === "*") steps.push({ character: undefined });
    else steps.push({ character: character === "\\" ? wildcard[++index] : character });
  }
  return [...steps, { character: '"' }];
}

/** The steps that can be taken next: a star's own again, and what comes after the step. */
function following(steps: readonly Step[], index: number): readonly number[] {
  return isStar(steps[index]) ? [index, ...enterable(steps, index + 1)] : enterable(steps, index + 1);
}

/** A star need not take anything, so that the step after it is open too. */
function enterable(steps: readonly Step[], index: number): readonly number[] {
  if (index >= steps.length) return [];
  return isStar(steps[index]) ? [index, index + 1] : [index];
}

function isStar(step: Step | undefined): boolean {
  return step !== undefined && step.character === undefined;
}

/** For each character that tells the open steps apart, and for any other, the steps that it takes. */
function takenTogether(steps: readonly Step[], open: readonly number[]): readonly (readonly number[])[] {
  const distinct = [...new Set(open)].sort((left, right) => left - right);
  const characters = new Set(distinct.map((index) => steps[index]?.character));
  return Array.from(characters, (character) =>
    distinct.filter((index) => {
      const own = steps[index]?.character;
      return own === undefined || own === character;
    }),
  );
}

/** A step before a star counts twice: a text that ends there is in the star as well. */
function weight(steps: readonly Step[], taken: readonly number[]): number {
  const all = new Set(taken);
  for (const index of taken) {
    if (isStar(steps[index + 1])) all.add(index + 1);
  }
  return all.size;
}
