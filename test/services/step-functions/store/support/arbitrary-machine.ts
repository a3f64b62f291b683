// State machines at random: every kind of state, both languages, fields that fail before the work of a state or after it, and
// catchers that fail in their turn.

import fc from "fast-check";

export type AnyMachine = { readonly StartAt: string; readonly States: Readonly<Record<string, object>> };

type Language = "JSONPath" | "JSONata";

const functionArn = "arn:aws:lambda:us-east-1:000000000000:function:work";
const anything = { ErrorEquals: ["States.ALL"] };
const nothing = "{% $states.input.nope.nope %}";

const simple: readonly object[] = [
  { Type: "Pass", Parameters: { "id.$": "States.UUID()", "n.$": "States.MathRandom(1, 100)" } },
  { Type: "Pass", Result: { text: "text" }, ResultPath: "$.kept" },
  { Type: "Pass", Assign: { "chance.$": "States.MathRandom(1, 100)" } },
  { Type: "Pass", Parameters: { "x.$": "States.StringToJson('oops')" } },
  { Type: "Pass", OutputPath: "$.nope" },
  {
    Type: "Pass",
    QueryLanguage: "JSONata",
    Output: { at: "{% $millis() %}", now: "{% $now() %}", chance: "{% $random() %}", id: "{% $uuid() %}" },
  },
  { Type: "Pass", QueryLanguage: "JSONata", Assign: { n: "{% $random() %}" }, Output: "{% $states.input %}" },
  { Type: "Pass", QueryLanguage: "JSONata", Output: nothing },
  { Type: "Pass", QueryLanguage: "JSONata", Output: "{% $error('told to') %}", Assign: { n: nothing } },
  { Type: "Wait", SecondsPath: "$.nope" },
  { Type: "Succeed", QueryLanguage: "JSONata", Output: "{% $random() %}" },
  { Type: "Fail", Error: "Told", Cause: "to fail" },
  { Type: "Fail", QueryLanguage: "JSONata", Error: "{% 'Told' & '' %}", Cause: nothing },
  { Type: "Choice", Choices: [{ Variable: "$.kept", IsPresent: true }] },
  { Type: "Choice", Choices: [{ Variable: "$.nope", NumericEquals: 1 }] },
  { Type: "Choice", QueryLanguage: "JSONata", Choices: [{ Condition: "{% $random() < 0.5 %}" }] },
  { Type: "Choice", QueryLanguage: "JSONata", Choices: [{ Condition: "{% 7 %}" }] },
];

const leaf: fc.Arbitrary<object> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...simple) },
  fc.nat(3).map((seconds) => ({ Type: "Wait", Seconds: seconds })),
  fc.nat(2_000).map((ms) => ({
    Type: "Wait",
    QueryLanguage: "JSONata",
    Timestamp: `{% $fromMillis($millis() + ${ms}) %}`,
  })),
  fc
    .record({
      attempts: fc.nat(3),
      jitter: fc.boolean(),
      timeout: fc.boolean(),
      fields: fc.constantFrom(
        {},
        { Parameters: { "x.$": "States.StringToJson('oops')" } },
        { ResultSelector: { "x.$": "$.nope" } },
        { ResultPath: "$.text.deeper" },
        { ResultPath: "$.kept" },
      ),
    })
    .map(({ attempts, jitter, timeout, fields }) => ({
      Type: "Task",
      Resource: functionArn,
      ...fields,
      ...(timeout ? { TimeoutSeconds: 4, HeartbeatSeconds: 2 } : {}),
      Retry: [
        { ...anything, MaxAttempts: attempts, IntervalSeconds: 1, JitterStrategy: jitter ? "FULL" : "NONE" },
      ],
    })),
  fc
    .constantFrom({}, { Arguments: { x: nothing } }, { Output: nothing }, { Assign: { n: nothing } })
    .map((fields) => ({
      Type: "Task",
      QueryLanguage: "JSONata",
      Resource: "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
      Arguments: {
        QueueUrl: "q",
        MessageBody: { token: "{% $states.context.Task.Token %}", at: "{% $millis() %}" },
      },
      Output: "{% $merge([$states.result, {'seen': $random()}]) %}",
      TimeoutSeconds: 5,
      ...fields,
    })),
);

/** What a catcher does besides going on: nothing, something, or something that fails. */
const catchers: Readonly<Record<Language, readonly object[]>> = {
  JSONPath: [{}, { ResultPath: "$.error" }, { ResultPath: "$.text.deeper" }, { Assign: { "v.$": "$.nope" } }],
  JSONata: [
    {},
    { Output: "{% $states.errorOutput.Error %}" },
    { Output: nothing },
    { Assign: { v: nothing } },
  ],
};

interface Catching {
  readonly isCaught: boolean;
  readonly catcher: number;
}

