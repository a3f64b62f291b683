// How far a Wait may lead, and where the history has its failures.

import { expect, test } from "@jest/globals";
import { identity, outline, runMachine, startMachine } from "./run-machine.ts";

const day = 24 * 3_600_000;
const after = (days: number) => new Date(identity.startTime + days * day).toISOString();

test.each(["JSONPath", "JSONata"])(
  "a time in more than 2^31 seconds is too far (%s)",
  async (QueryLanguage) => {
    const timestamp =
      QueryLanguage === "JSONPath" ? { TimestampPath: "$.t" } : { Timestamp: "{% $states.input.t %}" };
    const machine = { StartAt: "W", States: { W: { Type: "Wait", QueryLanguage, ...timestamp, End: true } } };
    const { end } = await runMachine(machine, { input: { t: after(24_856) } });
    expect(end).toEqual({
      status: "FAILED",
      error: "States.Runtime",
      cause:
        "An error occurred while executing the state 'W' (entered at the event id #2). Wait state delay is too long.",
    });
    const { execution } = startMachine(machine, { input: { t: after(24_855) } });
    expect(execution.end).toBeUndefined();
  },
);

test("a timestamp that is none is told after the state's entry", async () => {
  const W = { Type: "Wait", QueryLanguage: "JSONata", Timestamp: "{% $states.input.t %}", End: true };
  const { history } = await runMachine({ StartAt: "W", States: { W } }, { input: { t: "soon" } });
  expect(outline(history)).toEqual([
    "1<-0 ExecutionStarted",
    "2<-0 WaitStateEntered",
    "3<-2 EvaluationFailed",
    "4<-3 ExecutionFailed",
  ]);
});

test("a failure of which nothing is told has null for error and cause", async () => {
  const machine = {
    StartAt: "P",
    States: {
      P: {
        Type: "Parallel",
        Branches: [{ StartAt: "F", States: { F: { Type: "Fail" } } }],
        Catch: [{ ErrorEquals: ["States.ALL"], Next: "Done" }],
        End: true,
      },
      Done: { Type: "Succeed" },
    },
  };
  const { end } = await runMachine(machine);
  expect(end).toEqual({ status: "SUCCEEDED", output: { Error: null, Cause: null } });
});
