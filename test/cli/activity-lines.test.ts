// What happens, as lines: which are shown in a flood, and what each has.

import { expect, test } from "@jest/globals";
import { ActivityPrinter } from "../../src/cli/activity-lines.ts";
import { Printer } from "../../src/cli/printer.ts";
import type { Activity } from "../../src/region/activity.ts";

function lines(activities: readonly Activity[], format: "text" | "json" = "text"): readonly string[] {
  let printed = "";
  const terminal = { write: (text: string) => (printed += text) };
  const printer = new ActivityPrinter(
    new Printer(terminal, terminal),
    format,
    "http://127.0.0.1:4566/_millrace/",
  );
  for (const activity of activities) printer.show({ ...activity, told: () => activity });
  printer.stop();
  return printed.split("\n").slice(0, -1);
}

const at = Date.UTC(2026, 0, 1, 12, 30, 5, 7);
const arn = "arn:aws:states:us-east-1:000000000000:express:flow:a:b";
const failed: Activity = {
  ...{ at, arn, kind: "execution", isFailure: true, name: "flow", durationMs: 12 },
  text: "FAILED  a  in Send  Wrong: cause",
};
const delivered: Activity = {
  at,
  kind: "delivered",
  isFailure: false,
  name: "rule r",
  text: "delivered to queue q",
};

test("each has its time, a mark, what it is about, and of a failed execution where to look further", () => {
  const link = `http://127.0.0.1:4566/_millrace/#/executions/${encodeURIComponent(arn)}`;
  const throttled: Activity = {
    ...delivered,
    kind: "throttled",
    isFailure: true,
    text: "throttled by queue q",
  };
  const retried: Activity = {
    ...delivered,
    kind: "retried",
    name: "flow",
    text: "retries Send, attempt 2  a",
  };
  const attempt: Activity = {
    ...delivered,
    kind: "state-failed",
    name: "flow",
    text: "Send, attempt 1 failed  a  Wrong",
  };
  expect(lines([failed, delivered, throttled, attempt, retried])).toEqual([
    `12:30:05.007 ✖ flow  12 ms  FAILED  a  in Send  Wrong: cause  ${link}`,
    "12:30:05.007 → rule r  delivered to queue q",
    "12:30:05.007 ⏸ rule r  throttled by queue q",
    "12:30:05.007 ↯ flow  Send, attempt 1 failed  a  Wrong",
    "12:30:05.007 ↻ flow  retries Send, attempt 2  a",
  ]);
  const printed: Activity = { ...delivered, kind: "log", name: "f", text: "one\n  two\r\n" };
  expect(lines([printed])).toEqual(["12:30:05.007 │ f  one ⏎ two"]);
  expect(lines([failed], "json").map((line) => JSON.parse(line))).toEqual([{ ...failed, link }]);
});

test("in a flood no kind hides another, and what is left out is counted", () => {
  const flood = [
    ...Array.from({ length: 100 }, () => delivered),
    ...Array.from({ length: 30 }, () => failed),
  ];
  const shown = lines(flood);
  expect(shown.filter((line) => line.includes("→"))).toHaveLength(5);
  expect(shown.filter((line) => line.includes("✖"))).toHaveLength(20);
  expect(
    lines(flood, "json")
      .map((line) => JSON.parse(line))
      .at(-1),
  ).toEqual({
    ...{ kind: "left-out", activities: 105, failures: 10 },
  });
  expect(shown.at(-1)).toBe("  … and 105 more lines in this second, of which 10 tell of failures");
});
