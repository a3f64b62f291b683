// What one evaluation may cost. It is counted, not timed, so that an expression that is stopped once is stopped at the same place
// whenever its turn is run again, on whatever machine. Everything that can take long pays before it does it.
// AWS differs: it stops an expression after a time that it does not document.

import { BudgetExceeded, JsonataError } from "./jsonata-error.ts";

/** A unit is three to nine nanoseconds of the machine that this was measured on: all of it is below a tenth of a second. */
const mostUnits = 11_000_000;
/** What arrays, objects and texts take that are built on the way, whether or not they are still needed. */
const mostBytes = 48 * 1024 * 1024;
/**
 * What was not stopped when it was first run is not stopped when its turn is run again: formerly up to 12,000,000 units were given, and
 * nothing cost less than half of what it does now.
 */
export const shareOfRunAgain = 3;
/** In UTF-16 units: sixteen times what a state may return. */
const longestText = 4 * 1024 * 1024;
/** Calls that wait for each other, and what they lie in. The package counts the same. */
const deepestCalls = 2_000;

/** An engine keeps the members of an object that has more in a table: each takes many times as long to find. */
const mostMembersInPlace = 16;

/** An object with a member of a name that no other has: an engine makes a kind of objects for it. */
export const unitsOfNewName = 240;

const bytesOfItem = 8;
const bytesOfObject = 64;
const bytesOfMember = 32;

export class Budget {
  readonly #given: number;
  #units: number;
  #bytes: number;
  /** How deep the calls are nested at the moment. */
  #depth = 0;

  /** `share`: of what an evaluation may cost. */
  constructor(share = 1) {
    this.#given = share * mostUnits;
    this.#units = this.#given;
    this.#bytes = share * mostBytes;
  }

  /** In units. */
  get spent(): number {
    return this.#given - this.#units;
  }

  /** Throws BudgetExceeded, as all of these do. */
  spend(units: number): void {
    this.#units -= units;
    if (this.#units < 0) throw new BudgetExceeded();
  }

  /** So many items are put into an array that is there. */
  addItems(count: number): void {
    this.spend(count);
    this.#take(count * bytesOfItem);
  }

  /** Arrays are put behind each other. What a list grows from, item by item, is seldom needed any longer, and counts half. */
  appendItems(count: number): void {
    this.spend(16 + count / 4);
    this.#take((count * bytesOfItem) / 2);
  }

  /** An array is made for so many items. */
  addArray(length: number): void {
    this.spend(56 + length);
    this.#take(bytesOfObject + length * bytesOfItem);
  }

  /**
   * Whole numbers in a row: memory that was never used before takes several times as long to fill. False, and nothing is spent, if there
   * is not enough left.
   */
  addRange(count: number): boolean {
    const [units, bytes] = [count * 1.8, count * bytesOfItem];
    if (units > this.#units || bytes > this.#bytes) return false;
    this.#units -= units;
    this.#bytes -= bytes;
    return true;
  }

  addObject(members: number): void {
    this.spend(24 + members * 24);
    this.#take(bytesOfObject + members * bytesOfMember);
  }

  /** The names of an object are listed, and what they stand for is looked up. */
  listMembers(count: number): void {
    this.spend(count * (count > mostMembersInPlace ? 64 : 8));
  }

  /** So many members are put into an object that is there. */
  addMembers(count: number): void {
    this.spend(count * (count > mostMembersInPlace ? 64 : 24));
    this.#take(count * bytesOfMember);
  }

  /** A text is compared with another, or becomes a name, which reads all of it. Short ones are in the price of the step. */
  readText(length: number): void {
    if (length > 64) this.spend(length);
  }

  /** A text of so many UTF-16 units is made or read through, each of which costs so many units. */
  addText(length: number, unitsEach: number): void {
    if (length > longestText) throw new BudgetExceeded();
    this.spend(8 + length * unitsEach);
    this.#take(length);
  }

  /** Two texts are joined, which copies nothing yet. */
  joinTexts(length: number): void {
    if (length > longestText) this.addText(length, 0);
    this.#take(bytesOfMember);
  }

  /** `levels` more before a call; negative after it. */
  goDeeper(levels: number): void {
    this.#depth += levels;
    if (this.#depth > deepestCalls) throw new JsonataError("D1011");
  }

  #take(bytes: number): void {
    this.#bytes -= bytes;
    if (this.#bytes < 0) throw new BudgetExceeded();
  }
}
