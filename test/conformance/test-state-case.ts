// Cases of TestState: what it answered, and what it refused.

import type { Json, JsonObject } from "../../src/aws/json.ts";
import { ServiceError } from "../../src/aws/service-error.ts";
import { States } from "../../src/services/step-functions/states.ts";
import type { TestStateRequest } from "../../src/services/step-functions/test-state/request.ts";
import { systemClock } from "../../src/time/clock.ts";
import type { RecordedCase } from "./case.ts";
import { type Difference, Matcher } from "./match.ts";
import { StubFunctions } from "./stub-functions.ts";

export async function testStateDifference(recorded: RecordedCase): Promise<Difference | undefined> {
  const { ResponseMetadata: _, ...expected } = (recorded.expected.response ?? {}) as JsonObject;
  const answer = await ask(recorded);
  return new Matcher(recorded).difference(expected, answer as unknown as Json, "response");
}

export async function testStateErrorDifference(recorded: RecordedCase): Promise<Difference | undefined> {
  const matcher = new Matcher(recorded);
  // What the recording client itself refused has no code of AWS's; the service refuses it, too.
  const { error = "ValidationException", cause } = recorded.expected;
  try {
    return { at: "status", expected: "REJECTED", actual: (await ask(recorded)) as unknown as Json };
  } catch (refused) {
    if (!(refused instanceof ServiceError)) throw refused;
    return (
      matcher.difference(error, refused.code, "error") ??
      (cause === undefined ? undefined : matcher.difference(cause, refused.message, "cause"))
    );
  }
}

async function ask({ call, functions = {} }: RecordedCase) {
  const states = new States({
    clock: systemClock,
    identity: { partition: "aws", region: "us-east-1", accountId: "111111111111" },
    tasks: new StubFunctions(functions, systemClock),
  });
  return states.testState(call?.args as unknown as TestStateRequest);
}
