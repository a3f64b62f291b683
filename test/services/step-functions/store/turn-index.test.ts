// Which turns are whose, and what of that the disk is told when: at an execution's end, and at a mark.

import { describe, expect, test } from "@jest/globals";
import { TurnIndex } from "../../../../src/services/step-functions/store/turn-index.ts";

const opened = (last = { execution: 0, turn: 0 }) => new TurnIndex({ execution: 0, turn: 0 }, last);

describe("an execution's turns", () => {
  test("are its own, in their order, whoever else has turns between them", () => {
    const index = opened();
    const [one, other] = [index.begin(), index.begin()];
    const ofOne = [index.append(one)];
    const ofOther = [index.append(other), index.append(other)];
    ofOne.push(index.append(one), index.append(one));
    ofOther.push(index.append(other));

    expect(index.recent(one)).toEqual(ofOne);
    expect(index.end(one)).toEqual(ofOne);
    expect(index.end(one)).toEqual([]);
    expect(index.recent(other)).toEqual(ofOther);
  });

  test("are handed over at a mark, and those after it at the next", () => {
    const index = opened();
    const there = index.nextBatch();
    const execution = index.begin();
    const before = [index.append(execution), index.append(execution)];
    const rows = index.mark();
    expect(rows?.opened).toEqual([execution]);
    expect(rows?.turns.get(execution)).toEqual(before);
    expect(rows?.mark).toEqual({ execution, turn: before.at(-1) });

    const after = [index.append(execution), index.append(execution)];
    // What is on its way to the disk may not be there yet.
    expect(index.recent(execution)).toEqual([...before, ...after]);
    there();
    expect(index.recent(execution)).toEqual(after);
    expect(index.mark()?.opened).toEqual([]);
    expect(index.mark()).toBeUndefined();
  });

  test("of before a crash are known again, in whichever order the file tells them", () => {
    const index = opened({ execution: 2, turn: 5 });
    index.recall(1, [4, 1, 3]);
    index.recall(2, []);
    const next = index.append(1);
    expect(next).toBe(6);
    expect(index.recent(2)).toEqual([]);
    expect(index.end(1)).toEqual([1, 3, 4, 6]);
  });
});

test("one that is opened again is told of at once if the disk knew it as ended, and has no turns since", () => {
  const index = opened();
  const execution = index.begin();
  index.append(execution);
  index.end(execution);
  expect(index.reopen(execution)).toBe(false);
  expect(index.recent(execution)).toEqual([]);
  index.mark();
  expect(index.reopen(execution)).toBe(true);
});
