import { expect, test } from "@jest/globals";
import type { Json } from "../../src/aws/json.ts";
import { StateMachine } from "../../src/engine/state-machine.ts";

/** Fifty states in a row, each of which assigns the whole input to a variable. */
function assigning(nameOf: (state: number) => string): StateMachine {
  const names = Array.from({ length: 50 }, (_, at) => `State${at}`);
  const states = names.map((name, at) => {
    const next = at + 1 < names.length ? { Next: names[at + 1] as string } : { End: true };
    return [name, { Type: "Pass", Assign: { [`${nameOf(at)}.$`]: "$" }, ...next }] as const;
  });
  return new StateMachine({ StartAt: "State0", States: Object.fromEntries(states) } as Json);
}

const quarterMebibyte = "x".repeat(255 * 1024);

test("all variables together may not take more than 10 MiB", async () => {
  const { end } = await assigning((state) => `variable${state}`).run(quarterMebibyte);
  expect(end).toMatchObject({
    status: "FAILED",
    error: "States.DataLimitExceeded",
    cause: expect.stringContaining("'State40'"),
  });
});

test("a variable that is assigned again counts once", async () => {
  const { end } = await assigning(() => "variable").run(quarterMebibyte);
  expect(end.status).toBe("SUCCEEDED");
});
