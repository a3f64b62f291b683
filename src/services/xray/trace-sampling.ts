// Which requests are traced: X-Ray's default rule, the first of each second and one in twenty of the others.
// https://docs.aws.amazon.com/xray/latest/devguide/xray-console-sampling.html

/** Five per cent, taken evenly rather than by chance. */
const oneIn = 20;

export class TraceSampling {
  #second = -1;
  #others = 0;

  /** `nowMs` is milliseconds since the epoch. */
  sample(nowMs: number): boolean {
    const second = Math.floor(nowMs / 1000);
    if (second !== this.#second) {
      this.#second = second;
      return true;
    }
    this.#others = (this.#others + 1) % oneIn;
    return this.#others === 0;
  }
}
