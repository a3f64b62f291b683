// Expressions that would take all the time or memory there is, in every language that the region reads.

import { type Attack, type AttackClass, faultIn } from "../attack.ts";
import type { Answer, Target } from "../target.ts";

const testState = (target: Target, state: object, input: unknown = {}) =>
  target.call("AWSStepFunctions", "TestState", {
    definition: JSON.stringify(state),
    roleArn: "arn:aws:iam::000000000000:role/r",
    input: JSON.stringify(input),
  });

const jsonata: readonly string[] = [
  "$distinct([1..300000])",
  "$sort([1..9999999])",
  "$count($sort([1..9999999]))",
  "$split($pad('',120000000,'ab'),'')",
  "$trim($pad('',200000000,' '))",
  "$uppercase($pad('',100000000,'a'))",
  "$lowercase($pad('',100000000,'A'))",
  "$encodeUrlComponent($pad('',50000000,'ä'))",
  "$base64decode($pad('',100000000,'a'))",
  "$base64encode($pad('',100000000,'a'))",
  "$string([1..9999999])",
  "$match($pad('',5000000,'ab'), /a(b)/)",
  "$match($pad('',1000000,'a'), /(a*)*b/)",
  "$replace($pad('',10000000,'a'), 'a', 'bbbbbbbbbb')",
  "$replace($pad('',1000000,'a'), /a/, 'bbbbbbbbbb')",
  "$join([1..9999999] ~> $map($string), ',')",
  "$reverse([1..9999999])",
  "$shuffle([1..9999999])",
  "$zip([1..9999999],[1..9999999])",
  "$sum([1..9999999])",
  "$map([1..9999999], function($x) { $x })",
  "$filter([1..9999999], function($x) { true })",
  "$reduce([1..9999999], function($a, $b) { $append($a, $b) })",
  "[1..9999999].[1..9999999]",
  "[1..3000][[1..3000]]",
  "[1..9999999]^(>$)",
  "[1..100000]{$string($): $}",
  "$merge([1..100000].{$string($): $})",
  "$spread($merge([1..100000].{$string($): $}))",
  "($s := 'x'; $f := function($s, $n) { $n = 0 ? $s : $f($s & $s, $n - 1) }; $f($s, 40))",
  "($a := [1]; $f := function($a, $n) { $n = 0 ? $a : $f($append($a, $a), $n - 1) }; $f($a, 40))",
  "($f := function() { $f() }; $f())",
  "($f := function($n) { 1 + $f($n + 1) }; $f(0))",
  "$formatNumber(1, $pad('', 1000000, '#'))",
  "$formatInteger(1e300, 'w')",
  "$toMillis('x', $pad('', 100000, '[Y]'))",
  "$fromMillis(1e18)",
  "$partition([1..9999999], 1)",
  "$range(1, 9999999, 1)",
  "$hash($pad('', 100000000, 'a'), 'SHA-256')",
  "$parse($pad('', 1000000, '['))",
  "$each($merge([1..100000].{$string($): $}), function($v) { $v })",
  "$eval('1')",
  "**.**.**.**.**",
  "$lookup($$, '__proto__')",
  "$single([1..9999999], function($x) { $x = 1 })",
  "$pad($pad('', 10000000, 'a'), 100000000, 'b')",
  "$substring($pad('', 100000000, 'a'), 1)",
  "$contains($pad('', 100000000, 'a'), 'b')",
  "$length($pad('', 100000000, 'a'))",
  `${"(".repeat(3000)}1${")".repeat(3000)}`,
  `${"[".repeat(3000)}1${"]".repeat(3000)}`,
  Array.from({ length: 20_000 }, () => "1").join("+"),
];

const intrinsics: readonly string[] = [
  `States.Format('${"{}".repeat(3000)}'${", $.a".repeat(3000)})`,
  "States.ArrayRange(1, 1000000000, 1)",
  "States.ArrayRange(1, 2, 0)",
  "States.ArrayPartition($.list, 0)",
  "States.ArrayPartition($.list, -1)",
  "States.ArrayGetItem($.list, 99999999999)",
  "States.StringToJson('[[[[[[')",
  "States.StringSplit($.a, '')",
  "States.Base64Decode('***')",
  "States.Hash($.a, 'NONE')",
  "States.MathRandom(1, 1)",
  "States.MathAdd(1e300, 1e300)",
  "States.JsonMerge($.a, $.a, false)",
  `${"States.Array(".repeat(500)}1${")".repeat(500)}`,
];

const paths: readonly string[] = [
  "$..*",
  "$..[?(@..*)]",
  `$${".a".repeat(20_000)}`,
  `$${"[*]".repeat(2000)}`,
  `$${"..*".repeat(200)}`,
  "$[?(@.a =~ /(a+)+b/)]",
  `$[?(${"(".repeat(2000)}@.a${")".repeat(2000)})]`,
  "$['__proto__']",
  "$[99999999999999999999]",
  "$[::0]",
  "$[?(@.a in [1,2])]",
];

