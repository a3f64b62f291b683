import { expect, test } from "@jest/globals";
import { StateMachine } from "../../src/library/state-machine.ts";

/** Fifty states in a row, each of which assigns the whole input to a variable. */
function assigning(nameOf: (state: number) => string): StateMachine {
  const names = Array.from({ length: 50 }, (_, at) => `State${at}`);
  const states = names.map((name, at) => {
    const next = at + 1 < names.length ? { Next: names[at + 1] as string } : { End: true };
    return [name, { Type: "Pass", Assign: { [`${nameOf(at)}.$`]: "$" }, ...next }] as const;
  });
  return new StateMachine({ StartAt: "State0", States: Object.fromEntries(states) });
}

const quarterMebibyte = "x".repeat(255 * 1024);

test("all variables together may not take more than 10 MiB", async () => {
  const run = await assigning((state) => `variable${state}`).run(quarterMebibyte);
  expect(run).toMatchObject({
    status: "FAILED",
    error: "States.DataLimitExceeded",
    cause: expect.stringContaining("'State40'"),
  });
});

test("a variable that is assigned again counts once", async () => {
  const run = await assigning(() => "variable").run(quarterMebibyte);
  expect(run.status).toBe("SUCCEEDED");
});
