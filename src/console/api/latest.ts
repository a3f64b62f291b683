// The latest of what goes by, for a page that asks again and again for what is new. Nobody watches for a page that is not there.

/** For a page that looks away for a moment. */
const mostKept = 1000;
/** In a flood nobody can follow more, and a page that asks is not to cost the region what it tells. */
const mostTold = 100;
/** A page asks every second or two. */
const patienceMs = 30_000;

export type Numbered<Item> = Item & { readonly number: number };

/** Something that is put in words, or whatever it is told as, only for a page that asks for it. */
export interface Tellable<Item> {
  /** Whether it is told also in a flood. */
  readonly isFailure?: boolean;
  told(): Item;
}

export interface LatestOptions<Item> {
  /** Tells of each thing until the function that it answers with is called. */
  readonly watch: (tell: (item: Tellable<Item>) => void) => () => void;
}

export class Latest<Item extends object> {
  readonly #options: LatestOptions<Item>;
  readonly #kept: Tellable<Item>[] = [];
  /** Of the first that is kept. */
  #first = 1;
  #stop: (() => void) | undefined;
  #patience: NodeJS.Timeout | undefined;

  constructor(options: LatestOptions<Item>) {
    this.#options = options;
  }

  /** Those after the one of this number, the latest last. */
  since(number: number): readonly Numbered<Item>[] {
    this.#stop ??= this.#options.watch((item) => this.#keep(item));
    clearTimeout(this.#patience);
    this.#patience = setTimeout(() => this.#giveUp(), patienceMs).unref();
    // A page that has seen more than there was is one of the region that was here before.
    const from = number < this.#first + this.#kept.length ? Math.max(0, number + 1 - this.#first) : 0;
    const flood = this.#kept.length - mostTold;
    const told: Numbered<Item>[] = [];
    for (let at = from; at < this.#kept.length; at++) {
      const item = this.#kept[at] as Tellable<Item>;
      if (at >= flood || item.isFailure === true) told.push({ ...item.told(), number: this.#first + at });
    }
    return told;
  }

  #keep(item: Tellable<Item>): void {
    this.#kept.push(item);
    if (this.#kept.length > 2 * mostKept) {
      this.#kept.splice(0, mostKept);
      this.#first += mostKept;
    }
  }

  #giveUp(): void {
    this.#stop?.();
    this.#stop = undefined;
    this.#first += this.#kept.length;
    this.#kept.length = 0;
  }
}
