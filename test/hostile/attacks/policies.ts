// Policies, sessions and what is kept secret: documents without measure, wildcards that never end, tokens that nobody signed.

import { type Attack, type AttackClass, faultIn } from "../attack.ts";
import type { Answer, Target } from "../target.ts";

const statement = { Effect: "Allow", Action: "s3:*", Resource: "*" };
const of = (...statements: readonly unknown[]) =>
  JSON.stringify({ Version: "2012-10-17", Statement: statements });
const own = (text: string) => text.replaceAll('"own"', '"__proto__"');

const documents: Readonly<Record<string, string>> = {
  "no text": " ",
  "a null": "null",
  "a null statement": of(null),
  "nested 60,000 deep": "[".repeat(60_000),
  "conditions nested 10,000 deep": `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":${'{"a":'.repeat(10_000)}1${"}".repeat(10_000)}}]}`,
  "members of the language's own": own(
    of({ ...statement, Condition: { own: { own: "x" } } }, { ...statement, own: { Effect: "Deny" } }),
  ),
  "an operator of the language's own": of({ ...statement, Condition: { constructor: { "aws:x": "x" } } }),
  "actions of nothing but stars": of({ ...statement, Action: "*".repeat(60_000) }),
  "resources of stars between letters": of({
    ...statement,
    Resource: `arn:aws:s3:::${"*a".repeat(30_000)}b`,
  }),
  "resources of nothing but questions": of({ ...statement, Resource: `arn:aws:s3:::${"?".repeat(60_000)}` }),
  "resources of variables": of({ ...statement, Resource: `arn:aws:s3:::${"${aws:username}".repeat(4000)}` }),
  "variables that are not closed": of({ ...statement, Resource: `arn:aws:s3:::${"${".repeat(30_000)}` }),
  "10,000 small statements": `{"Version":"2012-10-17","Statement":[${'{"Effect":"Allow","Action":"*"},'.repeat(4000)}{}]}`,
  "4,000 addresses": of({
    ...statement,
    Condition: {
      IpAddress: {
        "aws:SourceIp": Array.from({ length: 4000 }, (_, at) => `10.${at >> 8}.${at & 255}.0/24`),
      },
    },
  }),
  "addresses that are none": of({
    ...statement,
    Condition: { IpAddress: { "aws:SourceIp": ["::/999", "1.2.3.4/-1", ":".repeat(1000)] } },
  }),
  "numbers that are none": of({
    ...statement,
    Condition: { NumericEquals: { "s3:max-keys": ["1e99999", "NaN", "0x10", ""] } },
  }),
  "dates that are none": of({
    ...statement,
    Condition: { DateLessThan: { "aws:CurrentTime": ["99999-99-99", "1e30", ""] } },
  }),
  "principals of everybody's names": own(
    of({ Effect: "Allow", Principal: { own: "*" }, Action: "sts:AssumeRole" }),
  ),
};

const trust = of({ Effect: "Allow", Principal: { AWS: "*" }, Action: ["sts:AssumeRole", "sts:TagSession"] });
const roleArn = "arn:aws:iam::000000000000:role/hostile";
const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");

const tokens: Readonly<Record<string, string>> = {
  dots: "....",
  "nothing that is signed": `${part({ alg: "none" })}.${part({ sub: "x", iss: "https://x", aud: "y" })}.`,
  "a header that is a null": `${part(null)}.${part(null)}.x`,
  "an issuer of the language's own": `${part({ alg: "RS256", kid: "__proto__" })}.${part({ iss: "__proto__" })}.eA`,
  "a payload nested deep": `${part({})}.${Buffer.from("[".repeat(14_000)).toString("base64url")}.x`,
  "20,000 letters": "x".repeat(20_000),
};

