// Roles and policies as a stack makes, changes and deletes them.

import { beforeEach, expect, test } from "@jest/globals";
import { localIdentity } from "../../../src/aws/arn.ts";
import { Iam } from "../../../src/services/iam/iam.ts";
import {
  iamInstanceProfile,
  iamManagedPolicy,
  iamPolicy,
  iamRole,
} from "../../../src/services/iam/resources/roles-and-policies.ts";
import {
  iamAccessKey,
  iamGroup,
  iamUser,
  iamUserToGroupAddition,
} from "../../../src/services/iam/resources/users.ts";
import { RecordBook } from "../../../src/storage/record-book.ts";
import { systemClock } from "../../../src/time/clock.ts";
import { TestedResource } from "../support/resource.ts";

const trust = { Statement: [] };
const allow = (Action: string) => ({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action, Resource: "*" }],
});
const basic = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole";
const xray = "arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess";

let iam: Iam;
beforeEach(async () => {
  const book = await RecordBook.open({ directory: undefined, name: "iam.journal" });
  iam = new Iam(systemClock, localIdentity, book);
});

test("a role keeps what other resources give it while its own policies change", async () => {
  const role = new TestedResource(iamRole, iam);
  const { ref } = await role.create({
    AssumeRolePolicyDocument: trust,
    ManagedPolicyArns: [basic],
    Policies: [{ PolicyName: "own", PolicyDocument: allow("s3:GetObject") }],
  });
  const policy = new TestedResource(iamPolicy, iam);
  await policy.create({ PolicyName: "other", PolicyDocument: allow("sqs:SendMessage"), Roles: [ref] });
  await role.update({ AssumeRolePolicyDocument: trust, ManagedPolicyArns: [xray], Description: "changed" });
  expect(iam.roles.get(ref)).toMatchObject({ attached: [xray], description: "changed" });
  expect(Object.keys(iam.roles.get(ref).inline)).toEqual(["other"]);
  await policy.delete();
  expect(iam.roles.get(ref).inline).toEqual({});
  await role.delete();
  await role.delete();
  expect(iam.roles.find(ref)).toBeUndefined();
});

test("a policy moves from one role to another", async () => {
  const roles = ["one", "two"];
  for (const name of roles) iam.roles.create({ name, trustPolicy: JSON.stringify(trust) });
  const policy = new TestedResource(iamPolicy, iam);
  const given = { PolicyName: "moving", PolicyDocument: allow("s3:GetObject") };
  await policy.create({ ...given, Roles: ["one"] });
  await policy.update({ ...given, Roles: ["two"] });
  expect(roles.map((name) => Object.keys(iam.roles.get(name).inline))).toEqual([[], ["moving"]]);
});

test("a managed policy has a version for each of its documents, and lets its roles go", async () => {
  iam.roles.create({ name: "holder", trustPolicy: JSON.stringify(trust) });
  const policy = new TestedResource(iamManagedPolicy, iam);
  const { ref } = await policy.create({ PolicyDocument: allow("s3:GetObject"), Roles: ["holder"] });
  for (const action of ["a:A", "a:B", "a:C", "a:D", "a:E"])
    await policy.update({ PolicyDocument: allow(action), Roles: ["holder"] });
  expect(iam.policies.get(ref)).toMatchObject({ defaultVersion: "v6" });
  expect(iam.policies.get(ref).versions).toHaveLength(5);
  await policy.update({ PolicyDocument: allow("a:E") });
  expect(iam.policies.get(ref)).toMatchObject({ defaultVersion: "v6" });
  expect(iam.roles.get("holder").attached).toEqual([]);
  await policy.delete();
  await policy.delete();
  expect(iam.policies.find(ref)).toBeUndefined();
});

test("an instance profile changes its role", async () => {
  for (const name of ["one", "two"]) iam.roles.create({ name, trustPolicy: JSON.stringify(trust) });
  const profile = new TestedResource(iamInstanceProfile, iam);
  const { ref } = await profile.create({ Roles: ["one"] });
  await profile.update({ Roles: ["two"] });
  expect(iam.profiles.get(ref).roleName).toBe("two");
  await profile.delete();
  expect(iam.profiles.find(ref)).toBeUndefined();
});

test("a role of another is refused, and one of an earlier run is taken", async () => {
  const given = { RoleName: "named", AssumeRolePolicyDocument: trust };
  await new TestedResource(iamRole, iam).create(given);
  await expect(new TestedResource(iamRole, iam).create(given)).rejects.toMatchObject({
    code: "EntityAlreadyExists",
  });
  await new TestedResource(iamRole, iam, { mayExist: true }).create({ ...given, Description: "again" });
  expect(iam.roles.get("named").description).toBe("again");
});

test("a user is in the groups and has the policies that a template says, as long as it says so", async () => {
  const group = new TestedResource(iamGroup, iam);
  const { ref: GroupName } = await group.create({ GroupName: "team", ManagedPolicyArns: [basic] });
  const user = new TestedResource(iamUser, iam);
  const { ref: UserName, attributes } = await user.create({
    ...{ UserName: "ada", Path: "/p/", Groups: [GroupName], LoginProfile: { Password: "p" } },
    Policies: [{ PolicyName: "own", PolicyDocument: allow("s3:GetObject") }],
  });
  expect(attributes).toEqual({ Arn: "arn:aws:iam::000000000000:user/p/ada" });
  const policy = new TestedResource(iamPolicy, iam);
  await policy.create({
    ...{ PolicyName: "other", PolicyDocument: allow("sqs:SendMessage"), Users: [UserName] },
    Groups: [GroupName],
  });
  const key = new TestedResource(iamAccessKey, iam);
  const { ref: keyId } = await key.create({ UserName });
  expect(iam.groups.members("team").map(({ name }) => name)).toEqual(["ada"]);
  expect(iam.users.get("ada")).toMatchObject({
    ...{ inline: { own: expect.any(String), other: expect.any(String) }, keys: [{ id: keyId }] },
    login: { isResetRequired: false },
  });
  await user.update({ UserName: "ada" });
  await policy.update({ PolicyName: "other", PolicyDocument: allow("sqs:SendMessage"), Groups: [GroupName] });
  expect(iam.users.get("ada")).toMatchObject({ path: "/", inline: {}, groups: [] });
  expect(iam.users.get("ada").login).toBeUndefined();
  const addition = new TestedResource(iamUserToGroupAddition, iam);
  await addition.create({ GroupName, Users: [UserName] });
  expect(iam.groups.of("ada").map(({ name }) => name)).toEqual(["team"]);
  for (const each of [addition, key, policy, user, group]) await each.delete();
  expect([iam.users.all(), iam.groups.all()]).toEqual([[], []]);
});
