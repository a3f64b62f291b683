import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { leastPolicy, type Use, unusedGrants } from "../../src/policies/least.ts";
import { compilePolicy } from "../../src/policies/policy.ts";

const table = "arn:aws:dynamodb:us-east-1:123456789012:table/findings";
const archive = "arn:aws:s3:::archive";
const documentOf = (...Statement: readonly object[]) => JSON.stringify({ Version: "2012-10-17", Statement });
const allow = (Action: unknown, Resource: unknown) => ({ Effect: "Allow", Action, Resource });

describe("the least policy", () => {
  test("is of the actions that were asked for, those of the same resources in one statement", () => {
    const uses = [
      { action: "dynamodb:PutItem", resource: table },
      { action: "dynamodb:GetItem", resource: table },
      { action: "s3:PutObject", resource: `${archive}/2026/11/a.json` },
      { action: "s3:PutObject", resource: `${archive}/2026/11/b.json` },
    ];
    expect(leastPolicy(uses)?.Statement).toEqual([
      allow(["dynamodb:GetItem", "dynamodb:PutItem"], [table]),
      allow(["s3:PutObject"], [`${archive}/*`]),
    ]);
  });

  test("is none where nothing was asked for", () => {
    expect(leastPolicy([])).toBeUndefined();
  });

  test("allows whatever was asked for", () => {
    const uses = fc.array(
      fc.record({
        action: fc.constantFrom("s3:GetObject", "s3:PutObject", "sqs:SendMessage", "logs:PutLogEvents"),
        resource: fc.constantFrom(
          ...["*", table, archive, `${archive}/a/b`],
          "arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/one:log-stream:2026/11/26/[1]ab",
        ),
      }),
      { minLength: 1 },
    );
    const who = { principal: { type: "service", name: "" }, context: new Map() } as const;
    fc.assert(
      fc.property(uses, (all: readonly Use[]) => {
        const policy = compilePolicy(JSON.stringify(leastPolicy(all)));
        return all.every((use) => policy.some((statement) => statement.covers({ ...use, ...who })));
      }),
    );
  });
});

describe("what was not needed", () => {
  const uses = [{ action: "dynamodb:PutItem", resource: table }];
  const cases: readonly (readonly [string, object, readonly object[]])[] = [
    ["nothing of an exact grant", allow("dynamodb:PutItem", table), []],
    ["nothing of a wide one, which the least policy narrows", allow("dynamodb:*", "*"), []],
    [
      "an action of several",
      allow(["dynamodb:PutItem", "dynamodb:Scan"], table),
      [{ action: "dynamodb:Scan", resource: table }],
    ],
    [
      "a resource of several",
      allow("dynamodb:PutItem", [table, `${table}-2`]),
      [{ action: "dynamodb:PutItem", resource: `${table}-2` }],
    ],
    ["nothing of what is denied", { ...allow("s3:*", "*"), Effect: "Deny" }, []],
  ];

  test.each(cases)("%s", (_, statement, unused) => {
    expect(unusedGrants([documentOf(statement)], uses)).toEqual(unused);
  });

  test("a use of nobody knows what counts for every resource", () => {
    const job = allow("glue:StartJobRun", "arn:aws:glue:us-east-1:123456789012:job/summarise");
    expect(unusedGrants([documentOf(job)], [{ action: "glue:StartJobRun", resource: "*" }])).toEqual([]);
  });
});