const secrets: Readonly<Record<string, readonly [operation: string, body: object]>> = {
  "a password of which nothing is left": [
    "GetRandomPassword",
    { ExcludeCharacters: Array.from({ length: 94 }, (_, at) => String.fromCharCode(33 + at)).join("") },
  ],
  "a password that cannot have one of each": [
    "GetRandomPassword",
    { PasswordLength: 4096, ExcludeCharacters: "0123456789", RequireEachIncludedType: true },
  ],
  "a password of one letter": [
    "GetRandomPassword",
    {
      PasswordLength: 4,
      ExcludeUppercase: true,
      ExcludeNumbers: true,
      ExcludePunctuation: true,
      ExcludeCharacters: "abcdefghijklmnopqrstuvwxy",
    },
  ],
  "a secret of the language's own name": [
    "CreateSecret",
    { Name: "__proto__", SecretString: '{"__proto__":1}' },
  ],
  "that secret's value": ["GetSecretValue", { SecretId: "__proto__" }],
  "a stage of the language's own": ["GetSecretValue", { SecretId: "__proto__", VersionStage: "constructor" }],
  "a filter that is a wall of text": [
    "ListSecrets",
    { Filters: Array.from({ length: 10 }, () => ({ Key: "all", Values: Array(10).fill("x ".repeat(250)) })) },
  ],
  "a rotation never": [
    "RotateSecret",
    { SecretId: "__proto__", RotationRules: { ScheduleExpression: "cron(0 0 31 2 ? *)" } },
  ],
  "a rotation always": [
    "RotateSecret",
    {
      SecretId: "__proto__",
      RotationRules: { ScheduleExpression: "rate(0 hours)", Duration: "99999999999h" },
    },
  ],
  "a policy nested deep": [
    "PutResourcePolicy",
    { SecretId: "__proto__", ResourcePolicy: "[".repeat(20_000) },
  ],
};

export const policyAttacks: AttackClass = {
  name: "policies",
  attacks: [
    ...Object.entries(documents).flatMap(([name, document], at) => [
      attack(`CreatePolicy of ${name}`, (target) =>
        iam(target, "CreatePolicy", { PolicyName: `p${at}`, PolicyDocument: document }),
      ),
      attack(`CreateRole of ${name}`, (target) =>
        iam(target, "CreateRole", { RoleName: `r${at}`, AssumeRolePolicyDocument: document }),
      ),
      attack(`PutRolePolicy of ${name}`, (target) =>
        iam(target, "PutRolePolicy", { RoleName: "hostile", PolicyName: "p", PolicyDocument: document }),
      ),
      attack(`SimulateCustomPolicy of ${name}`, (target) =>
        iam(target, "SimulateCustomPolicy", {
          "PolicyInputList.member.1": document,
          "ActionNames.member.1": "s3:GetObject",
          "ResourceArns.member.1": `arn:aws:s3:::${"a".repeat(2000)}`,
        }),
      ),
      attack(`GetContextKeysForCustomPolicy of ${name}`, (target) =>
        iam(target, "GetContextKeysForCustomPolicy", { "PolicyInputList.member.1": document }),
      ),
      attack(`AssumeRole within ${name}`, (target) =>
        sts(target, "AssumeRole", { RoleArn: roleArn, RoleSessionName: "hostile", Policy: document }),
      ),
    ]),
    ...Object.entries(tokens).map(([name, token]) =>
      attack(`AssumeRoleWithWebIdentity by ${name}`, (target) =>
        sts(target, "AssumeRoleWithWebIdentity", {
          RoleArn: roleArn,
          RoleSessionName: "hostile",
          WebIdentityToken: token,
        }),
      ),
    ),
    attack("AssumeRole with tags of the language's own", (target) =>
      sts(target, "AssumeRole", {
        RoleArn: roleArn,
        RoleSessionName: "hostile",
        "Tags.member.1.Key": "__proto__",
        "Tags.member.1.Value": "constructor",
        "TransitiveTagKeys.member.1": "__proto__",
      }),
    ),
    attack("a list with a place far out", (target) =>
      sts(target, "AssumeRole", {
        RoleArn: roleArn,
        RoleSessionName: "hostile",
        "Tags.member.999999999999.Key": "x",
        "Tags.member.__proto__.Value": "x",
      }),
    ),
    ...Object.entries(secrets).map(([name, [operation, body]]) =>
      attack(`${operation} of ${name}`, (target) => target.call("secretsmanager", operation, body)),
    ),
  ],
};

function attack(name: string, ask: (target: Target) => Promise<Answer>): Attack {
  return {
    name,
    run: async (target) => {
      await iam(target, "CreateRole", { RoleName: "hostile", AssumeRolePolicyDocument: trust });
      return faultIn(await ask(target));
    },
  };
}

const form =
  (version: string) =>
  (target: Target, operation: string, members: Readonly<Record<string, string>>): Promise<Answer> =>
    target.request("POST", "/", {
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams({ Action: operation, Version: version, ...members }).toString(),
    });
const iam = form("2010-05-08");
const sts = form("2011-06-15");
