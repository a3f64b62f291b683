import { inflateSync } from "node:zlib";
import { expect, test } from "@jest/globals";
import { Bitmap } from "../../../../src/plots/bitmap.ts";
import { drawWidget } from "../../../../src/services/cloudwatch/widgets/draw-widget.ts";
import { parseMetricWidget } from "../../../../src/services/cloudwatch/widgets/metric-widget.ts";
import { encodePng } from "../../../../src/services/cloudwatch/widgets/png.ts";

const now = Date.UTC(2026, 0, 1, 12);
const hour = 3_600_000;
const metrics = [
  ["N", "A", "d", "v", { color: "#ff0000", stat: "Sum" }],
  [".", "B", ".", "w"],
];
const widget = (more: object) => parseMetricWidget(JSON.stringify({ metrics, ...more }), now);

test("a PNG holds the points row by row", () => {
  const bitmap = new Bitmap(3, 2, [1, 2, 3]);
  bitmap.rectangle([1, 0], [1, 1], [255, 0, 0]);
  const png = encodePng(bitmap);
  expect(png.subarray(0, 8).toString("hex")).toBe("89504e470d0a1a0a");
  expect(png.subarray(12, 16).toString()).toBe("IHDR");
  expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([3, 2]);
  const length = png.readUInt32BE(33);
  expect(png.subarray(37, 41).toString()).toBe("IDAT");
  const row = [0, 1, 2, 3, 255, 0, 0, 1, 2, 3];
  expect([...inflateSync(png.subarray(41, 41 + length))]).toEqual([...row, 0, 1, 2, 3, 1, 2, 3, 1, 2, 3]);
  expect(png.subarray(-12).toString("hex")).toBe("0000000049454e44ae426082");
});

test("a widget says what is asked for, over which time, and on how large a picture", () => {
  const parsed = widget({ start: "-PT6H", end: "-PT1H", width: 800, stat: "Maximum", period: 60 });
  expect(parsed).toMatchObject({
    width: 800,
    height: 400,
    range: { from: now - 6 * hour, until: now - hour },
  });
  expect(parsed.series.map(({ query }) => query.MetricStat)).toMatchObject([
    { Metric: { Namespace: "N", MetricName: "A", Dimensions: [{ Name: "d", Value: "v" }] }, Stat: "Sum" },
    { Metric: { Namespace: "N", MetricName: "B", Dimensions: [{ Name: "d", Value: "w" }] }, Stat: "Maximum" },
  ]);
});

test.each<[object | string, string]>([
  ["[]", "MetricWidget must be a JSON object"],
  [{ metrics: [] }, "metrics must be a list of at least one metric"],
  [{ width: 2001 }, "width must be a whole number from 1 to 2000"],
  [{ height: 0 }, "height must be a whole number from 1 to 2000"],
  [{ view: "pie" }, 'view "pie" is not drawn here'],
  [{ start: "yesterday" }, "start must be a time such as"],
  [{ start: "PT1H" }, "start must be before end"],
  [
    { width: 2000, height: 2000, metrics: Array.from({ length: 11 }, () => ["N", "A"]) },
    "more than can be drawn at once",
  ],
])("%j is refused", (more, message) => {
  const text = typeof more === "string" ? more : JSON.stringify({ metrics, ...more });
  expect(() => parseMetricWidget(text, now)).toThrow(message);
});

/** How many points of the picture are of a colour. */
function count(bitmap: Bitmap, wanted: readonly number[]): number {
  let found = 0;
  for (let at = 0; at < bitmap.points.length; at += 3)
    if (wanted.every((part, index) => bitmap.points[at + index] === part)) found++;
  return found;
}

test.each(["timeSeries", "singleValue", "bar"])("%s shows a series in its colour", (view) => {
  const points = new Map([
    [now - 2 * hour, 1],
    [now - hour, 5],
  ]);
  const drawn = drawWidget(widget({ view }), [{ label: "A", points, colour: "#ff0000" }]);
  expect(count(drawn, [255, 0, 0])).toBeGreaterThan(50);
  const empty = drawWidget(widget({ view }), [{ label: "A", points: new Map(), colour: undefined }]);
  expect(count(empty, [255, 0, 0])).toBe(0);
});

test("stacked series fill what is beneath them, and annotations cross the picture", () => {
  const points = new Map([
    [now - 3 * hour, 4],
    [now, 4],
  ]);
  const lines = { annotations: { horizontal: [{ value: 2, label: "limit", color: "#00ff00" }] } };
  const series = [{ label: "A", points, colour: "#ff0000" }];
  const drawn = drawWidget(widget({ stacked: true, ...lines }), series);
  expect(count(drawn, [255, 128, 128])).toBeGreaterThan(10_000);
  expect(count(drawn, [0, 255, 0])).toBeGreaterThan(500);
});