const tableExpressions: readonly object[] = [
  ...[14, 20, 100, 4000].map((depth) => ({
    FilterExpression: `${"(".repeat(depth)}a = :v${")".repeat(depth)}`,
  })),
  { FilterExpression: Array.from({ length: 1000 }, () => "a = :v").join(" OR ") },
  { FilterExpression: `NOT ${"NOT ".repeat(500)} a = :v` },
  { ProjectionExpression: `a${".a".repeat(1000)}` },
  { ProjectionExpression: `a${"[0]".repeat(1000)}` },
  { ProjectionExpression: Array.from({ length: 1000 }, (_, at) => `a${at}`).join(",") },
  { FilterExpression: "size(size(size(a))) = :v" },
  { FilterExpression: "contains(a, :v" },
  { FilterExpression: `a IN (${Array.from({ length: 500 }, () => ":v").join(",")})` },
];

const updates: readonly string[] = [
  "SET l[4294967294] = :v",
  "SET l[99999999999999999999] = :v",
  "SET a.b.c.d = :v",
  `SET ${"a.".repeat(500)}a = :v`,
  "SET a = list_append(list_append(l, l), l)",
  "REMOVE l[0], l[0]",
  "SET k = :v",
  "ADD l :v",
  "DELETE l :v",
  "SET",
  "SET __proto__ = :v",
  "",
];

const metricMath: readonly string[] = [
  `${"(".repeat(800)}1${")".repeat(800)}`,
  "FILL(m1, 0)",
  "TIME_SERIES(1)",
  "a/0 +",
  "SELECT SUM(x) FROM ns",
  "SUM(METRICS())".repeat(3),
  "IF(m1, ",
  "RATE(1)",
  "1 / 0",
  "-".repeat(2000),
];

const dayMs = 86_400_000;

async function ensureTable(target: Target): Promise<void> {
  await target.call("DynamoDB_20120810", "CreateTable", {
    TableName: "hostile",
    AttributeDefinitions: [{ AttributeName: "k", AttributeType: "S" }],
    KeySchema: [{ AttributeName: "k", KeyType: "HASH" }],
    BillingMode: "PAY_PER_REQUEST",
  });
  const item = { k: { S: "1" }, a: { S: "x" }, l: { L: [{ N: "1" }] } };
  await target.call("DynamoDB_20120810", "PutItem", { TableName: "hostile", Item: item });
}

function attack(name: string, ask: (target: Target) => Promise<Answer>): Attack {
  const short = name.length <= 100 ? name : `${name.slice(0, 99)}…`;
  return { name: short, run: async (target) => faultIn(await ask(target)) };
}

export const expressionAttacks: AttackClass = {
  name: "expressions",
  attacks: [
    ...jsonata.map((text) =>
      attack(`JSONata ${text}`, (target) =>
        testState(
          target,
          { Type: "Pass", QueryLanguage: "JSONata", Output: `{% ${text} %}`, End: true },
          { a: "x", list: [1] },
        ),
      ),
    ),
    attack("JSONata ** of a value that is deep", (target) =>
      testState(
        target,
        { Type: "Pass", QueryLanguage: "JSONata", Output: "{% **.a %}", End: true },
        deepValue(),
      ),
    ),
    ...intrinsics.map((text) =>
      attack(text, (target) =>
        testState(
          target,
          { Type: "Pass", Parameters: { "x.$": text }, End: true },
          { a: "abc", list: [1, 2] },
        ),
      ),
    ),
    ...paths.map((text) =>
      attack(`JSONPath ${text}`, (target) =>
        testState(
          target,
          { Type: "Pass", InputPath: text, End: true },
          { a: [{ a: "aaaaaaaaaaaaaaaaaaaaaaaaaaaa" }] },
        ),
      ),
    ),
    ...tableExpressions.map((members) =>
      attack(`Scan ${JSON.stringify(members)}`, async (target) => {
        await ensureTable(target);
        return target.call("DynamoDB_20120810", "Scan", {
          TableName: "hostile",
          ...members,
          ExpressionAttributeValues: { ":v": { S: "x" } },
        });
      }),
    ),
    ...updates.map((text) =>
      attack(`UpdateItem ${text}`, async (target) => {
        await ensureTable(target);
        return target.call("DynamoDB_20120810", "UpdateItem", {
          TableName: "hostile",
          Key: { k: { S: "1" } },
          UpdateExpression: text,
          ExpressionAttributeValues: { ":v": { N: "1" } },
        });
      }),
    ),
    ...metricMath.flatMap((text) => [
      attack(`GetMetricData ${text}`, (target) =>
        target.call("GraniteServiceVersion20100801", "GetMetricData", {
          MetricDataQueries: [
            {
              Id: "m1",
              MetricStat: { Metric: { Namespace: "n", MetricName: "m" }, Period: 1, Stat: "Sum" },
              ReturnData: false,
            },
            { Id: "e", Expression: text, Period: 1 },
          ],
          StartTime: (Date.now() - 450 * dayMs) / 1000,
          EndTime: Date.now() / 1000,
        }),
      ),
      attack(`PutMetricAlarm ${text}`, (target) =>
        target.call("GraniteServiceVersion20100801", "PutMetricAlarm", {
          AlarmName: `a-${text.slice(0, 20)}`,
          ComparisonOperator: "GreaterThanThreshold",
          EvaluationPeriods: 1,
          Threshold: 1,
          Metrics: [{ Id: "e", Expression: text, Period: 10, ReturnData: true }],
        }),
      ),
    ]),
  ],
};

/** Within the depth that the JSON of a request may have. */
function deepValue(): unknown {
  let value: unknown = 1;
  for (let depth = 0; depth < 400; depth++) value = { a: value };
  return value;
}
