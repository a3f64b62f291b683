// Times of the console with 10,000 executions, 25,000 events and a Map of 10,000 items, and how long its first paint takes: printed
// beside what is aimed at.

import { measureManyThings, type Timing, whole } from "../test/browser/many-things.ts";
import { OpenedConsole } from "../test/browser/opened-console.ts";

const aims = { row: 100, paint: 300 };

const opened = await OpenedConsole.open();
try {
  console.log("what                                                  ms   aim  longest  processor     rows");
  // The first look of all bundles the page in a clone; a package has it ready.
  await opened.go("#/");
  await opened.page.goto("about:blank");
  await opened.go("#/");
  const paint = await opened.page.evaluate<number>(
    "performance.getEntriesByName('first-contentful-paint')[0].startTime",
  );
  const first = { milliseconds: paint, longest: paint, processor: undefined, rows: 0 };
  print({ what: "first paint of the home page", ...first }, aims.paint);
  for (const timing of await measureManyThings(opened, whole))
    print(timing, timing.what.endsWith(": opening") ? undefined : aims.row);
} finally {
  await opened.close();
}

function print({ what, milliseconds, longest, processor, rows }: Timing, aim: number | undefined): void {
  const figures = [
    milliseconds.toFixed(0).padStart(6),
    String(aim ?? "").padStart(5),
    longest.toFixed(0).padStart(8),
    (processor?.toFixed(1) ?? "").padStart(10),
    String(rows).padStart(8),
  ];
  console.log([what.padEnd(50), ...figures].join(" "));
}
