import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { JsonObject } from "../../src/aws/json.ts";
import { compileArnPattern } from "../../src/policies/arn-pattern.ts";
import { denialMessage, evaluate, evaluateTrust, type PoliciesInForce } from "../../src/policies/evaluate.ts";
import { compilePattern } from "../../src/policies/pattern.ts";
import { compilePolicy } from "../../src/policies/policy.ts";
import type { AccessRequest, Principal } from "../../src/policies/request.ts";

const queue = "arn:aws:sqs:us-east-1:123456789012:dead-letters";
const validate: Principal = {
  type: "role",
  arn: "arn:aws:sts::123456789012:assumed-role/validate/one",
  roleArn: "arn:aws:iam::123456789012:role/validate",
  accountId: "123456789012",
};
const rules: Principal = { type: "service", name: "events.amazonaws.com" };

const send: AccessRequest = {
  action: "sqs:SendMessage",
  resource: queue,
  principal: validate,
  context: new Map([["aws:sourceaccount", "123456789012"]]),
};
const noIdentity = "because no identity-based policy allows the sqs:SendMessage action";
const noResource = "because no resource-based policy allows the sqs:SendMessage action";

function policy(...statements: readonly JsonObject[]) {
  return compilePolicy(JSON.stringify({ Version: "2012-10-17", Statement: statements }));
}

const allow = (Action: string, Resource: string, more: JsonObject = {}) => ({
  ...{ Effect: "Allow", Action, Resource },
  ...more,
});
const deny = (Action: string, Resource: string, more: JsonObject = {}) => ({
  ...allow(Action, Resource, more),
  Effect: "Deny",
});
const ofAll = { Principal: "*" };
const identity = (...statements: readonly JsonObject[]): PoliciesInForce => ({
  identity: [policy(...statements)],
});
const resource = (...statements: readonly JsonObject[]): PoliciesInForce => ({
  identity: [],
  resource: policy(...statements),
});
const wide = policy(allow("*", "*"));
const narrow = policy(allow("s3:*", "*"));
const noBoundary = "because no permissions boundary allows the sqs:SendMessage action";
const noSession = "because no session policy allows the sqs:SendMessage action";
const toRole = policy(allow("sqs:*", queue, { Principal: { AWS: validate.roleArn } }));
const toSession = policy(allow("sqs:*", queue, { Principal: { AWS: validate.arn } }));
const toAll = policy(allow("sqs:*", queue, ofAll));

