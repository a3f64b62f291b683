import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { XMLValidator } from "fast-xml-parser";
import { type Plot, renderPlot } from "../../src/plots/line-plot.ts";
import { linearScale, logScale } from "../../src/plots/scale.ts";

const axis = { label: "x", format: String };
const plot = (of: Partial<Plot>): Plot => ({ title: "t", x: axis, y: axis, lines: [], ...of });

describe("a scale", () => {
  test.each([
    [0, 10, [0, 5, 10]],
    [0, 0.35, [0, 0.1, 0.2, 0.3, 0.4]],
    [0, 99_000, [0, 50_000, 100_000]],
    [-5, 5, [-5, 0, 5]],
  ])("from %d to %d is marked at round values", (from, to, ticks) => {
    expect(linearScale(from, to).ticks.map((tick) => Number(tick.toPrecision(12)))).toEqual(ticks);
  });

  test.each([
    [1, 1000, [1, 10, 100, 1000]],
    [3, 70, [1, 10, 100]],
    [5, 5, [1, 10]],
    [1e-3, 1e3, [1e-3, 1e-2, 1e-1, 1, 10, 100, 1000]],
  ])("in powers of ten from %d to %d", (from, to, ticks) => {
    expect(logScale(from, to).ticks.map((tick) => Number(tick.toPrecision(12)))).toEqual(ticks);
  });

  test("places what it spans between its ends, in order", () => {
    const positive = fc.double({ min: 1e-3, max: 1e9, noNaN: true });
    fc.assert(
      fc.property(positive, positive, positive, (one, other, third) => {
        const [least = 0, middle = 0, most = 0] = [one, other, third].sort((a, b) => a - b);
        for (const scale of [linearScale(least, most), logScale(least, most)]) {
          const places = [least, middle, most].map((value) => scale.place(value));
          expect(places).toEqual([...places].sort((a, b) => a - b));
          expect(places[0]).toBeGreaterThanOrEqual(-1e-9);
          expect(places[2]).toBeLessThanOrEqual(1 + 1e-9);
        }
      }),
    );
  });
});

describe("a plot", () => {
  test("draws each line where its points are", () => {
    const drawn = renderPlot(
      plot({
        lines: [
          {
            label: "up",
            points: [
              [0, 0],
              [5, 5],
              [10, 10],
            ],
          },
        ],
      }),
    );
    const [, path = ""] = /class="line line-0" d="([^"]+)"/.exec(drawn) ?? [];
    const points = path
      .split(/[ML]/)
      .slice(1)
      .map((point) => point.split(" ").map(Number));
    expect(points.map(([x]) => x)).toEqual([64, 338, 612]);
    expect(points.map(([, y]) => y)).toEqual([236, 142, 48]);
  });

  test.each<[string, Partial<Plot>]>([
    ["nothing", {}],
    ["a line without points", { lines: [{ label: "none", points: [] }] }],
    ["nothing in powers of ten", { x: { ...axis, scale: "log" } }],
    ["nothing but zeros", { lines: [{ label: "zeros", points: [[0, 0]] }] }],
    [
      "zeros in powers of ten",
      { y: { ...axis, scale: "log" }, lines: [{ label: "zeros", points: [[0, 0]] }] },
    ],
    [
      "words of anybody's",
      {
        title: '<script>"&',
        lines: [{ label: "<a&b>'", points: [[1, 2]] }],
        marks: [{ at: [1, 2], label: "</svg>" }],
        bands: [{ from: 0, to: 1, label: "\u0000<" }],
      },
    ],
  ])("of %s is well-formed and has no place that is no number", (_, of) => {
    const drawn = renderPlot(plot(of));
    expect(XMLValidator.validate(drawn)).toBe(true);
    expect(drawn).not.toMatch(/NaN|Infinity|<script/);
  });
});
