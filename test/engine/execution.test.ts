import { describe, expect, test } from "@jest/globals";
import type { ExecutionEnd } from "../../src/engine/execution.ts";
import type { TaskCall } from "../../src/engine/seams.ts";
import { VirtualClock } from "../../src/time/virtual-clock.ts";
import { functionArn, identity, outline, runMachine, settle, startMachine } from "./run-machine.ts";

const onePass = { StartAt: "Same", States: { Same: { Type: "Pass", End: true } } };
const oneTask = { StartAt: "Price", States: { Price: { Type: "Task", Resource: functionArn, End: true } } };
const endless = { StartAt: "A", States: { A: { Type: "Pass", Next: "B" }, B: { Type: "Pass", Next: "A" } } };

function never(): Promise<never> {
  return new Promise(() => {});
}

describe("an execution", () => {
  test("of states that need not wait has ended when startExecution returns", () => {
    const { execution } = startMachine(onePass, { input: { a: 1 } });
    expect(execution.end).toEqual({ status: "SUCCEEDED", output: { a: 1 } });
  });

  test("says once that it ended, by callback and by promise", async () => {
    const ends: ExecutionEnd[] = [];
    const { execution } = startMachine(oneTask, {
      tasks: async () => 7,
      onEnd: (end) => void ends.push(end),
    });
    expect(execution.end).toBeUndefined();
    expect(await execution.ended).toEqual({ status: "SUCCEEDED", output: 7 });
    expect(ends).toEqual([{ status: "SUCCEEDED", output: 7 }]);
  });

  test("ends alike with and without a recorder", async () => {
    const options = { tasks: async () => ({ cents: 5 }), input: { a: 1 } };
    const recorded = await runMachine(oneTask, options);
    const unrecorded = await runMachine(oneTask, { ...options, recorded: false });
    expect(unrecorded.end).toEqual(recorded.end);
    expect(unrecorded.history).toEqual([]);
  });

  test("begins its first state after no event, as AWS does", async () => {
    const { history } = await runMachine(onePass);
    expect(outline(history)).toEqual([
      "1<-0 ExecutionStarted",
      "2<-0 PassStateEntered",
      "3<-2 PassStateExited",
      "4<-3 ExecutionSucceeded",
    ]);
  });
});

describe("stopping", () => {
  test("aborts the task's signal, forgets its answer and writes ExecutionAborted after no event", async () => {
    let answer: (value: number) => void = () => {};
    let call: TaskCall | undefined;
    const tasks = (task: TaskCall) => {
      call = task;
      return new Promise<number>((resolve) => {
        answer = resolve;
      });
    };
    const { execution, history } = startMachine(oneTask, { tasks });
    const signal = call?.signal;
    execution.stop("Enough", "by hand");
    answer(1);
    await settle();
    execution.stop("Again");
    expect(signal?.aborted).toBe(true);
    expect(execution.end).toEqual({ status: "ABORTED", error: "Enough", cause: "by hand" });
    expect(outline(history).at(-1)).toBe("5<-0 ExecutionAborted");
  });

  test("works from within a task", () => {
    const box: { stop?: () => void } = {};
    const machine = {
      StartAt: "First",
      States: {
        First: { Type: "Wait", Seconds: 1, Next: "Price" },
        Price: { Type: "Task", Resource: functionArn, End: true },
      },
    };
    const { execution, clock } = startMachine(machine, {
      tasks: () => {
        box.stop?.();
        return 1;
      },
    });
    box.stop = () => execution.stop();
    clock.advanceBy(1000);
    expect(execution.end?.status).toBe("ABORTED");
  });
});

describe("time limits", () => {
  const limits = [
    { name: "an Express execution after five minutes", type: "EXPRESS", machine: oneTask, seconds: 300 },
    { name: "a Standard execution after a year", type: "STANDARD", machine: oneTask, seconds: 31_536_000 },
    {
      name: "any execution after its TimeoutSeconds",
      type: "EXPRESS",
      machine: { ...oneTask, TimeoutSeconds: 9 },
      seconds: 9,
    },
  ] as const;

  test.each(limits)("end $name", ({ type, machine, seconds }) => {
    const { execution, clock, history } = startMachine(machine, { type, tasks: never });
    clock.advanceBy(seconds * 1000 - 1);
    expect(execution.end).toBeUndefined();
    clock.advanceBy(1);
    expect(execution.end).toEqual({ status: "TIMED_OUT", error: "States.Timeout", cause: undefined });
    expect(history.at(-1)?.type).toBe("ExecutionTimedOut");
  });

  test("leave no timer behind", async () => {
    const { clock } = await runMachine(oneTask, { tasks: async () => 1, type: "EXPRESS" });
    await settle();
    expect(clock.pendingTimers).toBe(0);
  });
});

describe("a machine that never ends", () => {
  test("of type Standard fails at 25,000 events", async () => {
    const { end, history } = await runMachine(endless);
    expect(end).toMatchObject({ status: "FAILED", error: "States.Runtime" });
    expect(history.length).toBe(25_000);
  });

  test("of type Express lets others have a turn, and can be stopped", () => {
    const { execution, clock } = startMachine(endless, { type: "EXPRESS", recorded: false });
    expect(execution.end).toBeUndefined();
    clock.advanceToNextTimer();
    expect(execution.end).toBeUndefined();
    execution.stop();
    expect(execution.end?.status).toBe("ABORTED");
  });

  test("of type Express is ended by its time limit", () => {
    const { execution, clock } = startMachine(
      { ...endless, TimeoutSeconds: 1 },
      { type: "EXPRESS", recorded: false },
    );
    clock.advanceBy(1000);
    expect(execution.end?.status).toBe("TIMED_OUT");
  });

  test("knows when each state was entered, whether or not anybody asked before", async () => {
    const at = (name: string) => ({ Parameters: { "last.$": "$", [`${name}.$`]: "$$.State.EnteredTime" } });
    const definition = {
      StartAt: "First",
      States: {
        First: { Type: "Pass", Next: "Price" },
        Price: {
          ...{ Type: "Task", Resource: functionArn, Next: "Rest" },
          ResultSelector: { "asked.$": "$$.State.EnteredTime" },
        },
        Rest: { Type: "Wait", Seconds: 7, Next: "Unasked" },
        Unasked: { Type: "Pass", Next: "Told" },
        Told: { Type: "Pass", ...at("told"), Next: "Also" },
        Also: { Type: "Pass", ...at("also"), End: true },
      },
    };
    const ends = [];
    for (const recorded of [true, false]) {
      const clock = new VirtualClock(identity.startTime);
      const { execution } = startMachine(definition, {
        ...{ clock, recorded, type: "EXPRESS" },
        tasks: () => new Promise((resolve) => clock.setTimer(5_000, () => resolve(1))),
      });
      clock.advanceBy(5_000);
      await settle();
      clock.advanceBy(7_000);
      await settle();
      ends.push(execution.end);
    }
    const [asked, told] = ["2026-01-01T00:00:00Z", "2026-01-01T00:00:12Z"];
    const output = { last: { last: { asked }, told }, also: told };
    expect(ends).toEqual([
      { status: "SUCCEEDED", output },
      { status: "SUCCEEDED", output },
    ]);
  });
});
