// What most names of a service begin with, such as `shop-dev-`, says nothing of any of them.

export interface ShortNames {
  /** What is left out; may be nothing. */
  readonly beginning: string;
  readonly shortName: (name: string) => string;
}

export function shortNames(names: readonly string[]): ShortNames {
  const beginning = sharedBeginning(names);
  return {
    beginning,
    shortName: (name) => (name.startsWith(beginning) ? name.slice(beginning.length) : name),
  };
}

function sharedBeginning(names: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const name of names) {
    const words = name.split("-");
    for (let taken = 1; taken < Math.min(words.length, 4); taken++) {
      const beginning = `${words.slice(0, taken).join("-")}-`;
      counts.set(beginning, (counts.get(beginning) ?? 0) + 1);
    }
  }
  const shared = Array.from(counts).filter(([, count]) => count >= 3 && count >= names.length / 2);
  return shared
    .map(([beginning]) => beginning)
    .reduce((long, each) => (each.length > long.length ? each : long), "");
}
