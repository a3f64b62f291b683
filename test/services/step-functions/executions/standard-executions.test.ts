// Standard executions as the service has them, on both stores: names, restarts, stops, redrives and retention.

import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { localIdentity } from "../../../../src/aws/arn.ts";
import type { Json } from "../../../../src/aws/json.ts";
import type { LogSink } from "../../../../src/aws/log-sink.ts";
import { Failure } from "../../../../src/engine/failure.ts";
import type { TaskCall, TaskResult, TaskRunner } from "../../../../src/engine/seams.ts";
import { StandardFolds } from "../../../../src/services/step-functions/executions/standard-folds.ts";
import { States, type StatesOptions } from "../../../../src/services/step-functions/states.ts";
import { Histories } from "../../../../src/services/step-functions/store/histories.ts";
import { VirtualClock } from "../../../../src/time/virtual-clock.ts";
import { openStore, type Place, type StoreFixture } from "../store/support/open-store.ts";

const functionArn = "arn:aws:lambda:us-east-1:000000000000:function:work";
const roleArn = "arn:aws:iam::000000000000:role/orders";
const dayMs = 24 * 60 * 60 * 1000;

const task = (fields: object = {}) => ({ Type: "Task", Resource: functionArn, End: true, ...fields });
const machine = (states: Readonly<Record<string, object>>) =>
  JSON.stringify({ StartAt: Object.keys(states)[0], States: states });
const rest = machine({ Rest: { Type: "Wait", Seconds: 60, Next: "Done" }, Done: { Type: "Succeed" } });
const work = machine({ Work: task({ TimeoutSeconds: 100, HeartbeatSeconds: 10 }) });
const approve = machine({
  Approve: task({
    Resource: "arn:aws:states:::lambda:invoke.waitForTaskToken",
    Parameters: { FunctionName: "ask", Payload: { "token.$": "$$.Task.Token" } },
  }),
});

/** Tasks that answer when the test says so. */
class Tasks implements TaskRunner {
  readonly calls: TaskCall[] = [];
  readonly resumed: { readonly call: TaskCall; readonly submitted: Json | undefined }[] = [];
  /** Called for each that is taken up again. */
  onResume: (call: TaskCall, submitted: Json | undefined) => TaskResult | Promise<TaskResult> = () =>
    new Failure("Lambda.Unknown");
  /** Activities that are not there. */
  readonly lacking = new Set<string>();
  #answers: ((answer: TaskResult) => void)[] = [];

