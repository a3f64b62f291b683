// Redrives of Standard executions as the service has them, on both stores: what can be redriven, what is told of it, and restarts.

import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { Failure } from "../../../../src/engine/failure.ts";
import { type TurnEvent, turnToRow } from "../../../../src/services/step-functions/store/turn.ts";
import type { Place } from "../store/support/open-store.ts";
import { dayMs, machine, roleArn, StandardService, task } from "./support/standard-service.ts";

describe.each(["memory", "disk"] satisfies Place[])("Standard executions in %s", (place) => {
  let service: StandardService;
  beforeEach(() => {
    service = new StandardService(place);
  });
  afterEach(() => service.dispose());

  describe("a redrive", () => {
    const failing = machine({ Before: { Type: "Pass", Next: "Work" }, Work: task() });

    test("goes on after a restart, once for a client's token", async () => {
      const arn = await service.start(failing);
      await service.settle();
      service.tasks.answer(new Failure("Oops"));
      await service.settle();
      expect(service.describe(arn).redrive).toEqual({
        redriveStatus: "REDRIVABLE",
        redriveStatusReason: undefined,
      });
      await service.restart();
      service.clock.advanceBy(1_000);
      const redrivenAt = await service.states.standard.redrive(arn, "token");
      expect(redrivenAt).toBe(service.clock.now());
      service.clock.advanceBy(1_000);
      expect(await service.states.standard.redrive(arn, "token")).toBe(redrivenAt);
      await expect(service.states.standard.redrive(arn)).rejects.toMatchObject({
        code: "ExecutionNotRedrivable",
        message: expect.stringContaining("Execution is RUNNING and cannot be redriven"),
      });
      expect(service.describe(arn)).toMatchObject({
        status: "RUNNING",
        redriveCount: 1,
        redrivenAt,
      });
      await service.settle();
      await service.restart();
      service.tasks.onResume = () => ({ done: true });
      service.states.standard.goOn();
      await service.settle();
      expect(service.describe(arn)).toMatchObject({
        status: "SUCCEEDED",
        redriveCount: 1,
      });
      expect((await service.typesOf(arn)).slice(6)).toEqual([
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
      const arn = await service.start(machine({ Before: { Type: "Pass", Next: "Only" }, Only: state }));
      await service.settle();
      const ofEnds = async () => (await service.typesOf(arn)).filter((type) => /^Execution/.test(type));
      expect(await ofEnds()).toEqual(["ExecutionStarted", "ExecutionFailed"]);
      await service.states.standard.redrive(arn);
      await service.settle();
      const once = ["ExecutionStarted", "ExecutionFailed", "ExecutionRedriven", "ExecutionFailed"];
      expect(await ofEnds()).toEqual(once);
      await service.restart();
      expect(await ofEnds()).toEqual(once);
      await service.states.standard.redrive(arn);
      await service.settle();
      expect(await ofEnds()).toEqual([...once, "ExecutionRedriven", "ExecutionFailed"]);
      expect(service.describe(arn)).toMatchObject({
        status: "FAILED",
        redriveCount: 2,
      });
    });

    test("counts among the metrics of redrives, and its end among those of executions as well", async () => {
      const counted: string[] = [];
      service.open({
        metrics: () => ({
          started: () => void counted.push("started"),
          ended: (status, _ms, redriveCount) => void counted.push(`${status} ${redriveCount}`),
          redriven: () => void counted.push("redriven"),
        }),
      });
      const arn = await service.start(failing);
      await service.settle();
      service.tasks.answer(new Failure("Oops"));
      await service.settle();
      await service.states.standard.redrive(arn);
      await service.settle();
      service.tasks.answer(null);
      await service.settle();
      expect(counted).toEqual(["started", "FAILED 0", "redriven", "SUCCEEDED 1"]);
    });

    test("by an earlier revision, which went on with what was left of a Parallel with too much data", async () => {
      const branches = 30;
      const branch = (_: unknown, at: number) => ({
        StartAt: `Work${at}`,
        States: { [`Work${at}`]: task() },
      });
      const arn = await service.start(
        machine({
          Many: { Type: "Parallel", Branches: Array.from({ length: branches }, branch), End: true },
        }),
      );
      await service.settle();
      const { store, clock } = service;
      let left = branches;
      for (; store.find(arn)?.status === "RUNNING"; left--) {
        service.tasks.answer("x".repeat(200_000));
        await service.settle();
      }
      const tooLarge = { status: "FAILED", ending: { error: "States.DataLimitExceeded" } };
      const { id, ending } = store.find(arn) ?? {};
      expect(store.find(arn)).toMatchObject(tooLarge);
      if (id === undefined || ending === undefined || left < 2) throw new Error("all had succeeded");
      // As that revision wrote it: those that had been stopped are asked once more, and the first of them has answered.
      const at = clock.now();
      store.reopen(id, { count: 1, at, tokens: null });
      const append = (event: TurnEvent, events: number) =>
        store.append(id, turnToRow(at, event, ending.events + events));
      append({ type: "redriven" }, 0);
      append({ type: "callAnswered", call: branches + 1, answer: "small" }, 1 + 2 * left);
      expect(await service.restart()).toBe(1);
      const types = async () =>
        (
          await service.states.standard.records.history(arn, {
            ...{ maxResults: 1000, includeExecutionData: false },
          })
        ).items.map(({ type }) => type);
      const before = await types();
      expect(before.slice(ending.events)).toEqual([
        "ExecutionRedriven",
        ...Array(left).fill(["LambdaFunctionScheduled", "LambdaFunctionStarted"]).flat(),
        ...["LambdaFunctionSucceeded", "TaskStateExited"],
      ]);
      service.tasks.onResume = () => "small";
      service.states.standard.goOn();
      await service.settle();
      expect(service.tasks.resumed).toHaveLength(left - 1);
      expect(service.store.find(arn)).toMatchObject(tooLarge);
      await service.restart();
      expect((await types()).slice(0, before.length)).toEqual(before);
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
      const arn = await service.start(failing);
      await service.settle();
      service.tasks.answer(fails ? new Failure("Oops") : null);
      await service.settle();
      service.clock.advanceBy(later);
      expect(service.describe(arn).redrive).toEqual({
        redriveStatus: "NOT_REDRIVABLE",
        redriveStatusReason: reason,
      });
      await expect(service.states.standard.redrive(arn)).rejects.toMatchObject({
        code: "ExecutionNotRedrivable",
      });
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
      service.open({ logs });
      const { arn: stateMachineArn } = service.states.machines.create({
        name: "orders",
        definition,
        roleArn,
        logging,
      });
      const { executionArn } = await service.states.startExecution({ stateMachineArn });
      await service.settle();
      await service.states.standard.redrive(executionArn);
      await service.settle();
      await service.restart({ logs });
      await service.states.standard.redrive(executionArn);
      await service.settle();
      expect(counts).toEqual(["0", "1", "2"]);
    });
  });
});
