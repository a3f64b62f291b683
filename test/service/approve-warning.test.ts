// The workflow approve-warning on virtual time: who is asked, for how long, and what becomes of the warning.

import { describe, expect, test } from "@jest/globals";
import {
  type Json,
  neverAnswers,
  type RunResult,
  StateMachine,
  type TaskFunction,
  type TaskStubs,
} from "../../src/index.ts";

const machine = StateMachine.fromFile("statemachines/approve-warning.asl.json");
const warning = {
  findingId: "cape/gale/severe/2010-01-09",
  stationId: "cape",
  subject: "Gale",
  message: "Gale at Cape",
};
const answered = (decision: string) => ({ Return: { decision, decidedAt: "2026-01-01T00:10:00.000Z" } });
const isSilent: TaskFunction = () => neverAnswers;
const issued = { Return: { Entries: [{ EventId: "e1" }], FailedEntryCount: 0 } };

function approve(tasks: TaskStubs, limits?: Json): Promise<RunResult> {
  const input: Json = limits === undefined ? { warning } : { warning, limits };
  return machine.run(input, { name: "approval", tasks });
}

test("an approved warning is put on the bus for the public", async () => {
  const events: Json[] = [];
  const questions: Json[] = [];
  const run = await approve({
    AskForecaster: (question) => {
      questions.push(question);
      return answered("approve").Return;
    },
    IssueWarning: (event) => {
      events.push(event);
      return issued.Return;
    },
  });
  expect(run.path).toEqual([
    "LimitsGiven",
    "UsualLimits",
    "AskForecaster",
    "Decided",
    "IssueWarning",
    "Issued",
    "Done",
  ]);
  expect(run.output).toEqual({
    outcome: "issued",
    findingId: warning.findingId,
    decidedAt: "2026-01-01T00:10:00.000Z",
    eventId: "e1",
  });
  const { stationId, ...told } = warning;
  const Payload = {
    ...told,
    taskToken: expect.any(String),
    topicArn: "${ApprovalsTopicArn}",
    answerWithinSeconds: 7200,
  };
  expect(questions).toEqual([{ FunctionName: "${AskArn}", Payload }]);
  expect(events).toEqual([
    {
      Entries: [
        {
          EventBusName: "${WeatherBus}",
          Source: "weather.warnings",
          DetailType: "WarningIssued",
          Detail: { ...warning, approvedBy: "approval", issuedAt: "2026-01-01T00:00:00Z" },
        },
      ],
    },
  ]);
});

test("a rejected warning goes nowhere", async () => {
  const run = await approve({ AskForecaster: answered("reject") });
  expect(run.output).toEqual({
    outcome: "rejected",
    findingId: warning.findingId,
    decidedAt: "2026-01-01T00:10:00.000Z",
  });
  expect(run.unanswered).toEqual([]);
});

test("what is neither approval nor rejection fails, and says what it was", async () => {
  expect(await approve({ AskForecaster: answered("perhaps") })).toMatchObject({
    status: "FAILED",
    error: "NotADecision",
    cause: "The answer was perhaps, not approve or reject",
  });
});

describe("when the forecaster is silent", () => {
  test.each([
    ["for half an hour", { answerSeconds: 7200, silenceSeconds: 1800 }, 1800],
    ["until the time is up, heard of or not", { answerSeconds: 600, silenceSeconds: 599 }, 599],
  ])("%s, the chief is asked by the other topic", async (_, limits, seconds) => {
    const topics: Json[] = [];
    const run = await approve(
      {
        AskForecaster: isSilent,
        AskChief: (question) => {
          topics.push((question as { Payload: { topicArn: string } }).Payload.topicArn);
          return answered("approve").Return;
        },
        IssueWarning: issued,
      },
      limits,
    );
    expect(topics).toEqual(["${EscalationsTopicArn}"]);
    expect(run).toMatchObject({
      status: "SUCCEEDED",
      output: { outcome: "issued" },
      durationSeconds: seconds,
    });
  });

  test("and the chief is, too, the warning is dropped, which is told", async () => {
    const notices: Json[] = [];
    const run = await approve({
      AskForecaster: isSilent,
      AskChief: isSilent,
      TellNobodyAnswered: (notice) => {
        notices.push(notice);
        return {};
      },
    });
    expect(run.output).toMatchObject({
      outcome: "dropped",
      because: expect.stringMatching(/^States\.(Heartbeat)?Timeout$/),
    });
    expect(run.durationSeconds).toBe(3600);
    expect(notices).toMatchObject([{ TopicArn: "${EscalationsTopicArn}", Message: "Gale at Cape" }]);
  });
});

describe("a task that fails", () => {
  const broken = { Throw: { Error: "States.TaskFailed", Cause: "it is broken" } };
  const throttled = { Throw: { Error: "Lambda.TooManyRequestsException", Cause: "too many" } };

  test.each(["AskForecaster", "AskChief"])("%s is tried again after a throttle", async (state) => {
    const run = await approve({
      AskForecaster: isSilent,
      AskChief: answered("reject"),
      [state]: [throttled, throttled, answered("reject")],
    });
    expect(run).toMatchObject({ status: "SUCCEEDED", output: { outcome: "rejected" } });
  });

  test.each(["IssueWarning", "TellNobodyAnswered"])(
    "%s is tried again, and then fails the execution",
    async (state) => {
      const others: TaskStubs = {
        AskForecaster: state === "IssueWarning" ? answered("approve") : isSilent,
        AskChief: isSilent,
      };
      const rights = { IssueWarning: issued, TellNobodyAnswered: { Return: {} } };
      const right = rights[state as keyof typeof rights];
      const passing = await approve({ ...others, [state]: [broken, broken, broken, broken, right] });
      expect(passing.status).toBe("SUCCEEDED");
      const failing = await approve({ ...others, [state]: broken });
      expect(failing).toMatchObject({ status: "FAILED", error: "States.TaskFailed", cause: "it is broken" });
    },
  );

  test("a question that cannot be asked fails the execution, to be redriven from there", async () => {
    const run = await approve({ AskForecaster: { Throw: { Error: "ZodError", Cause: "no message" } } });
    expect(run).toMatchObject({ status: "FAILED", error: "ZodError" });
  });
});
