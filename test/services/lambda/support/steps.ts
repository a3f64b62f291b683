// Operations in order, as data: each with what it is asked by the SDK, and what it answers or how it refuses.

import * as sdk from "@aws-sdk/client-lambda";
import { describe, expect, test } from "@jest/globals";

export type Input = Readonly<Record<string, unknown>>;
export type CallOperation = (operation: string, input?: Input) => Promise<Input>;

/** In order: an operation, what it is asked, and what it answers, or the name and message of its refusal. */
export type Step = readonly [operation: string, input: Input, answer: Input | readonly [string, unknown]];

/** Calls an operation by its name, as the SDK sends it. */
export function callBy(client: () => sdk.LambdaClient): CallOperation {
  const commands: object = sdk;
  return (operation, input = {}) => {
    const { [`${operation}Command` as keyof typeof commands]: Command } = commands;
    const command = new (Command as new (given: Input) => never)(input);
    return client().send(command) as Promise<object> as Promise<Input>;
  };
}

export function testSteps(sequences: Readonly<Record<string, readonly Step[]>>, call: CallOperation): void {
  describe.each(Object.entries(sequences))("%s", (_, steps) => {
    test.each(steps.map((step, number) => [number + 1, ...step] as const))(
      "%d: %s %j",
      async (_number, operation, input, answer) => {
        if (isRefusal(answer)) {
          const [name, message] = answer;
          await expect(call(operation, input)).rejects.toMatchObject({ name, message });
        } else expect(await call(operation, input)).toMatchObject(answer);
      },
    );
  });
}

function isRefusal(answer: Step[2]): answer is readonly [string, unknown] {
  return Array.isArray(answer);
}
