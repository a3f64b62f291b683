// Definitions, case files and mock files that the commands are given.

/** As the AWS Toolkit writes definitions. */
export const greetYaml = `# Says hello.
StartAt: Mood
States:
  Mood:
    Type: Pass
    Result: "\${Mood}"
    Next: Greet
  Greet:
    Type: Task
    Resource: \${GreetFunction}
    End: true
`;

/** States with a placeholder that no deployment has filled in yet. */
export const openStates: readonly (readonly [what: string, state: object])[] = [
  ["a Resource", { Type: "Task", Resource: "${F}", End: true }],
  [
    "a part of an ARN",
    {
      Type: "Task",
      Resource: "arn:${AWS::Partition}:states:::lambda:invoke",
      Parameters: { FunctionName: "${F}" },
      End: true,
    },
  ],
  [
    "a function's ARN in parts",
    { Type: "Task", Resource: "arn:aws:lambda:${AWS::Region}:${AWS::AccountId}:function:${F}", End: true },
  ],
  ["a text", { Type: "Pass", Result: "${F}", End: true }],
];

/** YAML that is no definition, and what is said of it. */
export const badYaml: readonly (readonly [what: string, text: string, message: RegExp])[] = [
  [
    "a key twice",
    "StartAt: A\nStartAt: B\n",
    /INVALID_YAML_DESCRIPTION\] .*:2:1\n {2}Map keys must be unique/,
  ],
  ["no mapping at all", "- A\n- B\n", /Definition must be a valid JSON object/],
  ["a text alone", "just words\n", /Definition must be a valid JSON object/],
  ["an alias of nothing", "StartAt: *nothing\n", /INVALID_YAML_DESCRIPTION/],
];

/** Files of cases that cannot be read, and what is said of them. */
export const badCaseFiles: readonly (readonly [what: string, content: string | object, message: RegExp])[] = [
  ["not JSON", "{", /is not JSON/],
  ["no definition", { cases: [] }, /\/definition must name the definition's file/],
  ["no cases", { definition: "a" }, /\/cases must be a list of cases/],
  ["a case without a name", { definition: "a", cases: [{}] }, /\/cases\/0\/name must be a text/],
  [
    "no expectation",
    { definition: "a", cases: [{ name: "a" }] },
    /\/cases\/0\/expect must say what is expected/,
  ],
  [
    "an expectation that there is not",
    { definition: "a", cases: [{ name: "a", expect: { outptu: 1 } }] },
    /\/cases\/0\/expect\/outptu is none of status, output/,
  ],
  [
    "a definition that is not there",
    { definition: "a", cases: [{ name: "a", expect: { status: "FAILED" } }] },
    /ENOENT/,
  ],
];

/** As AWS's samples are, with the mock file that belongs to it. */
export const sampleMachine = {
  StartAt: "LambdaState",
  States: {
    LambdaState: {
      Type: "Task",
      Resource: "arn:aws:states:::lambda:invoke",
      Parameters: { FunctionName: "${Function}", "Payload.$": "$" },
      Retry: [{ ErrorEquals: ["States.ALL"], MaxAttempts: 3 }],
      Next: "Known",
    },
    Known: {
      Type: "Choice",
      Choices: [{ Variable: "$.Payload.known", BooleanEquals: true, Next: "Done" }],
      Default: "Unknown",
    },
    Unknown: { Type: "Fail", Error: "NobodyKnown" },
    Done: { Type: "Succeed" },
  },
};

const answer = (known: boolean) => ({ Return: { StatusCode: 200, Payload: { known } } });
export const sampleMocks = {
  StateMachines: {
    DeployedUnderThisName: {
      TestCases: {
        HappyPath: { LambdaState: "Known" },
        RetryPath: { LambdaState: "KnownLater" },
        UnknownPath: { LambdaState: "Unknown" },
      },
    },
  },
  MockedResponses: {
    Known: { "0": answer(true) },
    Unknown: { "0": answer(false) },
    KnownLater: {
      "0-1": { Throw: { Error: "Lambda.TooManyRequestsException", Cause: "wait" } },
      "2": answer(true),
    },
  },
};
