// The seam between JSONata and whoever runs turns again. An evaluation is stopped by a budget that is counted, and so at the same
// place whenever it is run, but a later Millrace may count otherwise. So evaluations have numbers, and which of them were stopped
// is written down with the turn: when the turn is run again they are stopped again, and what was spent on them is not spent again.

export interface StoppedEvaluations {
  /**
   * Gives the evaluation that begins its number. Called in the order in which evaluations begin, each of which has ended before
   * the next one does.
   */
  begin(): number;
  /**
   * Whether it was stopped when the turn was first run. Nothing is run then; it fails in the words in which it failed.
   */
  wasStopped(evaluation: number): boolean;
  /** The evaluation has been stopped. */
  stop(evaluation: number): void;
  /** It has ended, however it did, and has cost so many units of its budget. */
  end(units: number): void;
}