  run(call: TaskCall): Promise<TaskResult> {
    this.calls.push(call);
    return new Promise((resolve) => this.#answers.push(resolve));
  }

  resume(call: TaskCall, submitted: Json | undefined): TaskResult | Promise<TaskResult> {
    this.resumed.push({ call, submitted });
    return this.onResume(call, submitted);
  }

  lacks(activityArn: string): boolean {
    return this.lacking.has(activityArn);
  }

  answer(answer: TaskResult): void {
    this.#answers.shift()?.(answer);
  }
}

describe.each(["memory", "disk"] satisfies Place[])("Standard executions in %s", (place) => {
  let fixture: StoreFixture;
  let clock: VirtualClock;
  let tasks: Tasks;
  let states: States;

  beforeEach(() => {
    fixture = openStore(place);
    clock = new VirtualClock();
    tasks = new Tasks();
    states = newStates();
  });
  afterEach(() => fixture.dispose());

  function newStates(given: Partial<StatesOptions> = {}): States {
    return new States({ clock, identity: localIdentity, store: fixture.store, tasks, ...given });
  }

  /** As a kill does: what the service knew is gone, and what was committed is there. */
  async function restart(logs?: LogSink): Promise<number> {
    await fixture.store.committed();
    tasks = new Tasks();
    clock = new VirtualClock(clock.now());
    if (place === "disk") await fixture.reopen();
    states = newStates(logs && { logs });
    return (await states.standard.recover()).executions;
  }

  function create(definition: string, name = "orders"): string {
    return states.machines.create({ name, definition, roleArn }).arn;
  }

  async function start(definition: string, fields: { readonly name?: string; readonly input?: string } = {}) {
    const { executionArn } = await states.startExecution({ stateMachineArn: create(definition), ...fields });
    return executionArn;
  }

  /** Lets all happen that needs no time. */
  async function settle(): Promise<void> {
    for (let round = 0; round < 5; round++) {
      await new Promise((resolve) => setImmediate(resolve));
      await fixture.store.committed();
    }
  }

  async function typesOf(arn: string): Promise<readonly string[]> {
    const { items } = await states.standard.records.history(arn, {});
    expect(items.map(({ id }) => id)).toEqual(items.map((_, index) => index + 1));
    return items.map(({ type }) => type);
  }

  describe("a name", () => {
    test("starts one execution, and answers with it while it runs with the same input", async () => {
      const stateMachineArn = create(rest);
      const request = { stateMachineArn, name: "one", input: '{"a":1}' };
      const started = await Promise.all([states.startExecution(request), states.startExecution(request)]);
      expect(started[1]).toEqual(started[0]);
      expect(states.standard.records.list({ arn: stateMachineArn }, {}).items).toHaveLength(1);
      await expect(states.startExecution({ ...request, input: '{"a":2}' })).rejects.toThrow(
        `Execution Already Exists: '${started[0]?.executionArn}'`,
      );
    });

    test("is taken after the end and after a restart, and free once the execution is forgotten", async () => {
      const arn = await start(machine({ Only: { Type: "Pass", End: true } }), { name: "one", input: "{}" });
      await settle();
      await restart();
      const request = { stateMachineArn: create(rest, "orders2"), name: "one" };
      await states.startExecution(request);
      const again = {
        stateMachineArn: arn.replace("execution", "stateMachine").replace(":one", ""),
        name: "one",
      };
      create(machine({ Only: { Type: "Pass", End: true } }));
      await expect(states.startExecution(again)).rejects.toMatchObject({ code: "ExecutionAlreadyExists" });
      clock.advanceBy(91 * dayMs);
      await expect(states.startExecution(again)).resolves.toMatchObject({ executionArn: arn });
    });
  });

  describe("after a restart", () => {
    test("an execution is as it was, and a Wait that came due meanwhile ends at once", async () => {
      const arn = await start(rest, { input: '{"a":1}' });
      await settle();
      const before = states.standard.records.describe(arn);
      clock.advanceBy(20_000);
      expect(await restart()).toBe(1);
      expect(states.standard.records.describe(arn)).toEqual({ ...before, stateMachine: expect.anything() });
      clock.advanceBy(100_000);
      states.standard.goOn();
      clock.advanceBy(0);
      await settle();
      expect(states.standard.records.describe(arn)).toMatchObject({
        status: "SUCCEEDED",
        end: { output: { a: 1 } },
      });
      const { items } = await states.standard.records.history(arn, {});
      expect(items.find(({ type }) => type === "WaitStateExited")?.timestamp).toBe(clock.now());
    });

    test("an activity was not there, even if it is now, and one that was is waited for, even if it is not now", async () => {
      const activity = "arn:aws:states:us-east-1:000000000000:activity:look";
      const looks = machine({ Look: task({ Resource: activity }) });
      tasks.lacking.add(activity);
      const failed = await start(looks);
      await settle();
      tasks.lacking.clear();
      const waiting = await start(looks);
      await settle();
      const before = [await typesOf(failed), await typesOf(waiting)];
      expect(before).toEqual([
        ["ExecutionStarted", "TaskStateEntered", "ExecutionFailed"],
        ["ExecutionStarted", "TaskStateEntered", "ActivityScheduled"],
      ]);
      expect(await restart()).toBe(1);
      tasks.lacking.add(activity);
      tasks.onResume = () => new Promise(() => {});
      states.standard.goOn();
      await settle();
      expect([await typesOf(failed), await typesOf(waiting)]).toEqual(before);
      expect(tasks.resumed).toHaveLength(1);
    });

    test("a Wait goes on for the rest of its time", async () => {
      const arn = await start(rest);
      clock.advanceBy(20_000);
      await settle();
      await restart();
      states.standard.goOn();
      clock.advanceBy(39_000);
      await settle();
      expect(states.standard.records.describe(arn).status).toBe("RUNNING");
      clock.advanceBy(1_000);
      await settle();
      expect(states.standard.records.describe(arn).status).toBe("SUCCEEDED");
    });

    test("a task in flight has an unknown outcome, and the workflow's own Retry decides", async () => {
      const retried = machine({
        Work: task({ Retry: [{ ErrorEquals: ["Lambda.Unknown"], IntervalSeconds: 1 }] }),
      });
      const arn = await start(retried);
      await settle();
      expect(tasks.calls).toHaveLength(1);
      await restart();
      states.standard.goOn();
      await settle();
      expect(tasks.calls).toHaveLength(0);
      expect(tasks.resumed).toMatchObject([{ submitted: undefined }]);
      clock.advanceBy(1_000);
      await settle();
      expect(tasks.calls.map(({ retryCount }) => retryCount)).toEqual([1]);
      tasks.answer({ done: true });
      await settle();
      expect(states.standard.records.describe(arn)).toMatchObject({ end: { output: { done: true } } });
      expect(await typesOf(arn)).toEqual([
        "ExecutionStarted",
        "TaskStateEntered",
        "LambdaFunctionScheduled",
        "LambdaFunctionStarted",
        "LambdaFunctionFailed",
        "LambdaFunctionScheduled",
        "LambdaFunctionStarted",
        "LambdaFunctionSucceeded",
        "TaskStateExited",
        "ExecutionSucceeded",
      ]);
    });

    test("a callback is waited for by the same token, with what was submitted", async () => {
      const arn = await start(approve);
      await settle();
      const [call] = tasks.calls;
      call?.submitted({ sent: true });
      await settle();
      await restart();
      let callBack: (answer: TaskResult) => void = () => undefined;
      tasks.onResume = () => new Promise((resolve) => (callBack = resolve));
      states.standard.goOn();
      expect(tasks.resumed[0]?.submitted).toEqual({ sent: true });
      expect(tasks.resumed[0]?.call.taskToken).toBe(call?.taskToken);
      callBack({ approved: true });
      await settle();
      expect(states.standard.records.describe(arn)).toMatchObject({ end: { output: { approved: true } } });
      expect(await typesOf(arn)).toContain("TaskSubmitted");
    });

    test("timeouts and heartbeats go on from where they were", async () => {
      const arn = await start(work);
      await settle();
      clock.advanceBy(8_000);
      tasks.calls[0]?.heartbeat();
      await settle();
      clock.advanceBy(8_000);
      await restart();
      tasks.onResume = () => new Promise(() => {});
      states.standard.goOn();
      clock.advanceBy(1_999);
      await settle();
      expect(states.standard.records.describe(arn).status).toBe("RUNNING");
      clock.advanceBy(1);
      await settle();
      expect(states.standard.records.describe(arn)).toMatchObject({
        end: { status: "FAILED", error: "States.Timeout" },
      });
    });

    test("an execution runs the definition that it started with", async () => {
      const arn = await start(rest);
      const stateMachineArn = create(rest);
      states.machines.update({ stateMachineArn, definition: machine({ No: { Type: "Fail" } }) });
      await restart();
      states.standard.goOn();
      clock.advanceBy(60_000);
      await settle();
      expect(states.standard.records.describe(arn).status).toBe("SUCCEEDED");
    });

    test("state machines are as they were created and updated", async () => {
      const kept = create(rest, "kept");
      states.machines.update({ stateMachineArn: kept, roleArn: `${roleArn}2` });
      const deleted = create(rest, "deleted");
      states.machines.delete(deleted);
      const before = states.machines.describe(kept);
      await restart();
      expect(states.machines.list({}).items.map(({ name }) => name)).toEqual(["kept"]);
      const { compiled, ...facts } = states.machines.describe(kept);
      expect(facts).toEqual({ ...before, compiled: undefined, tags: {} });
      expect(compiled().startAt.name).toBe("Rest");
    });

    test("what was logged before is not logged again", async () => {
      const logged: string[] = [];
      const logs = {
        append: (_group: string, _stream: string, entries: readonly { readonly message: string }[]) =>
          void logged.push(...entries.map(({ message }) => JSON.parse(message).type as string)),
      };
      const logging = {
        level: "ALL",
        includeExecutionData: true,
        logGroupArns: ["arn:aws:logs:us-east-1:000000000000:log-group:orders:*"],
      } as const;
      states = newStates({ logs });
      const { arn } = states.machines.create({ name: "orders", definition: rest, roleArn, logging });
      await states.startExecution({ stateMachineArn: arn });
      await fixture.store.committed();
      expect(logged.splice(0)).toEqual(["ExecutionStarted", "WaitStateEntered"]);
      await restart(logs);
      states.standard.goOn();
      clock.advanceBy(60_000);
      await settle();
      expect(logged).toEqual([
        "WaitStateExited",
        "SucceedStateEntered",
        "SucceedStateExited",
        "ExecutionSucceeded",
      ]);
    });

    test("what is logged says how often the execution was redriven, also before the restart", async () => {
      const counts: string[] = [];
      const logs = {
        append: (_group: string, _stream: string, entries: readonly { readonly message: string }[]) =>
          void counts.push(...entries.map(({ message }) => JSON.parse(message).redrive_count as string)),
      };
      const logging = {
        level: "FATAL",
        includeExecutionData: false,
        logGroupArns: ["arn:aws:logs:us-east-1:000000000000:log-group:orders:*"],
      } as const;
      const definition = machine({ Only: { Type: "Fail" } });
      states = newStates({ logs });
      const { arn: stateMachineArn } = states.machines.create({
        name: "orders",
        definition,
        roleArn,
        logging,
      });
      const { executionArn } = await states.startExecution({ stateMachineArn });
      await settle();
      await states.standard.redrive(executionArn);
      await settle();
      await restart(logs);
      await states.standard.redrive(executionArn);
      await settle();
      expect(counts).toEqual(["0", "1", "2"]);
    });
  });

  test("a stop is on disk when it is acknowledged, and says when the execution stopped", async () => {
    const arn = await start(rest);
    clock.advanceBy(5_000);
    expect(await states.standard.stop(arn, "Enough", "of it")).toBe(clock.now());
    expect(await restart()).toBe(0);
    clock.advanceBy(5_000);
    expect(await states.standard.stop(arn, undefined, undefined)).toBe(clock.now() - 5_000);
    expect(states.standard.records.describe(arn)).toMatchObject({
      end: { status: "ABORTED", error: "Enough", cause: "of it" },
    });
    await expect(states.standard.stop(`${arn}x`, undefined, undefined)).rejects.toMatchObject({
      code: "ExecutionDoesNotExist",
    });
  });

  describe("a redrive", () => {
    const failing = machine({ Before: { Type: "Pass", Next: "Work" }, Work: task() });

    test("goes on after a restart, once for a client's token", async () => {
      const arn = await start(failing);
      await settle();
      tasks.answer(new Failure("Oops"));
      await settle();
      expect(states.standard.records.describe(arn).redrive).toEqual({
        redriveStatus: "REDRIVABLE",
        redriveStatusReason: undefined,
      });
      await restart();
      clock.advanceBy(1_000);
      const redrivenAt = await states.standard.redrive(arn, "token");
      expect(redrivenAt).toBe(clock.now());
      clock.advanceBy(1_000);
      expect(await states.standard.redrive(arn, "token")).toBe(redrivenAt);
      await expect(states.standard.redrive(arn)).rejects.toMatchObject({
        code: "ExecutionNotRedrivable",
        message: expect.stringContaining("Execution is RUNNING and cannot be redriven"),
      });
      expect(states.standard.records.describe(arn)).toMatchObject({
        status: "RUNNING",
        redriveCount: 1,
        redrivenAt,
      });
      await settle();
      await restart();
      tasks.onResume = () => ({ done: true });
      states.standard.goOn();
      await settle();
      expect(states.standard.records.describe(arn)).toMatchObject({ status: "SUCCEEDED", redriveCount: 1 });
      expect((await typesOf(arn)).slice(6)).toEqual([
        "LambdaFunctionFailed",
        "ExecutionFailed",
        "ExecutionRedriven",
        "LambdaFunctionScheduled",
        "LambdaFunctionStarted",
        "LambdaFunctionSucceeded",
        "TaskStateExited",
        "ExecutionSucceeded",
      ]);
    });

    test.each<[what: string, state: object]>([
      ["Fail", { Type: "Fail", Error: "Told" }],
      ["Pass", { Type: "Pass", Parameters: { "x.$": "$.nope" }, End: true }],
      ["Task whose arguments fail", task({ QueryLanguage: "JSONata", Arguments: "{% $error('no') %}" })],
      [
        "Parallel with a branch that fails while another waits",
        {
          Type: "Parallel",
          Branches: [
            { StartAt: "Rest", States: { Rest: { Type: "Wait", Seconds: 60, End: true } } },
            { StartAt: "Bad", States: { Bad: { Type: "Fail", Error: "Told" } } },
          ],
          End: true,
        },
      ],
    ])("that fails within its turn is in the history, also after a restart: %s", async (_what, state) => {
      const arn = await start(machine({ Before: { Type: "Pass", Next: "Only" }, Only: state }));
      await settle();
      const ofEnds = async () => (await typesOf(arn)).filter((type) => /^Execution/.test(type));
      expect(await ofEnds()).toEqual(["ExecutionStarted", "ExecutionFailed"]);
      await states.standard.redrive(arn);
      await settle();
      const once = ["ExecutionStarted", "ExecutionFailed", "ExecutionRedriven", "ExecutionFailed"];
      expect(await ofEnds()).toEqual(once);
      await restart();
      expect(await ofEnds()).toEqual(once);
      await states.standard.redrive(arn);
      await settle();
      expect(await ofEnds()).toEqual([...once, "ExecutionRedriven", "ExecutionFailed"]);
      expect(states.standard.records.describe(arn)).toMatchObject({ status: "FAILED", redriveCount: 2 });
    });

    test("counts among the metrics of redrives, and its end among those of executions as well", async () => {
      const counted: string[] = [];
      states = new States({
        clock,
        identity: localIdentity,
        store: fixture.store,
        tasks,
        metrics: () => ({
          started: () => void counted.push("started"),
          ended: (status, _ms, redriveCount) => void counted.push(`${status} ${redriveCount}`),
          redriven: () => void counted.push("redriven"),
        }),
      });
      const arn = await start(failing);
      await settle();
      tasks.answer(new Failure("Oops"));
      await settle();
      await states.standard.redrive(arn);
      await settle();
      tasks.answer(null);
      await settle();
      expect(counted).toEqual(["started", "FAILED 0", "redriven", "SUCCEEDED 1"]);
    });

    const obstacles = [
      {
        of: "an execution that succeeded",
        reason: "Execution is SUCCEEDED and cannot be redriven",
        later: 0,
        fails: false,
      },
      {
        of: "one that ended long ago",
        reason: "Execution redrivable period exceeded",
        later: 14 * dayMs,
        fails: true,
      },
      {
        of: "one that began a year ago",
        reason: "Execution has exceeded the max execution time",
        later: 365 * dayMs,
        fails: true,
      },
    ];
    test.each(obstacles)("is refused for $of", async ({ reason, later, fails }) => {
      const arn = await start(failing);
      await settle();
      tasks.answer(fails ? new Failure("Oops") : null);
      await settle();
      clock.advanceBy(later);
      expect(states.standard.records.describe(arn).redrive).toEqual({
        redriveStatus: "NOT_REDRIVABLE",
        redriveStatusReason: reason,
      });
      await expect(states.standard.redrive(arn)).rejects.toMatchObject({ code: "ExecutionNotRedrivable" });
    });
  });

  test("a task's answer that is nested too deeply to be written fails the execution, and nothing else", async () => {
    const arn = await start(work);
    await settle();
    let deep: Json = null;
    for (let level = 0; level < 100_000; level++) deep = [deep];
    tasks.answer(deep);
    await settle();
    expect(states.standard.records.describe(arn)).toMatchObject({
      end: { error: "States.Runtime", cause: expect.stringContaining("cannot be written as JSON") },
    });
    expect(await typesOf(arn)).toContain("ExecutionFailed");
  });

  test.each<[days: number, given: Partial<StatesOptions>]>([
    [90, {}],
    [7, { retentionMs: 7 * dayMs }],
  ])("closed executions are forgotten in the background after %d days", async (days, given) => {
    states = newStates(given);
    const arn = await start(machine({ Only: { Type: "Pass", End: true } }));
    await settle();
    states.standard.goOn();
    clock.advanceBy((days - 1) * dayMs);
    await settle();
    expect(states.standard.records.describe(arn).status).toBe("SUCCEEDED");
    clock.advanceBy(2 * dayMs);
    // The store does one thing after the other.
    await fixture.store.prune(0);
    expect(() => states.standard.records.describe(arn)).toThrow("Execution Does Not Exist");
  });

  test("histories are kept within bounds, and made anew when they are asked for again", async () => {
    const histories = new Histories(fixture.store, 1_000);
    const arn = await start(rest, { input: JSON.stringify("x".repeat(5_000)) });
    const { id } = fixture.store.find(arn) ?? { id: 0 };
    const folds = new StandardFolds(fixture.store, {
      logs: undefined,
      traces: undefined,
      offersMapRuns: false,
      lacks: () => false,
    });
    let made = 0;
    const ask = () =>
      histories.of(id, {
        createFold(recorder) {
          made += 1;
          const stored = fixture.store.find(arn);
          if (stored === undefined) throw new Error("It is gone.");
          return folds.recorded(stored, recorder);
        },
        goesOnAfter: () => false,
      });
    const first = await ask();
    expect(await ask()).toEqual(first);
    expect(first).toHaveLength(2);
    expect(made).toBe(2);
  });

  test("a history is told in pages, forwards and backwards, and grows while the execution runs", async () => {
    const arn = await start(rest);
    expect(await typesOf(arn)).toEqual(["ExecutionStarted", "WaitStateEntered"]);
    clock.advanceBy(60_000);
    await settle();
    const all = await typesOf(arn);
    expect(all).toHaveLength(6);
    for (const reverseOrder of [false, true]) {
      const seen: string[] = [];
      let nextToken: string | undefined;
      do {
        const page = await states.standard.records.history(arn, { maxResults: 4, nextToken, reverseOrder });
        seen.push(...page.items.map(({ type }) => type));
        nextToken = page.nextToken;
      } while (nextToken !== undefined);
      expect(seen).toEqual(reverseOrder ? all.toReversed() : all);
    }
  });
});
