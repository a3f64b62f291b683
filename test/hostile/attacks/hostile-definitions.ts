// Definitions that are wrong, deep or wide in as many places as a definition has, up to the largest that is taken.

const jsonata = (expression: string) => one({ QueryLanguage: "JSONata", Output: `{% ${expression} %}` });
const pass = (fields: object) => one(fields);
const task = (fields: object) => one({ Type: "Task", Resource: "arn:aws:states:::lambda:invoke", ...fields });
const choice = (rules: unknown) => one({ Type: "Choice", Choices: rules, Default: "S", End: undefined });

function one(state: object): string {
  return JSON.stringify({ StartAt: "S", States: { S: { Type: "Pass", End: true, ...state } } });
}

/** So many states, each of which leads to the next. */
function chain(count: number, state: (at: number) => object): string {
  const states = Array.from({ length: count }, (_, at) => {
    const leads = at + 1 === count ? { End: true } : { Next: `S${at + 1}` };
    return [`S${at}`, { Type: "Pass", ...leads, ...state(at) }] as const;
  });
  return JSON.stringify({ StartAt: "S0", States: Object.fromEntries(states) });
}

const times = <Item>(count: number, item: (at: number) => Item) =>
  Array.from({ length: count }, (_, at) => item(at));
const members = (count: number, value: (at: number) => unknown, suffix = "") =>
  Object.fromEntries(times(count, (at) => [`k${at}${suffix}`, value(at)]));
const around = (count: number, before: string, inside: string, after: string) =>
  before.repeat(count) + inside + after.repeat(count);
const inState = (fields: string) => `{"StartAt":"S","States":{"S":{${fields}}}}`;
const processor = (mode: string) => ({
  ProcessorConfig: { Mode: mode, ExecutionType: "STANDARD" },
  StartAt: "P",
  States: { P: { Type: "Pass", End: true } },
});

