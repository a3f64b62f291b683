// Promises of expressions whose failure may come too late: when another field of the same state has failed at once, nobody waits
// for them any more, and a failure that nobody waits for would end the process.

/** The same promise. Who waits for it is told of its failure; if nobody does, nobody is. */
export function heldBack<Value>(answer: Promise<Value>): Promise<Value> {
  answer.catch(() => undefined);
  return answer;
}
