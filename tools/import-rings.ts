// Rings of files that import each other, type imports included: what is in one can only be understood, moved or tested with all of
// it. Found as Tarjan does, "Depth-first search and linear graph algorithms" (1972): each set of files that reach each other.

/** Files by what they import. Imports of anything that is no key lead nowhere. */
export type ImportGraph = ReadonlyMap<string, readonly string[]>;

/** Each ring in the order of its files' names. A file that imports itself is one as well. */
export function importRings(graph: ImportGraph): readonly (readonly string[])[] {
  return new RingSearch(graph).rings();
}

class RingSearch {
  readonly #graph: ImportGraph;
  readonly #rings: string[][] = [];
  /** By when they were come to first. */
  readonly #numbers = new Map<string, number>();
  /** Those that may still turn out to be in a ring with what is looked at. */
  readonly #open: string[] = [];

  constructor(graph: ImportGraph) {
    this.#graph = graph;
  }

  rings(): readonly (readonly string[])[] {
    for (const file of this.#graph.keys()) if (!this.#numbers.has(file)) this.#visit(file);
    return this.#rings;
  }

  /** Answers with the first open file that this one leads to. */
  #visit(file: string): number {
    const number = this.#numbers.size;
    this.#numbers.set(file, number);
    const place = this.#open.push(file) - 1;
    let first = number;
    for (const imported of this.#importsOf(file)) {
      const known = this.#numbers.get(imported);
      if (known === undefined) first = Math.min(first, this.#visit(imported));
      else if (this.#open.includes(imported)) first = Math.min(first, known);
    }
    if (first === number) this.#close(this.#open.splice(place));
    return first;
  }

  #close(files: string[]): void {
    const [only] = files;
    if (files.length > 1 || (only !== undefined && this.#importsOf(only).includes(only))) {
      this.#rings.push(files.sort());
    }
  }

  #importsOf(file: string): readonly string[] {
    return (this.#graph.get(file) ?? []).filter((imported) => this.#graph.has(imported));
  }
}
