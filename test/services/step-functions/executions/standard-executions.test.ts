// Standard executions as the service has them, on both stores: names, restarts, stops and retention.

import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { Json } from "../../../../src/aws/json.ts";
import type { TaskResult } from "../../../../src/engine/seams.ts";
import type { StatesOptions } from "../../../../src/services/step-functions/states.ts";
import type { Place } from "../store/support/open-store.ts";
import { CountedHistory } from "./support/counted-history.ts";
import {
  approve,
  dayMs,
  machine,
  rest,
  roleArn,
  StandardService,
  task,
  work,
} from "./support/standard-service.ts";

describe.each(["memory", "disk"] satisfies Place[])("Standard executions in %s", (place) => {
  let service: StandardService;
  beforeEach(() => {
    service = new StandardService(place);
  });
  afterEach(() => service.dispose());

  describe("a name", () => {
    test("starts one execution, and answers with it while it runs with the same input", async () => {
      const stateMachineArn = service.create(rest);
      const request = { stateMachineArn, name: "one", input: '{"a":1}' };
      const started = await Promise.all([
        service.states.startExecution(request),
        service.states.startExecution(request),
      ]);
      expect(started[1]).toEqual(started[0]);
      expect((await service.states.listExecutions({ stateMachineArn })).items).toHaveLength(1);
      await expect(service.states.startExecution({ ...request, input: '{"a":2}' })).rejects.toThrow(
        `Execution Already Exists: '${started[0]?.executionArn}'`,
      );
    });

    test("is taken after the end and after a restart, and free once the execution is forgotten", async () => {
      const arn = await service.start(machine({ Only: { Type: "Pass", End: true } }), {
        name: "one",
        input: "{}",
      });
      await service.settle();
      await service.restart();
      const request = { stateMachineArn: service.create(rest, "orders2"), name: "one" };
      await service.states.startExecution(request);
      const again = {
        stateMachineArn: arn.replace("execution", "stateMachine").replace(":one", ""),
        name: "one",
      };
      service.create(machine({ Only: { Type: "Pass", End: true } }));
      await expect(service.states.startExecution(again)).rejects.toMatchObject({
        code: "ExecutionAlreadyExists",
      });
      service.clock.advanceBy(91 * dayMs);
      await expect(service.states.startExecution(again)).resolves.toMatchObject({ executionArn: arn });
    });
  });

  describe("after a restart", () => {
    test("an execution is as it was, and a Wait that came due meanwhile ends at once", async () => {
      const arn = await service.start(rest, { input: '{"a":1}' });
      await service.settle();
      const before = service.describe(arn);
      service.clock.advanceBy(20_000);
      expect(await service.restart()).toBe(1);
      expect(service.describe(arn)).toEqual({
        ...before,
        stateMachine: expect.anything(),
      });
      service.clock.advanceBy(100_000);
      service.states.standard.goOn();
      service.clock.advanceBy(0);
      await service.settle();
      expect(service.describe(arn)).toMatchObject({
        status: "SUCCEEDED",
        end: { output: { a: 1 } },
      });
      const { items } = await service.states.standard.records.history(arn, {});
      expect(items.find(({ type }) => type === "WaitStateExited")?.timestamp).toBe(service.clock.now());
    });

    test("an activity was not there, even if it is now, and one that was is waited for, even if it is not now", async () => {
      const activity = "arn:aws:states:us-east-1:000000000000:activity:look";
      const looks = machine({ Look: task({ Resource: activity }) });
      service.tasks.lacking.add(activity);
      const failed = await service.start(looks);
      await service.settle();
      service.tasks.lacking.clear();
      const waiting = await service.start(looks);
      await service.settle();
      const before = [await service.typesOf(failed), await service.typesOf(waiting)];
      expect(before).toEqual([
        ["ExecutionStarted", "TaskStateEntered", "ExecutionFailed"],
        ["ExecutionStarted", "TaskStateEntered", "ActivityScheduled"],
      ]);
      expect(await service.restart()).toBe(1);
      service.tasks.lacking.add(activity);
      service.tasks.onResume = () => new Promise(() => {});
      service.states.standard.goOn();
      await service.settle();
      expect([await service.typesOf(failed), await service.typesOf(waiting)]).toEqual(before);
      expect(service.tasks.resumed).toHaveLength(1);
    });

    test("a Wait goes on for the rest of its time", async () => {
      const arn = await service.start(rest);
      service.clock.advanceBy(20_000);
      await service.settle();
      await service.restart();
      service.states.standard.goOn();
      service.clock.advanceBy(39_000);
      await service.settle();
      expect(service.describe(arn).status).toBe("RUNNING");
      service.clock.advanceBy(1_000);
      await service.settle();
      expect(service.describe(arn).status).toBe("SUCCEEDED");
    });

    test("a task in flight has an unknown outcome, and the workflow's own Retry decides", async () => {
      const retried = machine({
        Work: task({ Retry: [{ ErrorEquals: ["Lambda.Unknown"], IntervalSeconds: 1 }] }),
      });
      const arn = await service.start(retried);
      await service.settle();
      expect(service.tasks.calls).toHaveLength(1);
      await service.restart();
      service.states.standard.goOn();
      await service.settle();
      expect(service.tasks.calls).toHaveLength(0);
      expect(service.tasks.resumed).toMatchObject([{ submitted: undefined }]);
      service.clock.advanceBy(1_000);
      await service.settle();
      expect(service.tasks.calls.map(({ retryCount }) => retryCount)).toEqual([1]);
      service.tasks.answer({ done: true });
      await service.settle();
      expect(service.describe(arn)).toMatchObject({
        end: { output: { done: true } },
      });
      expect(await service.typesOf(arn)).toEqual([
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
      const arn = await service.start(approve);
      await service.settle();
      const [call] = service.tasks.calls;
      call?.submitted({ sent: true });
      await service.settle();
      await service.restart();
      let callBack: (answer: TaskResult) => void = () => undefined;
      service.tasks.onResume = () => new Promise((resolve) => (callBack = resolve));
      service.states.standard.goOn();
      expect(service.tasks.resumed[0]?.submitted).toEqual({ sent: true });
      expect(service.tasks.resumed[0]?.call.taskToken).toBe(call?.taskToken);
      callBack({ approved: true });
      await service.settle();
      expect(service.describe(arn)).toMatchObject({
        end: { output: { approved: true } },
      });
      expect(await service.typesOf(arn)).toContain("TaskSubmitted");
    });

    test("timeouts and heartbeats go on from where they were", async () => {
      const arn = await service.start(work);
      await service.settle();
      service.clock.advanceBy(8_000);
      service.tasks.calls[0]?.heartbeat();
      await service.settle();
      service.clock.advanceBy(8_000);
      await service.restart();
      service.tasks.onResume = () => new Promise(() => {});
      service.states.standard.goOn();
      service.clock.advanceBy(1_999);
      await service.settle();
      expect(service.describe(arn).status).toBe("RUNNING");
      service.clock.advanceBy(1);
      await service.settle();
      expect(service.describe(arn)).toMatchObject({
        end: { status: "FAILED", error: "States.Timeout" },
      });
    });

    test("an execution runs the definition that it started with", async () => {
      const arn = await service.start(rest);
      const stateMachineArn = service.create(rest);
      service.states.machines.update({ stateMachineArn, definition: machine({ No: { Type: "Fail" } }) });
      await service.restart();
      service.states.standard.goOn();
      service.clock.advanceBy(60_000);
      await service.settle();
      expect(service.describe(arn).status).toBe("SUCCEEDED");
    });

    test("state machines are as they were created and updated", async () => {
      const kept = service.create(rest, "kept");
      service.states.machines.update({ stateMachineArn: kept, roleArn: `${roleArn}2` });
      const deleted = service.create(rest, "deleted");
      service.states.machines.delete(deleted);
      const before = service.states.machines.describe(kept);
      await service.restart();
      expect(service.states.machines.list({}).items.map(({ name }) => name)).toEqual(["kept"]);
      const { compiled, compiling, ...facts } = service.states.machines.describe(kept);
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
      service.open({ logs });
      const { arn } = service.states.machines.create({ name: "orders", definition: rest, roleArn, logging });
      await service.states.startExecution({ stateMachineArn: arn });
      await service.store.committed();
      expect(logged.splice(0)).toEqual(["ExecutionStarted", "WaitStateEntered"]);
      await service.restart({ logs });
      service.states.standard.goOn();
      service.clock.advanceBy(60_000);
      await service.settle();
      expect(logged).toEqual([
        "WaitStateExited",
        "SucceedStateEntered",
        "SucceedStateExited",
        "ExecutionSucceeded",
      ]);
    });
  });

  test("a stop is on disk when it is acknowledged, and says when the execution stopped", async () => {
    const arn = await service.start(rest);
    service.clock.advanceBy(5_000);
    expect(await service.states.standard.stop(arn, "Enough", "of it")).toBe(service.clock.now());
    expect(await service.restart()).toBe(0);
    service.clock.advanceBy(5_000);
    expect(await service.states.standard.stop(arn, undefined, undefined)).toBe(service.clock.now() - 5_000);
    expect(service.describe(arn)).toMatchObject({
      end: { status: "ABORTED", error: "Enough", cause: "of it" },
    });
    await expect(service.states.standard.stop(`${arn}x`, undefined, undefined)).rejects.toMatchObject({
      code: "ExecutionDoesNotExist",
    });
  });

  test("a task's answer that is nested too deeply to be written fails the execution, and nothing else", async () => {
    const arn = await service.start(work);
    await service.settle();
    let deep: Json = null;
    for (let level = 0; level < 100_000; level++) deep = [deep];
    service.tasks.answer(deep);
    await service.settle();
    expect(service.describe(arn)).toMatchObject({
      end: {
        error: "States.Runtime",
        cause: expect.stringContaining("is nested more than 1000 levels deep."),
      },
    });
    expect(await service.typesOf(arn)).toContain("ExecutionFailed");
  });

  test.each<[days: number, given: Partial<StatesOptions>]>([
    [90, {}],
    [7, { retentionMs: 7 * dayMs }],
  ])("closed executions are forgotten in the background after %d days", async (days, given) => {
    service.open(given);
    const arn = await service.start(machine({ Only: { Type: "Pass", End: true } }));
    await service.settle();
    service.states.standard.goOn();
    service.clock.advanceBy((days - 1) * dayMs);
    await service.settle();
    expect(service.describe(arn).status).toBe("SUCCEEDED");
    service.clock.advanceBy(2 * dayMs);
    // The store does one thing after the other.
    await service.store.prune(0);
    expect(() => service.describe(arn)).toThrow("Execution Does Not Exist");
  });

  test("histories are kept within bounds, and made anew when they are asked for again", async () => {
    const arn = await service.start(rest, { input: JSON.stringify("x".repeat(5_000)) });
    const history = new CountedHistory(service.store, arn, 1_000);
    const first = await history.ask();
    expect(await history.ask()).toEqual(first);
    expect(first.events).toHaveLength(2);
    expect(history.made).toBe(2);
  });

  test("a history is told in pages, forwards and backwards, and grows while the execution runs", async () => {
    const arn = await service.start(rest);
    expect(await service.typesOf(arn)).toEqual(["ExecutionStarted", "WaitStateEntered"]);
    service.clock.advanceBy(60_000);
    await service.settle();
    const all = await service.typesOf(arn);
    expect(all).toHaveLength(6);
    for (const reverseOrder of [false, true]) {
      const seen: string[] = [];
      let nextToken: string | undefined;
      do {
        const page = await service.states.standard.records.history(arn, {
          maxResults: 4,
          nextToken,
          reverseOrder,
        });
        seen.push(...page.items.map(({ type }) => type));
        nextToken = page.nextToken;
      } while (nextToken !== undefined);
      expect(seen).toEqual(reverseOrder ? all.toReversed() : all);
    }
  });
});
