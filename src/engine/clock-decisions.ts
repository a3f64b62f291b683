// What was decided in a turn by something that may be otherwise when it is run again: which expressions were stopped, after how many
// transitions the execution rested because the turn had taken long, and which activities were not there. It is written down with the
// turn, so that running the turn again decides the same and asks neither a clock nor anybody outside.

import type { StoppedEvaluations } from "../asl/jsonata/stopped-evaluations.ts";
import { slice } from "./slice.ts";

/** Of one turn. */
export interface TurnDecisions {
  /** The numbers of the evaluations that were stopped. */
  readonly stopped: readonly number[];
  /** After how many transitions of the execution it rested, each time. */
  readonly rested: readonly number[];
  /** The numbers of the questions for activities that were not there. Turns of before they were asked have none. */
  readonly lacked?: readonly number[];
}

/**
 * When a turn rests of which that was not decided before: never, because it was run to its end without; once an evaluation is
 * stopped, which is as much as a turn may cost; or then and whenever it has taken long.
 */
export type Resting = "never" | "whenStopped" | "whenLong";

/** An evaluation that costs no more takes some microseconds, like any other step. */
const quickUnits = 1_000;

export class ClockDecisions implements StoppedEvaluations {
  #evaluations = 0;
  #known: TurnDecisions | undefined = undefined;
  /** Of the turn that is run. Few turns have any. */
  #stopped: number[] | undefined = undefined;
  #rested: number[] | undefined = undefined;
  #lacked: number[] | undefined = undefined;
  #questions = 0;
  /** How many of the known rests are over. */
  #restsOver = 0;

  begin(): number {
    this.#evaluations += 1;
    return this.#evaluations;
  }

  wasStopped(evaluation: number): boolean {
    return this.#known?.stopped.includes(evaluation) === true;
  }

  stop(evaluation: number): void {
    if (this.wasStopped(evaluation)) return;
    this.#stopped ??= [];
    this.#stopped.push(evaluation);
  }

  end(units: number): void {
    if (units > quickUnits) slice.lookSoon();
  }

  /** Whether an activity is lacking. `ask` is asked in a turn that is run for the first time. */
  lacks(resting: Resting, ask: () => boolean): boolean {
    this.#questions += 1;
    if (this.#known !== undefined) return this.#known.lacked?.includes(this.#questions) === true;
    if (resting !== "whenLong" || !ask()) return false;
    this.#lacked ??= [];
    this.#lacked.push(this.#questions);
    return true;
  }

  mayRest(resting: Resting, hasTakenLong: boolean): boolean {
    if (this.#stopped !== undefined) return resting !== "never";
    return hasTakenLong && resting === "whenLong";
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

  /** Whether something was decided since somebody last took it. */
  get areAny(): boolean {
    return [this.#stopped, this.#rested, this.#lacked].some((each) => each !== undefined);
  }

  /** What was decided since somebody last asked; undefined if nothing was. */
  take(): TurnDecisions | undefined {
    if (!this.areAny) return undefined;
    const lacked = this.#lacked === undefined ? {} : { lacked: this.#lacked };
    const decisions = { stopped: this.#stopped ?? [], rested: this.#rested ?? [], ...lacked };
    this.#stopped = undefined;
    this.#rested = undefined;
    this.#lacked = undefined;
    return decisions;
  }
}
