// Which turns are whose, and which executions are open. Telling it to the disk turn by turn would cost as much as the turns do;
// so the numbers of an execution's turns go there together with its end. Of those that stay open they go there every so many
// rows: what came after such a mark is looked through when the file is opened again.

/** Up to which execution and which turn the disk knows. */
export interface IndexMark {
  readonly execution: number;
  readonly turn: number;
}

export interface IndexRows {
  /** Executions that are open and were not known to be. */
  readonly opened: readonly number[];
  readonly turns: ReadonlyMap<number, readonly number[]>;
  readonly mark: IndexMark;
}

/** Looking through so many turns takes a tenth of a second. */
const rowsBetweenMarks = 65_536;

export class TurnIndex {
  #mark: IndexMark;
  #lastExecution: number;
  #lastTurn: number;
  #rowsSinceMark = 0;
  /** Open executions that began or had turns since the mark, and those turns. */
  #sinceMark = new Map<number, number[]>();

  constructor(mark: IndexMark, last: IndexMark) {
    this.#mark = mark;
    this.#lastExecution = last.execution;
    this.#lastTurn = last.turn;
  }

  /** An open execution that the file has and was not marked when it was closed. */
  recall(execution: number, turns: readonly number[]): void {
    this.#sinceMark.set(execution, [...turns]);
  }

  /** The number of a new execution. */
  begin(): number {
    const execution = ++this.#lastExecution;
    this.#sinceMark.set(execution, []);
    this.#rowsSinceMark += 1;
    return execution;
  }

  /** The number of a new turn. */
  append(execution: number): number {
    const turn = ++this.#lastTurn;
    const turns = this.#sinceMark.get(execution);
    if (turns === undefined) this.#sinceMark.set(execution, [turn]);
    else turns.push(turn);
    this.#rowsSinceMark += 1;
    return turn;
  }

  /** The turns of an execution that the disk is not told of yet. */
  unmarked(execution: number): readonly number[] {
    return this.#sinceMark.get(execution) ?? [];
  }

  /** Whether the disk knows that the execution is open, or should. */
  isMarked(execution: number): boolean {
    return execution <= this.#mark.execution;
  }

  end(execution: number): void {
    this.#sinceMark.delete(execution);
  }

  get isDue(): boolean {
    return this.#rowsSinceMark >= rowsBetweenMarks;
  }

  /** What the disk is to be told now; undefined if it knows. */
  take(): IndexRows | undefined {
    if (this.#rowsSinceMark === 0 && this.#sinceMark.size === 0) return undefined;
    const turns = this.#sinceMark;
    const opened = [...turns.keys()].filter((execution) => !this.isMarked(execution));
    this.#mark = { execution: this.#lastExecution, turn: this.#lastTurn };
    this.#sinceMark = new Map();
    this.#rowsSinceMark = 0;
    return { opened, turns, mark: this.#mark };
  }
}
