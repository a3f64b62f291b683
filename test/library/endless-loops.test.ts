// A loop that waits for nothing ends in a test as it does on AWS, and within bounds.

import { describe, expect, test } from "@jest/globals";
import { StateMachine } from "../../src/index.ts";

describe("a loop that waits for nothing", () => {
  const loop = (more: object = {}, place = "") => ({
    StartAt: `Ask${place}`,
    States: {
      [`Ask${place}`]: {
        ...{ Type: "Choice", Choices: [{ Variable: "$.done", IsPresent: true, Next: `Done${place}` }] },
        Default: `Again${place}`,
      },
      [`Again${place}`]: { Type: "Pass", Next: `Ask${place}` },
      [`Done${place}`]: { Type: "Succeed" },
    },
    ...more,
  });

  test.each<[what: string, type: "STANDARD" | "EXPRESS", definition: object, end: object]>([
    ["an Express one after five minutes", "EXPRESS", loop(), { status: "TIMED_OUT", durationSeconds: 300 }],
    [
      "an Express one when it times out",
      "EXPRESS",
      loop({ TimeoutSeconds: 30 }),
      { status: "TIMED_OUT", durationSeconds: 30 },
    ],
    [
      "a Standard one when it times out",
      "STANDARD",
      loop({ TimeoutSeconds: 60 }),
      { status: "TIMED_OUT", error: "States.Timeout", durationSeconds: 60 },
    ],
    [
      "a Standard one by its history",
      "STANDARD",
      loop(),
      { status: "FAILED", error: "States.Runtime", cause: expect.stringContaining("25000") },
    ],
    [
      "one in a branch",
      "EXPRESS",
      {
        StartAt: "P",
        States: { P: { Type: "Parallel", End: true, Branches: [loop({}, " left"), loop({}, " right")] } },
      },
      { status: "TIMED_OUT", durationSeconds: 300 },
    ],
  ])("ends as on AWS: %s", async (_what, type, definition, end) => {
    expect(await new StateMachine(definition, { type }).run()).toMatchObject(end);
  });

  test("keeps no more of what it carries than there is room for", async () => {
    const text = "x".repeat(200_000);
    const { history, status } = await new StateMachine(loop({ TimeoutSeconds: 20 }), {
      type: "EXPRESS",
    }).run({ text });
    expect(status).toBe("TIMED_OUT");
    const inputs = history.flatMap(({ stateEnteredEventDetails }) => stateEnteredEventDetails ?? []);
    expect(inputs[0]).toMatchObject({ input: JSON.stringify({ text }), inputDetails: { truncated: false } });
    expect(inputs.at(-1)).toMatchObject({ input: "", inputDetails: { truncated: true } });
  });

  test("has nothing to do with an execution of many states", async () => {
    const ItemProcessor = { StartAt: "P", States: { P: { Type: "Pass", End: true } } };
    const each = { StartAt: "M", States: { M: { Type: "Map", ItemProcessor, End: true } } };
    const items = Array.from({ length: 9_000 }, (_, at) => at);
    const machine = new StateMachine(each, { type: "EXPRESS" });
    expect(await machine.run(items)).toMatchObject({ output: items, durationSeconds: 0 });
  });
});
