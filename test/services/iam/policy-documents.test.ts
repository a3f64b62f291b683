// What IAM says of policy documents that it doesn't take, as publicly recorded of CreatePolicy, and which fault it tells first.

import { expect, it } from "@jest/globals";
import {
  checkIdentityPolicy,
  checkManagedPolicy,
  checkTrustPolicy,
} from "../../../src/services/iam/policies/policy-documents.ts";

const version = "2012-10-17";
const allowed = { Effect: "Allow", Action: "sqs:SendMessage", Resource: "*" };
const policy = (change: object) => ({ Version: version, Statement: { ...allowed, ...change } });
const onDate = (date: string) => policy({ Condition: { DateLessThan: { "aws:CurrentTime": date } } });

const isSyntax = "Syntax errors in policy.";
const isLegacy = "The policy failed legacy parsing";
const isOld = "Policy document must be version 2012-10-17 or greater.";
const noActions = "Policy statement must contain actions.";
const noResources = "Policy statement must contain resources.";
const noVendor = "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.";
const tooManyColons = "Actions/Condition can contain only one colon.";

const refusals: [string, unknown, string][] = [
  ["a list", [], isSyntax],
  ["no version", { Statement: allowed }, isOld],
  ["the version before", { Version: "2008-10-17", Statement: allowed }, isOld],
  ["no version and a wrong effect", { Statement: { ...allowed, Effect: "DENY" } }, isOld],
  ["a version that there isn't", { Version: "2020-01-01", Statement: allowed }, isSyntax],
  ["no statement", { Version: version }, isSyntax],
  ["an empty list of statements", { Version: version, Statement: [] }, isSyntax],
  ["a statement that is a text", { Version: version, Statement: ["allow"] }, isSyntax],
  ["a member of the policy that there isn't", { ...policy({}), Rule: "1" }, isSyntax],
  ["a member of the statement that there isn't", policy({ Rule: "1" }), isSyntax],
  ["an id that is a list", { ...policy({}), Id: ["1"] }, isSyntax],
  ["a statement's id that is an object", policy({ Sid: {} }), isSyntax],
  ["an effect that there isn't", policy({ Effect: "Permit" }), isSyntax],
  ["no effect", policy({ Effect: undefined }), isSyntax],
  ["an effect in other letters", policy({ Effect: "allow" }), isLegacy],
  ["a resource that is an object", policy({ Resource: { arn: "*" } }), isSyntax],
  ["a resource and those that it is not", policy({ NotResource: [] }), isSyntax],
  ["an action and those that it is not", policy({ NotAction: "sqs:*" }), isSyntax],
  ["an action in a list of lists", policy({ Action: [["sqs:*"]] }), isSyntax],
  ["a list of conditions", policy({ Condition: [] }), isSyntax],
  ["a condition of a text", policy({ Condition: { StringEquals: "a" } }), isSyntax],
  [
    "a condition's value that is an object",
    policy({ Condition: { StringEquals: { "aws:a": {} } } }),
    isSyntax,
  ],
  ["an operator that there isn't", policy({ Condition: { Same: { "aws:a": "b" } } }), isSyntax],
  [
    "a quantifier with two colons",
    policy({ Condition: { "ForAnyValue::Bool": { "aws:a": "true" } } }),
    isSyntax,
  ],
  ["a date that is none", onDate("tomorrow"), isLegacy],
  ["a thirteenth month", onDate("2026-13"), isLegacy],
  ["an offset of one digit", onDate("2026-12-13T02:00:00+1"), isLegacy],
  ["ten digits of a second", onDate("2026-12-13T02:00:00.1234567890Z"), isLegacy],
  ["seconds beyond 63 bits", onDate("9223372036854775808"), isLegacy],
  ["a bucket with a colon too few", policy({ Resource: "arn:aws:s3::bucket" }), isLegacy],
  ["no service in the resource", policy({ Resource: "arn:aws:::queue" }), isLegacy],
  ["the same without actions", policy({ Action: undefined, Resource: "arn:aws:s3::bucket" }), isLegacy],
  [
    "a resource that is no ARN",
    policy({ Resource: ["queue"] }),
    'Resource queue must be in ARN format or "*".',
  ],
  [
    "no resource's name, and a wrong action",
    policy({ Resource: "", Action: "a:b:c" }),
    'Resource  must be in ARN format or "*".',
  ],
  [
    "a partition that there isn't",
    policy({ Resource: "arn:moon:s3:::bucket" }),
    'Partition "moon" is not valid for resource "arn:moon:s3:::bucket".',
  ],
  [
    "a resource without what ARNs begin with",
    policy({ Resource: "aws:s3:::bucket" }),
    'Partition "s3" is not valid for resource "arn:s3:::bucket:*".',
  ],
  [
    "a resource of two parts",
    policy({ Resource: "queue:one" }),
    'Partition "one" is not valid for resource "arn:one:*:*:*:*".',
  ],
  [
    "a resource of every service",
    policy({ Resource: "arn:aws" }),
    "Resource vendor must be fully qualified and cannot contain regexes.",
  ],
  [
    "a role in a region",
    policy({ Resource: "arn:aws:iam:eu-west-1::role/one" }),
    "IAM resource ARN cannot contain region information.",
  ],
  [
    "nothing of IAM's",
    policy({ Resource: "arn:aws:iam::000000000000:roles/one" }),
    'IAM resource path must either be "*", root, or start with user/, federated-user/, role/, group/, instance-profile/, mfa/, server-certificate/, policy/, sms-mfa/, saml-provider/, oidc-provider/, report/, access-report/.',
  ],
  [
    "a bucket in a region",
    policy({ Resource: "arn:aws:s3:eu-west-1::bucket" }),
    "Resource ARN can not contain region information.",
  ],
  [
    "one id of two statements",
    {
      Version: version,
      Statement: [
        { ...allowed, Sid: "one" },
        { Effect: "Allow", Sid: "one" },
      ],
    },
    "Statement IDs (SID) in a single policy must be unique.",
  ],
  [
    "an id with a space",
    policy({ Sid: "one two" }),
    "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*",
  ],
  ["neither actions nor resources", policy({ Action: undefined, Resource: undefined }), noActions],
  ["an empty list of actions", policy({ Action: [] }), noActions],
  ["no resources, and a wrong action", policy({ Action: "send", Resource: undefined }), noResources],
  ["an empty list of resources", policy({ Resource: [] }), noResources],
  ["an action of no service", policy({ Action: "send" }), noVendor],
  ["an empty action", policy({ Action: undefined, NotAction: "" }), noVendor],
  ["an action with two colons", policy({ Action: "sqs:Send:Message" }), tooManyColons],
  ["a service with a space", policy({ Action: "s q s:SendMessage" }), "Vendor s q s is not valid"],
  ["a principal", policy({ Principal: "*" }), "Policy document should not specify a principal."],
];