const cases: readonly (readonly [string, PoliciesInForce, Partial<AccessRequest>, string | undefined])[] = [
  ["nothing allows", identity(), {}, noIdentity],
  ["its role's policy allows it", identity(allow("sqs:SendMessage", queue)), {}, undefined],
  ["actions tell no case apart", identity(allow("SQS:sendmessage", queue)), {}, undefined],
  ["resources tell case apart", identity(allow("sqs:*", queue.toUpperCase())), {}, noIdentity],
  ["another action is allowed", identity(allow("sqs:ReceiveMessage", queue)), {}, noIdentity],
  ["an action is allowed by wildcard", identity(allow("sqs:Send*", "*")), {}, undefined],
  ["a resource is allowed by wildcard", identity(allow("sqs:*", "arn:aws:sqs:*:*:dead-*")), {}, undefined],
  ["a star stays within its part", identity(allow("sqs:*", "arn:aws:*:dead-letters")), {}, noIdentity],
  ["an incomplete ARN is of all", identity(allow("sqs:*", "arn:aws:sqs")), {}, undefined],
  ["NotAction names others", identity({ Effect: "Allow", NotAction: "s3:*", Resource: "*" }), {}, undefined],
  ["NotAction names it", identity({ Effect: "Allow", NotAction: "sqs:*", Resource: "*" }), {}, noIdentity],
  [
    "NotResource names others",
    identity({ Effect: "Allow", Action: "*", NotResource: "arn:aws:s3:::a" }),
    {},
    undefined,
  ],
  ["NotResource names it", identity({ Effect: "Allow", Action: "*", NotResource: queue }), {}, noIdentity],
  [
    "a variable stands for what the request says",
    identity(allow("sqs:*", `arn:aws:sqs:us-east-1:${"$"}{aws:SourceAccount}:*`)),
    {},
    undefined,
  ],
  [
    "a variable's stars are literal",
    identity(allow("sqs:*", `arn:aws:sqs:us-east-1:${"$"}{aws:username}:*`)),
    { context: new Map([["aws:username", "*"]]) },
    noIdentity,
  ],
  [
    "the condition does not hold",
    identity(allow("sqs:*", "*", { Condition: { StringEquals: { "aws:SourceAccount": "1" } } })),
    {},
    noIdentity,
  ],
  [
    "its role's policy denies what it allows",
    identity(allow("*", "*"), deny("sqs:SendMessage", queue)),
    {},
    "with an explicit deny in an identity-based policy",
  ],
  [
    "the queue's policy denies what its role's allows",
    { identity: [wide], resource: policy(deny("*", "*", ofAll)) },
    {},
    "with an explicit deny in a resource-based policy",
  ],
  [
    "the queue's policy allows its role",
    resource(allow("sqs:*", queue, { Principal: { AWS: validate.roleArn } })),
    {},
    undefined,
  ],
  [
    "the queue's policy allows its session",
    resource(allow("sqs:*", queue, { Principal: { AWS: validate.arn } })),
    {},
    undefined,
  ],
  [
    "the queue's policy allows another role",
    resource(allow("sqs:*", queue, { Principal: { AWS: "arn:aws:iam::123456789012:role/other" } })),
    {},
    noIdentity,
  ],
  [
    "the queue's policy leaves it to the account",
    resource(allow("sqs:*", queue, { Principal: { AWS: "123456789012" } })),
    {},
    noIdentity,
  ],
  [
    "the queue's policy denies the account",
    {
      identity: [wide],
      resource: policy(deny("sqs:*", queue, { Principal: { AWS: "arn:aws:iam::123456789012:root" } })),
    },
    {},
    "with an explicit deny in a resource-based policy",
  ],
  [
    "the queue's policy denies all but it",
    { identity: [wide], resource: policy(deny("*", "*", { NotPrincipal: { AWS: validate.roleArn } })) },
    {},
    undefined,
  ],
  [
    "the queue's policy denies all but another",
    { identity: [wide], resource: policy(deny("*", "*", { NotPrincipal: { AWS: "1" } })) },
    {},
    "with an explicit deny in a resource-based policy",
  ],
  [
    "its boundary does not allow it",
    { identity: [wide], boundary: policy(allow("s3:*", "*")) },
    {},
    "because no permissions boundary allows the sqs:SendMessage action",
  ],
  ["its boundary allows it, its policies do not", { identity: [], boundary: wide }, {}, noIdentity],
  ["neither its boundary nor its policies allow it", { identity: [], boundary: narrow }, {}, noIdentity],
  [
    "the queue's policy allows its role, and its boundary does not",
    { identity: [], resource: toRole, boundary: narrow },
    {},
    noBoundary,
  ],
  [
    "the queue's policy allows its role, and its session does not",
    { identity: [], resource: toRole, session: [narrow] },
    {},
    noSession,
  ],
  [
    "the queue's policy allows its session, whatever it may at most",
    { identity: [], resource: toSession, boundary: narrow, session: [narrow] },
    {},
    undefined,
  ],
  [
    "the queue's policy allows all, whatever it may at most",
    { identity: [], resource: toAll, boundary: narrow, session: [narrow] },
    {},
    undefined,
  ],
  [
    "the queue's policy allows its session, and its boundary denies it",
    { identity: [], resource: toSession, boundary: policy(deny("sqs:*", "*")) },
    {},
    "with an explicit deny in a permissions boundary",
  ],
  [
    "the queue's policy denies all but it, which has a boundary",
    {
      identity: [wide],
      resource: policy(deny("*", "*", { NotPrincipal: { AWS: validate.roleArn } })),
      boundary: wide,
    },
    {},
    "with an explicit deny in a resource-based policy",
  ],
  [
    "a managed policy that denies is told by its ARN",
    {
      identity: [wide, policy(deny("sqs:*", "*"))],
      arnOf: (of) => (of === wide ? undefined : "arn:aws:iam::123456789012:policy/none"),
    },
    {},
    "with an explicit deny in an identity-based policy: arn:aws:iam::123456789012:policy/none",
  ],
  [
    "its boundary denies it",
    { identity: [wide], boundary: policy(allow("*", "*"), deny("sqs:*", "*")) },
    {},
    "with an explicit deny in a permissions boundary",
  ],
  [
    "its session does not allow it",
    { identity: [wide], session: [policy(allow("s3:*", "*"))] },
    {},
    "because no session policy allows the sqs:SendMessage action",
  ],
  ["nobody lets the service", resource(), { principal: rules }, noResource],
  [
    "the queue's policy lets the service",
    resource(allow("sqs:SendMessage", queue, { Principal: { Service: "events.amazonaws.com" } })),
    { principal: rules },
    undefined,
  ],
  [
    "the queue's policy lets another service",
    resource(allow("sqs:SendMessage", queue, { Principal: { Service: ["sns.amazonaws.com"] } })),
    { principal: rules },
    noResource,
  ],
  [
    "the service is a deputy of another's",
    resource(
      allow("sqs:SendMessage", queue, {
        Principal: { Service: "events.amazonaws.com" },
        Condition: { ArnEquals: { "aws:SourceArn": "arn:aws:events:us-east-1:123456789012:rule/mine" } },
      }),
    ),
    {
      principal: rules,
      context: new Map([["aws:sourcearn", "arn:aws:events:us-east-1:999999999999:rule/mine"]]),
    },
    noResource,
  ],
];

