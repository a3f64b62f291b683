// Templates for a stack: that grow where they are read, lead back to themselves, or hold names that are the language's own.

import { setTimeout as pause } from "node:timers/promises";
import { type Attack, type AttackClass, faultIn } from "../attack.ts";
import type { Answer, Target } from "../target.ts";

const topic = { Type: "AWS::SNS::Topic" };
const one = (properties: object, others: object = {}) =>
  JSON.stringify({ Resources: { T: { ...topic, Properties: properties } }, ...others });
const named = (name: unknown) => one({ DisplayName: name });
const times = <Item>(count: number, item: (at: number) => Item) =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`N${at}`, item(at)]));

function nested(depth: number, around: (inner: unknown) => unknown): unknown {
  let value: unknown = "x";
  for (let at = 0; at < depth; at++) value = around(value);
  return value;
}

const yaml = (properties: string, before = "") =>
  `${before}Resources:\n  T:\n    Type: AWS::SNS::Topic\n    Properties:\n${properties}\n`;

/** Each alias stands for ten of the one before it. */
const laughs = Array.from({ length: 12 }, (_, at) =>
  at === 0
    ? "a0: &a0 [x,x,x,x,x,x,x,x,x,x]"
    : `a${at}: &a${at} [${Array(10)
        .fill(`*a${at - 1}`)
        .join()}]`,
).join("\n");

const templates: Readonly<Record<string, string>> = {
  "no text": "",
  "a null": "null",
  "a list": "[]",
  "no resources": "{}",
  "YAML of aliases of aliases": `Metadata:\n  ${laughs.replaceAll("\n", "\n  ")}\n${yaml("      DisplayName: x")}`,
  "YAML that holds itself": yaml("      DisplayName: &a [*a]"),
  "YAML that is merged into itself": yaml("      <<: &a\n        <<: *a"),
  "YAML of 3,000 merges": yaml(
    Array.from({ length: 3000 }, () => "      <<: *m").join("\n"),
    "Metadata: &m {a: 1}\n",
  ),
  "YAML with an alias of nothing": yaml("      DisplayName: *nothing"),
  "YAML with tags of other languages": yaml('      DisplayName: !!js/function "function(){}"'),
  "YAML with a tag nested 10,000 deep": yaml(`      DisplayName: ${"!Sub ".repeat(10_000)}x`),
  "YAML nested 20,000 deep in flow": yaml(`      DisplayName: ${"[".repeat(20_000)}`),
  "YAML nested 5,000 deep in blocks": yaml(`      ${"- ".repeat(5000)}x`),
  "YAML with keys that are maps": yaml("      ? {a: 1}\n      : x"),
  "YAML with the same key twice": yaml("      DisplayName: x\n      DisplayName: y"),
  "YAML with tabs": yaml("\t\t\tDisplayName: x"),
  "YAML of several documents": `${yaml("      DisplayName: x")}---\n${yaml("      DisplayName: x")}`,
  "YAML with a directive": `%YAML 9.9\n---\n${yaml("      DisplayName: x")}`,
  "YAML of nothing but dashes": "- ".repeat(200_000),
  "YAML of nothing but quotes": '"'.repeat(400_000),
  "YAML of nothing but colons": ":\n".repeat(200_000),
  "YAML of nothing but question marks": "? ".repeat(200_000),
  "YAML of nothing but bars": "|\n".repeat(200_000),
  "YAML with a number of 100,000 digits": yaml(`      DisplayName: ${"9".repeat(100_000)}`),
  "a resource of the language's own names": '{"Resources":{"__proto__":{"Type":"AWS::SNS::Topic"}}}',
  "parameters of the language's own names": one(
    {},
    JSON.parse('{"Parameters":{"__proto__":{"Type":"String"}}}'),
  ),
  "a type that is the language's own": '{"Resources":{"T":{"Type":"__proto__"}}}',
  "a type that is a function's": '{"Resources":{"T":{"Type":"constructor"}}}',
  "a Ref of the language's own": named({ Ref: "__proto__" }),
  "an attribute of the language's own": named({ "Fn::GetAtt": ["T", "constructor"] }),
  "a map of the language's own": one(
    { DisplayName: { "Fn::FindInMap": ["M", "__proto__", "constructor"] } },
    { Mappings: { M: { a: { b: "c" } } } },
  ),
  "a resource that refers to itself": named({ Ref: "T" }),
  "a resource that waits for itself": '{"Resources":{"T":{"Type":"AWS::SNS::Topic","DependsOn":"T"}}}',
  "500 resources that all wait for each other": JSON.stringify({
    Resources: times(500, () => ({ ...topic, DependsOn: Object.keys(times(500, () => 0)) })),
  }),
  "functions nested 400 deep": named(nested(400, (inner) => ({ "Fn::Join": ["", [inner]] }))),
  "selections nested 400 deep": named(nested(400, (inner) => ({ "Fn::Select": ["0", [inner]] }))),
  "texts that double 40 times": named(nested(40, (inner) => ({ "Fn::Sub": [`\${a}\${a}`, { a: inner }] }))),
  "a Sub of 100,000 variables": named({ "Fn::Sub": `\${T.TopicName}`.repeat(40_000) }),
  "a Sub that is never closed": named({ "Fn::Sub": "${".repeat(200_000) }),
  "a Split of 400,000 parts": named({ "Fn::Select": ["1", { "Fn::Split": [",", ",".repeat(400_000)] }] }),
  "a Split by nothing": named({ "Fn::Select": ["1", { "Fn::Split": ["", "x".repeat(400_000)] }] }),
  "a Cidr of very many": named({ "Fn::Join": [",", { "Fn::Cidr": ["10.0.0.0/8", "256", "1"] }] }),
  "a Cidr of no address": named({ "Fn::Join": [",", { "Fn::Cidr": ["__proto__", "1e9", "-5"] }] }),
  "conditions that hold themselves": one(
    {},
    { Conditions: { A: { "Fn::Not": [{ Condition: "B" }] }, B: { "Fn::Not": [{ Condition: "A" }] } } },
  ),
  "conditions that double 60 times": one(
    {},
    {
      Conditions: times(60, (at) =>
        at === 0
          ? { "Fn::Equals": ["a", "a"] }
          : { "Fn::And": [{ Condition: `N${at - 1}` }, { Condition: `N${at - 1}` }] },
      ),
    },
  ),
  "rules that double 60 deep": one(
    {},
    {
      Rules: {
        R: {
          Assertions: [
            { Assert: nested(16, (inner) => ({ "Fn::And": [inner, inner] })), AssertDescription: "x" },
          ],
        },
      },
    },
  ),
  "a parameter with a pattern that never ends": one(
    {},
    { Parameters: { P: { Type: "String", AllowedPattern: "(a+)+b", Default: "a".repeat(40) } } },
  ),
  "loops in loops": JSON.stringify({
    Transform: "AWS::LanguageExtensions",
    Resources: {
      "Fn::ForEach::A": [
        "A",
        Array.from({ length: 300 }, (_, at) => `a${at}`),
        {
          "Fn::ForEach::B": ["B", Array.from({ length: 300 }, (_, at) => `b${at}`), { "T${A}${B}": topic }],
        },
      ],
    },
  }),
  "serverless functions of the language's own": JSON.stringify({
    Transform: "AWS::Serverless-2016-10-31",
    Globals: JSON.parse('{"__proto__":{"x":1},"Function":{"__proto__":{"Runtime":"x"}}}'),
    Resources: { F: { Type: "AWS::Serverless::Function", Properties: { Events: { constructor: {} } } } },
  }),
  "a transform that is not here": JSON.stringify({ Transform: "__proto__", Resources: { T: topic } }),
  "500 transforms": JSON.stringify({
    Transform: Array(500).fill("AWS::LanguageExtensions"),
    Resources: { T: topic },
  }),
  "a secret that resolves to itself": named("{{resolve:ssm:hostile-itself}}"),
  "100,000 secrets that are not closed": named("{{resolve:ssm:".repeat(30_000)),
  "outputs of everybody's names": one(
    {},
    { Outputs: JSON.parse('{"__proto__":{"Value":"x","Export":{"Name":"__proto__"}}}') },
  ),
  "a stack that holds itself": JSON.stringify({
    Resources: {
      S: {
        Type: "AWS::CloudFormation::Stack",
        Properties: { TemplateURL: "https://s3.amazonaws.com/templates/itself" },
      },
    },
  }),
};

