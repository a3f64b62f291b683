// The latest of what goes by, for a page that asks again and again for what is new. Nobody watches for a page that is not there.

const mostKept = 500;
/** A page asks every second or two. */
const patienceMs = 30_000;

export type Numbered<Item> = Item & { readonly number: number };

export class Latest<Item extends object> {
  readonly #watch: (tell: (item: Item) => void) => () => void;
  readonly #kept: Numbered<Item>[] = [];
  #last = 0;
  #stop: (() => void) | undefined;
  #patience: NodeJS.Timeout | undefined;

  /** `watch` tells of each thing until the function that it answers with is called. */
  constructor(watch: (tell: (item: Item) => void) => () => void) {
    this.#watch = watch;
  }

  /** Those after the one of this number, the latest last. */
  since(number: number): readonly Numbered<Item>[] {
    this.#stop ??= this.#watch((item) => this.#keep(item));
    clearTimeout(this.#patience);
    this.#patience = setTimeout(() => this.#giveUp(), patienceMs).unref();
    const from = this.#kept.findIndex((each) => each.number > number);
    return from < 0 ? [] : this.#kept.slice(from).slice(-mostKept);
  }

  #keep(item: Item): void {
    this.#kept.push({ ...item, number: ++this.#last });
    if (this.#kept.length > 2 * mostKept) this.#kept.splice(0, mostKept);
  }

  #giveUp(): void {
    this.#stop?.();
    this.#stop = undefined;
    this.#kept.length = 0;
  }
}
