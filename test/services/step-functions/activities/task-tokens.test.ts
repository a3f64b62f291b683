// What is said of a token that no task waits for.

import { expect, test } from "@jest/globals";
import { TaskTokens } from "../../../../src/services/step-functions/activities/task-tokens.ts";

const uuid = "86f6cecd-7397-454c-a7bb-355d93fa7126";
const standings = ["late", "kept", undefined] as const;

test.each([
  ["of an execution that is yet to be taken up", `${uuid}-1`, { code: "ServiceUnavailable", status: 503 }],
  ["of an execution that is here", `${uuid}-2`, { code: "TaskTimedOut" }],
  ["of an execution that is not", `${uuid}-3`, { code: "TaskDoesNotExist" }],
  ["of no execution", uuid, { code: "TaskDoesNotExist" }],
  ["that is none", "made-up", { code: "InvalidToken" }],
])("a token %s", (_, token, refusal) => {
  const tokens = new TaskTokens((execution) => standings[execution - 1]);
  for (const answer of [
    () => tokens.succeed(token, 1),
    () => tokens.fail(token, "E", "c"),
    () => tokens.heartbeat(token),
  ])
    expect(answer).toThrow(expect.objectContaining(refusal));
});
