// A number that AWS's model calls a float or a double: its JSON has a fraction even where there is none, as `0.0`.

export class Double {
  readonly value: number;

  constructor(value: number) {
    this.value = value;
  }

  /** As Java writes it, for what JSON.stringify is to take over as it is. */
  get json(): unknown {
    const { rawJSON } = JSON as typeof JSON & { rawJSON(text: string): unknown };
    return Number.isInteger(this.value) && Math.abs(this.value) < 1e7
      ? rawJSON(this.value.toFixed(1))
      : this.value;
  }
}