const operations = ["ValidateTemplate", "GetTemplateSummary", "CreateStack", "CreateChangeSet"] as const;

export const templateAttacks: AttackClass = {
  name: "templates",
  attacks: Object.entries(templates).flatMap(([name, body], at) =>
    operations.map((operation) =>
      attack(`${operation} of ${name}`, operation, body, `hostile-${operation}-${at}`),
    ),
  ),
};

function attack(name: string, operation: string, template: string, stack: string): Attack {
  return {
    name,
    run: async (target) => {
      await prepare(target);
      const isLong = Buffer.byteLength(template) > 51_200;
      if (isLong) await target.request("PUT", `/templates/${stack}`, { body: template });
      const given: Record<string, string> = isLong
        ? { TemplateURL: `http://127.0.0.1:${target.port}/templates/${stack}` }
        : { TemplateBody: template };
      const capabilities = Object.fromEntries(
        ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"].map((capability, index) => [
          `Capabilities.member.${index + 1}`,
          capability,
        ]),
      );
      const more: Record<string, string> = operation.startsWith("Create")
        ? { StackName: stack, ...capabilities }
        : {};
      if (operation === "CreateChangeSet")
        Object.assign(more, { ChangeSetName: "c", ChangeSetType: "CREATE" });
      const fault = faultIn(await ask(target, operation, { ...given, ...more }));
      if (fault !== undefined || !operation.startsWith("Create")) return fault;
      return settled(target, stack);
    },
  };
}

/** What was begun ends, whichever way: the stack that holds itself with as many stacks as there may be. */
async function settled(target: Target, stack: string): Promise<string | undefined> {
  for (let tries = 0; tries < 1800; tries++) {
    const { status, body } = await ask(target, "DescribeStacks", { StackName: stack });
    const state = /<StackStatus>(.*?)</.exec(body)?.[1] ?? "";
    if (status !== 200 || !/^(?:CREATE|ROLLBACK)_IN_PROGRESS$/.test(state)) {
      await ask(target, "DeleteStack", { StackName: stack });
      return undefined;
    }
    await pause(100);
  }
  return "the stack is not done";
}

const itself = JSON.stringify({
  Resources: {
    S: {
      Type: "AWS::CloudFormation::Stack",
      Properties: { TemplateURL: "https://s3.amazonaws.com/templates/itself" },
    },
  },
});

async function prepare(target: Target): Promise<void> {
  const made = await target.request("PUT", "/templates");
  if (made.status !== 200) return;
  await target.request("PUT", "/templates/itself", { body: itself });
  await target.call("AmazonSSM", "PutParameter", {
    Name: "hostile-itself",
    Value: "{{resolve:ssm:hostile-itself}}",
    Type: "String",
  });
}

function ask(target: Target, operation: string, members: Readonly<Record<string, string>>): Promise<Answer> {
  return target.request("POST", "/", {
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ Action: operation, Version: "2010-05-15", ...members }).toString(),
  });
}