const { machine } = fc.letrec<{ machine: AnyMachine; state: object }>((tie) => ({
  state: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    { weight: 2, arbitrary: leaf },
    fc
      .record({
        branches: fc.array(tie("machine"), { minLength: 1, maxLength: 3 }),
        fields: fc.constantFrom({}, { ResultPath: "$.kept" }, { ResultSelector: { "x.$": "$.nope" } }),
      })
      .map(({ branches, fields }) => ({
        Type: "Parallel",
        Branches: branches,
        Retry: [{ ErrorEquals: ["Told"], MaxAttempts: 1 }],
        ...fields,
      })),
    fc
      .record({
        processor: tie("machine"),
        items: fc.nat(4),
        limit: fc.nat(2),
        chance: fc.constantFrom("{% $random() %}", "{% $random() < 0.8 ? 1 : $error('told to') %}"),
      })
      .map(({ processor, items, limit, chance }) => ({
        Type: "Map",
        QueryLanguage: "JSONata",
        Items: Array.from({ length: items }, (_, index) => index),
        ItemSelector: { item: "{% $states.context.Map.Item.Value %}", chance },
        MaxConcurrency: limit,
        ItemProcessor: processor,
      })),
  ),
  machine: fc
    .record({
      states: fc.array(tie("state"), { minLength: 1, maxLength: 3 }),
      catching: fc.record({ isCaught: fc.boolean(), catcher: fc.nat(7) }),
    })
    .map(({ states, catching }) => machineOf(states, catching)),
}));

/** One state after the other; what fails is caught at the end, or not at all. */
function machineOf(states: readonly object[], catching: Catching): AnyMachine {
  const ends = states.findIndex((state) => /Succeed|Fail/.test((state as { readonly Type: string }).Type));
  const reached = ends < 0 ? states : states.slice(0, ends + 1);
  const named = reached.map((state, index): [string, object] => {
    const next = index + 1 < reached.length ? `S${index + 1}` : undefined;
    return [`S${index}`, { ...ledTo(state, next), ...caught(state, catching) }];
  });
  const isNeeded = JSON.stringify(named.map(([, state]) => ownTargets(state))).includes("Caught");
  return {
    StartAt: "S0",
    States: Object.fromEntries(isNeeded ? [...named, ["Caught", { Type: "Succeed" }]] : named),
  };
}

function ledTo(state: object, next: string | undefined): object {
  const { Type, Choices } = state as { readonly Type: string; readonly Choices?: readonly object[] };
  if (Type === "Succeed" || Type === "Fail") return state;
  if (Choices === undefined) return { ...state, ...(next === undefined ? { End: true } : { Next: next }) };
  const target = next ?? "Caught";
  return { ...state, Choices: Choices.map((rule) => ({ ...rule, Next: target })), Default: "Caught" };
}

function caught(state: object, { isCaught, catcher }: Catching): object {
  const { Type, QueryLanguage = "JSONPath" } = state as {
    readonly Type: string;
    readonly QueryLanguage?: Language;
  };
  if (!isCaught || !["Task", "Parallel", "Map"].includes(Type)) return {};
  const fields = catchers[QueryLanguage];
  return { Catch: [{ ...anything, ...fields[catcher % fields.length], Next: "Caught" }] };
}

function ownTargets(state: object): unknown {
  const { Next, Default, Choices, Catch } = state as Record<string, unknown>;
  return [Next, Default, Choices, Catch];
}

/** AWS wants the names of all states to differ, in whichever scope they are. */
function withOwnNames(value: unknown, scope = ""): unknown {
  if (Array.isArray(value)) return value.map((item, index) => withOwnNames(item, `${scope}${index}`));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => {
      if (key === "StartAt" || key === "Next" || key === "Default") return [key, `${scope}${member}`];
      if (key === "States") {
        const states = Object.entries(member as object).map(([name, state]) => [
          `${scope}${name}`,
          stateWithOwnNames(state as object, scope, name),
        ]);
        return [key, Object.fromEntries(states)];
      }
      return [key, withOwnNames(member, scope)];
    }),
  );
}

/** What it leads to is in its own scope, what is inside it in others. */
function stateWithOwnNames(state: object, scope: string, name: string): object {
  return Object.fromEntries(
    Object.entries(state).map(([key, member]) => {
      if (key === "Branches" || key === "ItemProcessor")
        return [key, withOwnNames(member, `${scope}${name}.`)];
      if (key === "Choices" || key === "Catch")
        return [
          key,
          (member as object[]).map((rule) => ({
            ...rule,
            Next: `${scope}${(rule as { Next: string }).Next}`,
          })),
        ];
      if (key === "Next" || key === "Default") return [key, `${scope}${member}`];
      return [key, member];
    }),
  );
}

export const anyMachine: fc.Arbitrary<AnyMachine> = machine.map((any) => withOwnNames(any) as AnyMachine);