it.each(refusals)("tells of %s", (_, document, message) => {
  expect(() => checkManagedPolicy(JSON.stringify(document))).toThrow(
    expect.objectContaining({ code: "MalformedPolicyDocument", message }),
  );
});

it("tells what is no JSON", () => {
  expect(() => checkManagedPolicy("allow")).toThrow(isSyntax);
});

it.each<[string, unknown]>([
  ["one statement", policy({})],
  [
    "an id, and statements of which two have an empty one",
    {
      ...policy({}),
      Id: "1",
      Statement: [
        { ...allowed, Sid: "" },
        { ...allowed, Sid: "" },
      ],
    },
  ],
  ["a service and an action that there aren't", policy({ Action: "moon.light-1: of june " })],
  ["a resource cut short", policy({ Resource: "arn:aws:moon" })],
  ["a service's resource in a region", policy({ Resource: "arn:aws:moon:eu-west-1::rock" })],
  ["an access point", policy({ Resource: "arn:aws:s3:eu-west-1:000000000000:accesspoint/one/object/*" })],
  ["a user by a variable", policy({ Resource: "arn:aws:iam::*:user/${aws:username}" })],
  [
    "all actions but one on all resources but one",
    { Version: version, Statement: { Effect: "Deny", NotAction: "sqs:*", NotResource: "*" } },
  ],
  ["no conditions", policy({ Condition: {} })],
  ["operators that there aren't, asked nothing", policy({ Condition: { Same: {}, Other: {} } })],
  ["a date that is compared with none", policy({ Condition: { DateLessThan: { "aws:CurrentTime": [] } } })],
  ["a key of no service", policy({ Condition: { "ForAnyValue:StringEqualsIfExists": { a: "b" } } })],
  ["a year", onDate("01T")],
  ["a date in small letters, an offset in hours", onDate("2026-12-13t2:00:00.593194+23")],
  ["a date of the last second", onDate("2026-12-13T21:20:37.593194+00:00")],
  ["seconds before the epoch", onDate("-292275054")],
])("takes %s", (_, document) => {
  expect(() => checkManagedPolicy(JSON.stringify(document))).not.toThrow();
});

it("takes the version before as part of a principal", () => {
  expect(() => checkIdentityPolicy(JSON.stringify({ Statement: allowed }))).not.toThrow();
});

const trust = (Action: unknown) =>
  JSON.stringify({ Version: version, Statement: { Effect: "Allow", Principal: "*", Action } });

it.each([
  "sts:*",
  "sts:assumerole",
  "sts:AssumeRole*",
  ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"],
])("takes %j of who may assume a role", (actions) => {
  expect(() => checkTrustPolicy(trust(actions))).not.toThrow();
});

it.each(["s3:GetObject", "sts:Assume", ["sts:AssumeRole", "sts:TagSessions"]])(
  "does not take %j of who may assume a role",
  (actions) => {
    expect(() => checkTrustPolicy(trust(actions))).toThrow(
      "AssumeRole policy may only specify STS AssumeRole actions.",
    );
  },
);
