// AWS::IAM::User, Group, AccessKey and UserToGroupAddition.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_IAM.html

import type { Properties } from "../../../aws/template/properties.ts";
import type { CreatedResource, ResourceKind } from "../../../aws/template/resource-kind.ts";
import type { Iam } from "../iam.ts";
import { noPolicies, policiesIn, tagsIn } from "./roles-and-policies.ts";

export const iamUser: ResourceKind<Iam> = {
  type: "AWS::IAM::User",
  create(properties, { service: iam, generatedName, mayExist }) {
    const name = properties.optionalText("UserName") ?? generatedName;
    if (!mayExist || iam.users.find(name) === undefined) iam.users.create({ name });
    return settledUser(iam, name, properties);
  },
  update: (properties, { service: iam, ref, former }) => settledUser(iam, ref, properties, former),
  async delete(ref, { service: iam }) {
    const user = iam.users.find(ref);
    if (user === undefined) return;
    iam.users.settle(ref, user, noPolicies);
    iam.users.setGroups(ref, []);
    if (user.login !== undefined) iam.users.deleteLogin(ref);
    iam.users.delete(ref);
    await iam.book.committed();
  },
};

/** Makes the user what the template says, and leaves alone what other resources add. */
async function settledUser(
  iam: Iam,
  name: string,
  properties: Properties,
  former?: Properties,
): Promise<CreatedResource> {
  const { users, groups } = iam;
  properties.inert("UserName");
  users.rename(name, { path: properties.optionalText("Path") ?? "/" });
  users.setBoundary(name, properties.optionalText("PermissionsBoundary"));
  users.setTags(name, tagsIn(properties));
  users.settle(name, former === undefined ? noPolicies : policiesIn(former), policiesIn(properties));
  const wanted = properties.texts("Groups");
  for (const group of former?.texts("Groups") ?? [])
    if (!wanted.includes(group) && groups.find(group) !== undefined) groups.remove(group, name);
  for (const group of wanted) groups.add(group, name);
  settleLogin(iam, name, properties);
  await iam.book.committed();
  return { ref: name, attributes: { Arn: users.get(name).arn } };
}

/** Of a login profile it is told that there is one: nobody signs in. */
function settleLogin({ users }: Iam, name: string, properties: Properties): void {
  const hasLogin = users.get(name).login !== undefined;
  if (properties.json("LoginProfile") === undefined) {
    if (hasLogin) users.deleteLogin(name);
    return;
  }
  const section = properties.section("LoginProfile");
  section.text("Password");
  const isResetRequired = section.optionalBoolean("PasswordResetRequired") ?? false;
  if (hasLogin) users.changeLogin(name, isResetRequired);
  else users.createLogin(name, isResetRequired);
}

export const iamGroup: ResourceKind<Iam> = {
  type: "AWS::IAM::Group",
  create(properties, { service: iam, generatedName, mayExist }) {
    const name = properties.optionalText("GroupName") ?? generatedName;
    if (!mayExist || iam.groups.find(name) === undefined) iam.groups.create(name);
    return settledGroup(iam, name, properties);
  },
  update: (properties, { service: iam, ref, former }) => settledGroup(iam, ref, properties, former),
  async delete(ref, { service: iam }) {
    const group = iam.groups.find(ref);
    if (group === undefined) return;
    iam.groups.settle(ref, group, noPolicies);
    iam.groups.delete(ref);
    await iam.book.committed();
  },
};

async function settledGroup(
  { groups, book }: Iam,
  name: string,
  properties: Properties,
  former?: Properties,
): Promise<CreatedResource> {
  properties.inert("GroupName");
  groups.rename(name, { path: properties.optionalText("Path") ?? "/" });
  groups.settle(name, former === undefined ? noPolicies : policiesIn(former), policiesIn(properties));
  await book.committed();
  return { ref: name, attributes: { Arn: groups.get(name).arn } };
}

export const iamAccessKey: ResourceKind<Iam> = {
  type: "AWS::IAM::AccessKey",
  isKept: true,
  create: (properties, { service: iam }) =>
    settledKey(iam, iam.users.createKey(properties.text("UserName")).id, properties),
  update: (properties, { service: iam, ref }) => settledKey(iam, ref, properties),
  async delete(ref, { service: iam }) {
    const user = iam.users.holderOf(ref);
    if (user !== undefined) iam.users.deleteKey(user.name, ref);
    await iam.book.committed();
  },
};

async function settledKey(
  { users, book }: Iam,
  id: string,
  properties: Properties,
): Promise<CreatedResource> {
  properties.inert("Serial");
  const user = properties.text("UserName");
  users.changeKey(user, id, properties.optionalText("Status") === "Inactive" ? "Inactive" : "Active");
  await book.committed();
  const key = users.get(user).keys.find((each) => each.id === id);
  return { ref: id, attributes: { Id: id, SecretAccessKey: key?.secret ?? "" } };
}

export const iamUserToGroupAddition: ResourceKind<Iam> = {
  type: "AWS::IAM::UserToGroupAddition",
  create: (properties, { service, generatedName }) => added(service, generatedName, properties),
  update(properties, { service: iam, ref, former }) {
    const isSame = former.text("GroupName") === properties.text("GroupName");
    const kept = isSame ? properties.texts("Users") : [];
    takeOut(iam, former, (user) => !kept.includes(user));
    return added(iam, ref, properties);
  },
  async delete(_, { service: iam, former }) {
    takeOut(iam, former, () => true);
    await iam.book.committed();
  },
};

async function added({ groups, book }: Iam, ref: string, properties: Properties): Promise<CreatedResource> {
  for (const user of properties.texts("Users")) groups.add(properties.text("GroupName"), user);
  await book.committed();
  return { ref, attributes: { Id: ref } };
}

/** Who or what is gone already is no failure. */
function takeOut({ groups, users }: Iam, former: Properties, isOut: (user: string) => boolean): void {
  const group = former.text("GroupName");
  for (const user of former.texts("Users"))
    if (isOut(user) && groups.find(group) !== undefined && users.find(user) !== undefined)
      groups.remove(group, user);
}