describe("policies in force", () => {
  test.each(cases)("%s", (_, policies, request, expected) => {
    expect(evaluate({ ...send, ...request }, policies)).toBe(expected);
  });

  test("a denial is told in AWS's words", () => {
    expect(denialMessage(send, noIdentity)).toBe(
      "User: arn:aws:sts::123456789012:assumed-role/validate/one is not authorized to perform: sqs:SendMessage on resource: " +
        "arn:aws:sqs:us-east-1:123456789012:dead-letters because no identity-based policy allows the sqs:SendMessage action",
    );
  });

  const assume: AccessRequest = {
    ...send,
    action: "sts:AssumeRole",
    resource: "arn:aws:iam::123456789012:role/other",
  };
  const trustOf = (Principal: JsonObject) => policy({ Effect: "Allow", Action: "sts:AssumeRole", Principal });
  const noTrust = "because no role trust policy allows the sts:AssumeRole action";
  const noRoleBound = "because no permissions boundary allows the sts:AssumeRole action";
  const denyingTrust = policy({ Effect: "Deny", Action: "sts:*", Principal: "*" });
  test.each([
    ["named", trustOf({ AWS: validate.roleArn }), [], undefined],
    ["not named", trustOf({ Service: "lambda.amazonaws.com" }), [wide], noTrust],
    [
      "of the account that is named, and allowed by its policies",
      trustOf({ AWS: "123456789012" }),
      [wide],
      undefined,
    ],
    ["of the account that is named, and allowed by nothing", trustOf({ AWS: "123456789012" }), [], noTrust],
  ] as const)("a role may be assumed by whoever is %s", (_, trust, policies, expected) => {
    expect(evaluateTrust(assume, trust, { identity: policies })).toBe(expected);
  });

  test("a role is assumed by whoever it names within what they may at most", () => {
    const trust = trustOf({ AWS: validate.roleArn });
    expect(evaluateTrust(assume, trust, { identity: [], boundary: narrow })).toBe(noRoleBound);
    const session = { identity: [], boundary: narrow, session: [narrow] };
    expect(evaluateTrust(assume, trustOf({ AWS: validate.arn }), session)).toBe(undefined);
    expect(evaluateTrust(assume, denyingTrust, { identity: [wide] })).toBe(
      "with an explicit deny in the role trust policy",
    );
  });
});

describe("a pattern", () => {
  const wildcards = { hasWildcards: true, hasVariables: false };
  const none = new Map<string, string>();

  test("matches as a regular expression would", () => {
    const texts = fc.string({ unit: fc.constantFrom("a", "b", "*", "?"), maxLength: 10 });
    fc.assert(
      fc.property(texts, fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 12 }), (pattern, text) => {
        const source = pattern.replaceAll("*", ".*").replaceAll("?", ".");
        expect(compilePattern(pattern, wildcards)(text, none)).toBe(
          new RegExp(`^${source}$`, "s").test(text),
        );
      }),
    );
  });

  test("of an ARN has parts, whose variables may hold colons", () => {
    const matches = compileArnPattern(`arn:aws:s3:::logs/${"$"}{aws:username}/*`, {
      ...wildcards,
      hasVariables: true,
    });
    expect(matches("arn:aws:s3:::logs/ada/a/b:c", new Map([["aws:username", "ada"]]))).toBe(true);
  });

  test("with many stars takes no time", () => {
    const matches = compilePattern(`${"a*".repeat(500)}b`, wildcards);
    expect(matches("a".repeat(20_000), none)).toBe(false);
  });
});
