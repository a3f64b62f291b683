// How many turns of the event loop others get while something goes on: what does all of it at once leaves them none.

export interface Meanwhile<Value> {
  readonly value: Value;
  readonly turns: number;
}

export async function turnsMeanwhile<Value>(work: () => Value | Promise<Value>): Promise<Meanwhile<Value>> {
  let turns = 0;
  let next = setImmediate(function count() {
    turns++;
    next = setImmediate(count);
  });
  try {
    const value = await work();
    return { value, turns };
  } finally {
    clearImmediate(next);
  }
}
