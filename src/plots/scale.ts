// From values to places along an axis, and the round values at which it is marked.

export interface Scale {
  /** 0 at the axis's beginning, 1 at its end. */
  place(value: number): number;
  readonly ticks: readonly number[];
}

const wantedTicks = 4;

/** `to` is moved up to a round value, so that lines do not touch the frame. */
export function linearScale(from: number, to: number): Scale {
  const step = roundStep(Math.max(to - from, Number.EPSILON) / wantedTicks);
  const end = from + Math.max(1, Math.ceil((to - from) / step - 1e-9)) * step;
  const ticks = Array.from(
    { length: Math.round((end - from) / step) + 1 },
    (_, index) => from + index * step,
  );
  return { place: (value) => (value - from) / (end - from), ticks };
}

/** In powers of ten; values at or below zero are placed at the beginning. */
export function logScale(from: number, to: number): Scale {
  const first = Math.floor(Math.log10(from) + 1e-9);
  const last = Math.max(first + 1, Math.ceil(Math.log10(to) - 1e-9));
  const every = Math.ceil((last - first) / 8);
  const ticks: number[] = [];
  for (let power = first; power <= last; power += every) ticks.push(10 ** power);
  return {
    place: (value) => (value <= 0 ? 0 : Math.max(0, (Math.log10(value) - first) / (last - first))),
    ticks,
  };
}

/** 1, 2 or 5 times a power of ten, at least `least`. */
function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  const factor = [1, 2, 5, 10].find((each) => each * power >= least * (1 - 1e-9)) ?? 10;
  return factor * power;
}
