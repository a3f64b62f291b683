// State machines at random, of every kind of state that waits, draws lots, looks at the clock or runs side by side.

import fc from "fast-check";

export type AnyMachine = { readonly StartAt: string; readonly States: Readonly<Record<string, object>> };

const functionArn = "arn:aws:lambda:us-east-1:000000000000:function:work";
const anything = { ErrorEquals: ["States.ALL"] };

const leaf: fc.Arbitrary<object> = fc.oneof(
  fc.constant({ Type: "Pass", Parameters: { "id.$": "States.UUID()", "n.$": "States.MathRandom(1, 100)" } }),
  fc.constant({
    Type: "Pass",
    QueryLanguage: "JSONata",
    Output: { at: "{% $millis() %}", now: "{% $now() %}", chance: "{% $random() %}", id: "{% $uuid() %}" },
  }),
  fc.nat(3).map((seconds) => ({ Type: "Wait", Seconds: seconds })),
  fc.nat(2_000).map((ms) => ({
    Type: "Wait",
    QueryLanguage: "JSONata",
    Timestamp: `{% $fromMillis($millis() + ${ms}) %}`,
  })),
  fc
    .record({ attempts: fc.nat(3), jitter: fc.boolean(), timeout: fc.boolean() })
    .map(({ attempts, jitter, timeout }) => ({
      Type: "Task",
      Resource: functionArn,
      ...(timeout ? { TimeoutSeconds: 4, HeartbeatSeconds: 2 } : {}),
      Retry: [
        { ...anything, MaxAttempts: attempts, IntervalSeconds: 1, JitterStrategy: jitter ? "FULL" : "NONE" },
      ],
    })),
  fc.constant({
    Type: "Task",
    QueryLanguage: "JSONata",
    Resource: "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
    Arguments: { MessageBody: { token: "{% $states.context.Task.Token %}", at: "{% $millis() %}" } },
    Output: "{% $merge([$states.result, {'seen': $random()}]) %}",
    TimeoutSeconds: 5,
  }),
);

const { machine } = fc.letrec<{ machine: AnyMachine; state: object }>((tie) => ({
  state: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    leaf,
    fc.array(tie("machine"), { minLength: 1, maxLength: 3 }).map((branches) => ({
      Type: "Parallel",
      Branches: branches,
      Retry: [{ ErrorEquals: ["Never"], MaxAttempts: 1 }],
    })),
    fc
      .record({ processor: tie("machine"), items: fc.nat(4), limit: fc.nat(2) })
      .map(({ processor, items, limit }) => ({
        Type: "Map",
        QueryLanguage: "JSONata",
        Items: Array.from({ length: items }, (_, index) => index),
        ItemSelector: { item: "{% $states.context.Map.Item.Value %}", chance: "{% $random() %}" },
        MaxConcurrency: limit,
        ItemProcessor: processor,
      })),
  ),
  machine: fc
    .record({
      states: fc.array(tie("state"), { minLength: 1, maxLength: 3 }),
      isCaught: fc.boolean(),
    })
    .map(({ states, isCaught }) => machineOf(states, isCaught)),
}));

/** One state after the other; what fails is caught at the end, or not at all. */
function machineOf(states: readonly object[], isCaught: boolean): AnyMachine {
  const named: [string, object][] = states.map((state, index) => {
    const { Type } = state as { readonly Type: string };
    const canFail = Type === "Task" || Type === "Parallel" || Type === "Map";
    const next = index + 1 < states.length ? { Next: `S${index + 1}` } : { End: true };
    return [
      `S${index}`,
      { ...state, ...next, ...(isCaught && canFail ? { Catch: [{ ...anything, Next: "Caught" }] } : {}) },
    ];
  });
  const mayCatch = named.some(([, state]) => "Catch" in state);
  return {
    StartAt: "S0",
    States: Object.fromEntries(mayCatch ? [...named, ["Caught", { Type: "Succeed" }]] : named),
  };
}

export const anyMachine: fc.Arbitrary<AnyMachine> = machine;
