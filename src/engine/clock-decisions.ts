// What a clock decided in a turn: which expressions were stopped, and after how many transitions the execution rested because
// the turn had taken long. It is written down with the turn, so that running the turn again decides the same and asks no clock.

import type { StoppedEvaluations } from "../asl/jsonata/stopped-evaluations.ts";
import { slice } from "./slice.ts";

/** Of one turn. */
export interface TurnDecisions {
  /** The numbers of the evaluations that were stopped. */
  readonly stopped: readonly number[];
  /** After how many transitions of the execution it rested, each time. */
  readonly rested: readonly number[];
}

export class ClockDecisions implements StoppedEvaluations {
  /** Whether what is decided now will be written down: otherwise only what was decided before counts. */
  mayRest = false;
  #evaluations = 0;
  #known: TurnDecisions | undefined = undefined;
  /** Of the turn that is run. Few turns have any. */
  #stopped: number[] | undefined = undefined;
  #rested: number[] | undefined = undefined;
  /** How many of the known rests are over. */
  #restsOver = 0;

  begin(): number {
    slice.lookSoon();
    this.#evaluations += 1;
    return this.#evaluations;
  }

  wasStopped(evaluation: number): boolean {
    return this.#known?.stopped.includes(evaluation) === true;
  }

  stop(evaluation: number): void {
    this.#stopped ??= [];
    this.#stopped.push(evaluation);
  }

  rest(transitions: number): void {
    this.#rested ??= [];
    this.#rested.push(transitions);
  }

  /** After how many transitions the turn rests next, if it is run again. */
  get nextRest(): number | undefined {
    return this.#known?.rested[this.#restsOver];
  }

  restBegins(transitions: number): void {
    if (this.nextRest === transitions) this.#restsOver += 1;
  }

  /** The turn that comes next is run again; undefined if the clock decided nothing then. */
  recall(decisions: TurnDecisions | undefined): void {
    this.#known = decisions;
    this.#restsOver = 0;
  }

  /** What was decided since somebody last asked; undefined if nothing was. */
  take(): TurnDecisions | undefined {
    if (this.#stopped === undefined && this.#rested === undefined) return undefined;
    const decisions = { stopped: this.#stopped ?? [], rested: this.#rested ?? [] };
    this.#stopped = undefined;
    this.#rested = undefined;
    return decisions;
  }
}
