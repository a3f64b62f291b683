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

type TurnsByExecution = Map<number, readonly number[]>;

export class TurnIndex {
  #mark: IndexMark;
  #lastExecution: number;
  #lastTurn: number;
  /** Open executions that began or had turns since the mark, and the last of these turns: 0 if there is none yet. */
  #sinceMark = new Map<number, number>();
  /** Of each turn since the mark, the one of the same execution before it. A list for each execution would be far away in memory. */
  #before: number[] = [];
  /** What batches tell the disk, until it is there. */
  readonly #onTheWay = new Set<TurnsByExecution>();
  /** Of the batch that fills up. */
  #handedOver: TurnsByExecution = new Map();

  constructor(mark: IndexMark, last: IndexMark) {
    this.#mark = mark;
    this.#lastExecution = last.execution;
    this.#lastTurn = last.turn;
    this.#before = new Array<number>(last.turn - mark.turn).fill(0);
  }

  /** An open execution that the file has and was not marked when it was closed. */
  recall(execution: number, turns: readonly number[]): void {
    let last = 0;
    for (const turn of turns.toSorted((one, other) => one - other)) {
      this.#before[this.#placeOf(turn)] = last;
      last = turn;
    }
    this.#sinceMark.set(execution, last);
  }

  /** The number of a new execution. */
  begin(): number {
    const execution = ++this.#lastExecution;
    this.#sinceMark.set(execution, 0);
    return execution;
  }

  /** The number of a new turn. */
  append(execution: number): number {
    const turn = ++this.#lastTurn;
    this.#before.push(this.#sinceMark.get(execution) ?? 0);
    this.#sinceMark.set(execution, turn);
    return turn;
  }

  /** What is handed over from now on goes to disk with another batch. Call the answer once it is there. */
  nextBatch(): () => void {
    const handedOver: TurnsByExecution = new Map();
    this.#handedOver = handedOver;
    this.#onTheWay.add(handedOver);
    return () => this.#onTheWay.delete(handedOver);
  }

  /** Hands over the turns of an execution that ends: those since the mark. */
  end(execution: number): readonly number[] {
    const turns = this.#turnsSinceMark(execution);
    this.#sinceMark.delete(execution);
    this.#handOver(execution, turns);
    return turns;
  }

  /** Answers whether the disk must be told at once that the execution is open: a mark tells only of those since the one before. */
  reopen(execution: number): boolean {
    if (this.isMarked(execution)) return true;
    this.#sinceMark.set(execution, 0);
    return false;
  }

  get isDue(): boolean {
    return this.#rowsSinceMark >= rowsBetweenMarks;
  }

  get #rowsSinceMark(): number {
    return this.#lastExecution - this.#mark.execution + this.#lastTurn - this.#mark.turn;
  }

  /** Hands over all that the disk is not told of yet; undefined if that is nothing. */
  mark(): IndexRows | undefined {
    if (this.#rowsSinceMark === 0 && this.#sinceMark.size === 0) return undefined;
    const executions = [...this.#sinceMark.keys()];
    const turns = new Map(executions.map((execution) => [execution, this.#turnsSinceMark(execution)]));
    const opened = executions.filter((execution) => !this.isMarked(execution));
    for (const [execution, ids] of turns) this.#handOver(execution, ids);
    this.#mark = { execution: this.#lastExecution, turn: this.#lastTurn };
    this.#sinceMark = new Map();
    this.#before = [];
    return { opened, turns, mark: this.#mark };
  }

  /** Whether the disk knows that the execution is open, or should. */
  isMarked(execution: number): boolean {
    return execution <= this.#mark.execution;
  }

  /** The turns of an execution that may not be in the disk's lists yet. */
  recent(execution: number): readonly number[] {
    const turns = [...this.#onTheWay].flatMap((handedOver) => handedOver.get(execution) ?? []);
    return turns.concat(this.#turnsSinceMark(execution));
  }

  /** In their order. */
  #turnsSinceMark(execution: number): readonly number[] {
    const turns: number[] = [];
    let turn = this.#sinceMark.get(execution) ?? 0;
    for (; turn !== 0; turn = this.#before[this.#placeOf(turn)] ?? 0) turns.push(turn);
    return turns.reverse();
  }

  #placeOf(turn: number): number {
    return turn - this.#mark.turn - 1;
  }

  #handOver(execution: number, turns: readonly number[]): void {
    const before = this.#handedOver.get(execution);
    this.#handedOver.set(execution, before === undefined ? turns : [...before, ...turns]);
  }
}
