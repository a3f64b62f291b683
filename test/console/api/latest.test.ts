import { expect, test } from "@jest/globals";
import { Latest, type Tellable } from "../../../src/console/api/latest.ts";

interface Thing {
  readonly at: number;
  readonly isFailure: boolean;
}

function watched() {
  let tell: (thing: Tellable<Thing>) => void = () => {};
  let put = 0;
  const latest = new Latest<Thing>({
    watch(listener) {
      tell = listener;
      return () => {};
    },
  });
  const happens = (from: number, to: number) => {
    for (let at = from; at <= to; at++) {
      const isFailure = at % 1000 === 5;
      tell({
        isFailure,
        told() {
          put++;
          return { at, isFailure };
        },
      });
    }
  };
  const told = (after: number) => latest.since(after).map(({ number }) => number);
  told(0);
  return { happens, told, putInWords: () => put };
}

test("a page is told what is new to it", () => {
  const { happens, told } = watched();
  happens(1, 3);
  expect([told(0), told(2), told(3)]).toEqual([[1, 2, 3], [3], []]);
});

test("of a flood it is told the last hundred, and what matters", () => {
  const { happens, told, putInWords } = watched();
  happens(1, 2100);
  expect(told(0)).toEqual([1005, ...Array.from({ length: 100 }, (_, at) => 2001 + at)]);
  // What nobody reads is not put in words.
  expect(putInWords()).toBe(101);
});

test("a page that was open before the region was put up anew is told all there is", () => {
  const { happens, told } = watched();
  happens(1, 2);
  expect(told(900)).toEqual([1, 2]);
});
