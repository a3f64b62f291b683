// How a chart's data lie on it.

import { expect, test } from "@jest/globals";
import { bandsOf, type Line, scaleOf } from "../../../src/console/page/charts/plot.ts";

const line = (band: string | undefined, values: readonly number[]): Line => ({
  ...{ label: "", colour: undefined, isRight: false, band },
  points: values.map((value, at) => ({ at, value })),
});

test("a band is what lies between its two lines; a line without another is none", () => {
  const lines = [line(undefined, [1, 2]), line("b", [5, 6]), line("b", [3, 4]), line("c", [7])];
  expect(bandsOf(lines)).toEqual([
    {
      ...{ name: "b", isRight: false },
      outline: [
        { at: 0, value: 5 },
        { at: 1, value: 6 },
        { at: 1, value: 4 },
        { at: 0, value: 3 },
      ],
    },
  ]);
});

test.each([
  [[3, 17], 0, 20, [0, 5, 10, 15, 20]],
  [[], 0, 1, [0, 0.5, 1]],
])("the scale of %j begins with %d and ends with %d", (values, least, most, ticks) => {
  expect(scaleOf(values)).toEqual({ least, most, ticks });
});