export const hostileDefinitions: Readonly<Record<string, () => string>> = {
  "nothing but a blank": () => " ",
  null: () => "null",
  "a list": () => "[]",
  "a text": () => '"StartAt"',
  "no states": () => '{"StartAt":"S","States":{}}',
  "states that are null": () => '{"StartAt":"S","States":{"S":null}}',
  "states that are a list": () => '{"StartAt":"S","States":[{"Type":"Pass","End":true}]}',
  "names of prototypes": () =>
    '{"StartAt":"__proto__","States":{"__proto__":{"Type":"Pass","Next":"constructor"},"constructor":{"Type":"toString","End":true}}}',
  "an own __proto__ in every place": () =>
    inState('"Type":"Pass","End":true,"__proto__":{"Type":"Fail"},"Parameters":{"__proto__":{"a.$":"$"}}'),
  "types that are prototypes": () => one({ Type: "constructor", QueryLanguage: "hasOwnProperty" }),
  "half a surrogate": () => one({ Comment: "\ud800", InputPath: "$.\udfff" }),
  "signs that JSON does not take": () => inState('"Type":"Pass","Comment":"\u0000","End":true'),
  "what is no JSON": () => "x".repeat(1_000_000),
  "a million brackets": () => "[".repeat(1_000_000),
  "a million lines": () => `${"\n".repeat(999_999)}x`,
  "a million escapes": () => `{"a":"${"\\".repeat(999_000)}`,
  "a number of a million digits": () => "1".repeat(1_000_000),
  "a fault at the end of a megabyte": () => `${one({ Comment: "x".repeat(900_000) }).slice(0, -1)},}`,
  "one name again and again": () =>
    `{"StartAt":"S","States":{${times(20_000, () => '"S":{"Type":"Pass","End":true}').join(",")}}}`,
  "10,000 states": () => chain(10_000, () => ({})),
  "10,000 states that nothing leads to": () => chain(10_000, () => ({ Next: undefined, End: true })),
  "10,000 ways to nowhere": () => chain(10_000, (at) => ({ Next: `T${at}`, End: undefined })),
  "8,000 states of misspelt fields": () => chain(8_000, () => ({ Typ: "Pass", Ende: true, Resourc: "x" })),
  "a state of 60,000 fields that there are not": () => one(members(60_000, () => 1)),
  "a machine of 60,000 fields that there are not": () =>
    JSON.stringify({ StartAt: "S", States: { S: { Type: "Pass", End: true } }, ...members(60_000, () => 1) }),
  "names of 200,000 characters that are nearly alike": () =>
    JSON.stringify({
      StartAt: "x".repeat(200_000),
      States: {
        [`${"x".repeat(200_000)}y`]: { Type: "Pass", End: true },
        ["y".repeat(300_000)]: { Type: "Psas", Next: "x".repeat(100_000) },
      },
    }),
  "3,000 Parallels in each other": () =>
    around(3_000, '{"StartAt":"S","States":{"S":{"Type":"Parallel","End":true,"Branches":[', one({}), "]}}}"),
  "10,000 branches": () =>
    one({
      Type: "Parallel",
      Branches: times(10_000, (at) => ({
        StartAt: `P${at}`,
        States: { [`P${at}`]: { Type: "Pass", End: true } },
      })),
    }),
  "30,000 rules in each other": () =>
    inState(
      `"Type":"Choice","Choices":[${around(30_000, '{"Not":', '{"Variable":"$.a","IsNull":true}', "}")}]`,
    ),
  "20,000 lists of rules in each other": () =>
    inState(
      `"Type":"Choice","Choices":[${around(20_000, '{"And":[', '{"Variable":"$.a","IsNull":true}', "]}")}]`,
    ),
  "10,000 rules": () =>
    choice(times(10_000, (at) => ({ Variable: `$.a${at}`, StringEquals: `x${at}`, Next: "S" }))),
  "10,000 timestamps that are none": () =>
    choice(times(10_000, () => ({ Variable: "$.a", TimestampEquals: "2016-13-14T01:59:00Z", Next: "S" }))),
  "a text of 400,000 stars": () =>
    choice([{ Variable: "$.a", StringMatches: "*a".repeat(400_000), Next: "S" }]),
  "a rule of every operator": () =>
    choice([
      {
        ...{ Variable: "$", And: [], Or: [{}], Not: {}, StringEquals: 1, IsPresent: "yes", Next: 5 },
        ...{ NumericEqualsPath: "$..", TimestampLessThan: "x", Condition: "{% $ %}", Assign: [], Output: 1 },
      },
    ]),
  "15,000 retriers": () => task({ Retry: times(15_000, (at) => ({ ErrorEquals: [`E${at}`] })) }),
  "a retrier of 80,000 errors": () => task({ Retry: [{ ErrorEquals: times(80_000, (at) => `E${at}`) }] }),
  "a retrier of wrong numbers": () =>
    task({
      Retry: [
        ...[1e300, -1, 0, 1.5, "2", null].map((wrong) => ({
          ErrorEquals: ["States.ALL", "States.ALL", ""],
          ...{ IntervalSeconds: wrong, MaxAttempts: wrong, BackoffRate: wrong, MaxDelaySeconds: wrong },
          JitterStrategy: wrong,
        })),
      ],
    }),
  "15,000 catchers of errors that nothing raises": () =>
    task({ Catch: times(15_000, (at) => ({ ErrorEquals: [`States.X${at}`], Next: "S" })) }),
  "3,000 Fails, and catchers of others": () =>
    chain(6_000, (at) =>
      at % 2 === 0
        ? { Type: "Fail", Error: `States.E${at}`, Next: undefined }
        : {
            Type: "Task",
            Resource: "arn:aws:states:::lambda:invoke",
            Catch: [{ ErrorEquals: [`States.F${at}`], Next: "S1" }],
          },
    ),
  "a path of 500,000 steps": () => pass({ InputPath: `$${".a".repeat(500_000)}` }),
  "a path of 300,000 indexes": () => pass({ InputPath: `$${"[0]".repeat(300_000)}` }),
  "a filter of 80,000 conditions": () => pass({ InputPath: `$[?(${"@.a==1 && ".repeat(80_000)}@.b)]` }),
  "a filter of 200,000 parentheses": () => pass({ InputPath: `$[?(${around(200_000, "(", "@.b", ")")})]` }),
  "30,000 paths": () => pass({ Parameters: members(30_000, (at) => `$.a${at}[0].b`, ".$") }),
  "30,000 paths that are none": () => pass({ Parameters: members(30_000, (at) => `$..${at}[`, ".$") }),
  "12,000 intrinsic functions": () =>
    pass({
      Parameters: members(12_000, (at) => `States.Format('{}', States.MathAdd($.b, ${at}))`, ".$"),
    }),
  "an intrinsic function of 100,000 arguments": () =>
    pass({ Parameters: { "a.$": `States.Array(${"1,".repeat(100_000)}1)` } }),
  "60,000 intrinsic functions in each other": () =>
    pass({ Parameters: { "a.$": around(60_000, "States.Array(", "1", ")") } }),
  "a template of 150,000 levels": () =>
    inState(`"Type":"Pass","End":true,"Parameters":${around(150_000, '{"a":', "1", "}")}`),
  "a result of 450,000 levels": () =>
    inState(`"Type":"Pass","End":true,"Result":${around(450_000, "[", "", "]")}`),
  "a result of 120,000 values": () => pass({ Result: times(120_000, (at) => at) }),
  "20,000 expressions": () =>
    one({ QueryLanguage: "JSONata", Output: members(20_000, (at) => `{% $states.input.a${at} + ${at} %}`) }),
  "20,000 expressions that are none": () =>
    one({ QueryLanguage: "JSONata", Output: members(20_000, (at) => `{% ${at} + %}`) }),
  "an expression of 400,000 sums": () => jsonata(`${"1+".repeat(400_000)}1`),
  "an expression of 400,000 parentheses": () => jsonata(around(400_000, "(", "1", ")")),
  "an expression of 200,000 calls": () => jsonata(around(200_000, "$f(", "1", ")")),
  "an expression of 100,000 objects": () => jsonata(around(100_000, '{"a":', "1", "}")),
  "an expression of 50,000 functions": () => jsonata(around(50_000, "function($x){", "1", "}")),
  "an expression of 200,000 choices": () => jsonata(`${"a?b:".repeat(200_000)}c`),
  "an expression of 400,000 steps": () => jsonata(`$states.input${".a".repeat(400_000)}`),
  "an expression of 300,000 predicates": () => jsonata(`$states.input${"[0]".repeat(300_000)}`),
  "a regular expression of 100,000 groups": () => jsonata(`$match('a', /${"(a+)+".repeat(100_000)}/)`),
  "a comment of 900,000 characters": () => jsonata(`/* ${"x".repeat(900_000)} */ 1`),
  "40,000 variables": () => pass({ Assign: members(40_000, (at) => at) }),
  "6,000 states of variables that are not there": () =>
    chain(6_000, (at) => ({
      QueryLanguage: "JSONata",
      Assign: { [`v${at}`]: `{% $v${(at * 7) % 6000} %}` },
      Output: `{% $w${at} %}`,
    })),
  "4,000 labels that are the same": () =>
    chain(4_000, () => ({ Type: "Map", Label: "same", ItemProcessor: processor("DISTRIBUTED") })),
  "100,000 CSV headers": () =>
    one({
      Type: "Map",
      ItemReader: {
        Resource: "arn:aws:states:::s3:getObject",
        ReaderConfig: {
          ...{ InputType: "CSV", CSVHeaderLocation: "GIVEN" },
          CSVHeaders: times(80_000, (at) => `h${at}`),
        },
        Parameters: { Bucket: "b", Key: "k" },
      },
      ItemProcessor: processor("DISTRIBUTED"),
    }),
  "a Map with all that contradicts itself": () =>
    one({
      ...{ Type: "Map", ItemProcessor: processor("INLINE"), Iterator: processor("DISTRIBUTED") },
      ...{ MaxConcurrency: -1, MaxConcurrencyPath: "$..", ItemsPath: "$", Items: "{% [] %}", Label: "a b*c" },
      ...{ ToleratedFailureCount: 1.5, ToleratedFailurePercentage: 101, ItemBatcher: {}, ResultWriter: {} },
      ...{ ItemReader: { Resource: "x", ReaderConfig: { InputType: "XML", MaxItems: -1 } } },
    }),
  "5,000 arguments that an operation has not": () =>
    task({
      Resource: "arn:aws:states:::aws-sdk:dynamodb:putItem",
      Parameters: { TableName: "t", Item: members(20_000, () => ({ S: "x" })), ...members(5_000, () => 1) },
    }),
  "6,000 operations that there are not": () =>
    chain(6_000, (at) => ({ Type: "Task", Resource: `arn:aws:states:::aws-sdk:dynamodx:putItem${at}` })),
  "a timestamp of 900,000 digits": () => one({ Type: "Wait", Timestamp: "9".repeat(900_000) }),
};
