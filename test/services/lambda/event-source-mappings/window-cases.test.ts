// Tumbling windows beside other settings, as data: what is put when, what the function is called with, and the state that it has then.

import { afterEach, beforeEach, expect, test } from "@jest/globals";
import type { GivenSettings } from "../../../../src/services/lambda/event-source-mappings/mapping-checks.ts";
import { settled } from "../../../support/until.ts";
import { type Answer, Mappings, recordsOf, textOf } from "./support/open-mappings.ts";
import { makeStream, put } from "./support/sources.ts";

interface WindowCase {
  readonly name: string;
  readonly settings?: GivenSettings;
  /** Texts, put together; a number lets so many seconds pass. */
  readonly steps: readonly (readonly string[] | number)[];
  readonly poison?: readonly string[];
  /** By call; it counts the records of its window where nothing else is said. */
  readonly answers?: readonly (Answer | undefined)[];
  /** The second at which the window began, the texts, the state before, and whether it was the last call. */
  readonly calls: readonly string[];
  /** What the destination is told. @default nothing */
  readonly given?: readonly string[];
}

const halves: GivenSettings = { BisectBatchOnFunctionError: true, MaximumRetryAttempts: 0 };
const above = (limit: number): GivenSettings => ({
  FilterCriteria: { Filters: [{ Pattern: `{"data":{"t":[{"numeric":[">",${limit}]}]}}` }] },
});

const cases: readonly WindowCase[] = [
  {
    name: "batches of one window hand on their state",
    settings: { BatchSize: 1 },
    steps: [["1", "2", "3"], 12],
    calls: ["00 [1] {}", '00 [2] {"n":1}', '00 [3] {"n":2}', '00 [] {"n":3} final'],
  },
  {
    name: "windows of a second",
    settings: { TumblingWindowInSeconds: 1 },
    steps: [["1"], 1, ["2"], 3],
    calls: ["00 [1] {}", '00 [] {"n":1} final', "01 [2] {}", '01 [] {"n":1} final'],
  },
  {
    name: "a window without a record is none",
    steps: [["1"], 35, ["2"], 12],
    calls: ["00 [1] {}", '00 [] {"n":1} final', "30 [2] {}", '30 [] {"n":1} final'],
  },
  {
    name: "halves have the state of what was taken before them",
    settings: halves,
    steps: [["1", "bad"], 12],
    poison: ["bad"],
    calls: ["00 [1 bad] {}", "00 [1] {}", '00 [bad] {"n":1}', '00 [] {"n":1} final'],
    given: ["RetryAttemptsExhausted 1"],
  },
  {
    name: "a throttle leaves the state as it was",
    steps: [["1", "2"], 12],
    answers: ["throttle"],
    calls: ["00 [1 2] {}", "00 [1 2] {}", '00 [] {"n":2} final'],
  },
  {
    name: "a window of which all was given up ends with the state that it began with",
    settings: { MaximumRetryAttempts: 0 },
    steps: [["bad"], 12],
    poison: ["bad"],
    calls: ["00 [bad] {}", "00 [] {} final"],
    given: ["RetryAttemptsExhausted 1"],
  },
  {
    name: "an answer without a state uses up a retry",
    settings: { MaximumRetryAttempts: 0 },
    steps: [["1"], 12],
    answers: [{ json: null }],
    calls: ["00 [1] {}", "00 [] {} final"],
    given: ["RetryAttemptsExhausted 1"],
  },
  {
    name: "what a filter lets not through is in no window",
    settings: above(2),
    steps: [['{"t":1}', '{"t":3}'], 12],
    calls: ['00 [{"t":3}] {}', '00 [] {"n":1} final'],
  },
  {
    name: "a window of which a filter lets nothing through is none",
    settings: above(9),
    steps: [['{"t":1}', '{"t":3}'], 12],
    calls: [],
  },
  {
    name: "each lane has windows of its own",
    settings: { ParallelizationFactor: 2 },
    steps: [["a:1", "b:2", "a:3"], 12],
    calls: ["00 [1 3] {}", "00 [2] {}", '00 [] {"n":2} final', '00 [] {"n":1} final'],
  },
  {
    name: "a batching window gathers within it",
    settings: { MaximumBatchingWindowInSeconds: 3 },
    steps: [["1"], 1, ["2"], 14],
    calls: ["00 [1 2] {}", '00 [] {"n":2} final'],
  },
];

let opened: Mappings;
beforeEach(async () => {
  opened = await Mappings.open();
});
afterEach(() => opened.close());

test.each(cases.map((each) => [each.name, each] as const))("%s", async (_, each) => {
  const { settings, steps, poison = [], answers = [], given = [] } = each;
  const { queueUrl } = await opened.queues.createQueue({ queueName: "failures" });
  opened.answer = (texts, call, event) => {
    const { n = 0 } = event.state as { readonly n?: number };
    if (texts.some((text) => poison.includes(text))) return "fail";
    return answers[call] ?? { json: { state: texts.length === 0 ? { n } : { n: n + texts.length } } };
  };
  opened.mappings.create({
    ...{ sourceArn: await makeStream(opened, "kinesis"), functionName: "consume" },
    settings: {
      StartingPosition: "TRIM_HORIZON",
      TumblingWindowInSeconds: 10,
      DestinationConfig: { OnFailure: { Destination: opened.queues.queueArn("failures") } },
      ...settings,
    },
  });
  await settled();
  for (const step of steps) {
    if (typeof step === "number") await opened.run(step);
    else
      await put(
        opened,
        "kinesis",
        step.map((text) => (/^\w:/.test(text) ? text : `k:${text}`)),
      );
  }
  const told = opened.calls.map(({ event }) => {
    const { start } = event.window as { readonly start: string };
    const end = event.isFinalInvokeForWindow === true ? " final" : "";
    const texts = recordsOf(event).map(textOf).join(" ");
    return `${start.slice(17, 19)} [${texts}] ${JSON.stringify(event.state)}${end}`;
  });
  expect(told).toEqual(each.calls);
  const messages = opened.queues.messages(queueUrl.slice(queueUrl.lastIndexOf("/") + 1));
  expect(messages.map(({ body }) => summary(JSON.parse(body)))).toEqual(given);
});

function summary(message: {
  readonly requestContext: { readonly condition: string; readonly approximateInvokeCount: number };
}): string {
  const { condition, approximateInvokeCount } = message.requestContext;
  return `${condition} ${approximateInvokeCount}`;
}
