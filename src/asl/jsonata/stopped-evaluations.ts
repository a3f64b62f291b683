// The seam between JSONata and whoever runs turns again. An evaluation is stopped by a budget or, at last, by a clock, and a
// clock does not stop the same evaluation twice. So evaluations have numbers, and which of them were stopped is written down
// with the turn: when the turn is run again they are stopped again, and what was spent on them is not spent again.

export interface StoppedEvaluations {
  /**
   * Gives the evaluation that begins its number. Called in the order in which evaluations begin, which must not depend on a
   * clock either: whether an expression answers at once or by a promise is up to the expression and what it is given.
   */
  begin(): number;
  /**
   * Whether it was stopped when the turn was first run. Nothing is run then; it fails in the words in which it failed, and by
   * a promise if it did.
   */
  wasStopped(evaluation: number): boolean;
  /** The evaluation has been stopped. */
  stop(evaluation: number): void;
}
