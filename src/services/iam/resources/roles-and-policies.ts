// AWS::IAM::Role, Policy, ManagedPolicy, InstanceProfile, and the policies of one role, user or group.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_IAM.html

import type { Properties } from "../../../aws/template/properties.ts";
import type { CreatedResource, Deployment, ResourceKind } from "../../../aws/template/resource-kind.ts";
import type { Iam } from "../iam.ts";
import type { HeldPolicies, PolicyHolder, PolicyHolders } from "../policies/policy-holders.ts";

export const noPolicies: HeldPolicies = { attached: [], inline: {} };

export const iamRole: ResourceKind<Iam> = {
  type: "AWS::IAM::Role",
  async create(properties, { service: iam, generatedName, mayExist }) {
    const name = properties.optionalText("RoleName") ?? generatedName;
    const path = properties.optionalText("Path");
    const present = mayExist ? iam.roles.find(name) : undefined;
    if (present === undefined)
      iam.roles.create({ name, path, trustPolicy: documentIn(properties, "AssumeRolePolicyDocument") });
    return settledRole(iam, name, properties);
  },
  update: (properties, { service: iam, ref, former }) => {
    properties.inert("RoleName", "Path");
    return settledRole(iam, ref, properties, former);
  },
  async delete(ref, { service: iam }) {
    const role = iam.roles.find(ref);
    if (role === undefined) return;
    iam.roles.settle(ref, role, noPolicies);
    iam.roles.delete(ref);
    await iam.book.committed();
  },
};

/** Makes the role what the template says of it, and leaves alone what other resources add to it. */
async function settledRole(
  iam: Iam,
  name: string,
  properties: Properties,
  former?: Properties,
): Promise<CreatedResource> {
  const { roles } = iam;
  roles.setTrustPolicy(name, documentIn(properties, "AssumeRolePolicyDocument"));
  roles.update(name, {
    description: properties.optionalText("Description") ?? "",
    maxSessionSeconds: properties.optionalNumber("MaxSessionDuration") ?? 3600,
  });
  roles.setBoundary(name, properties.optionalText("PermissionsBoundary"));
  roles.setTags(name, tagsIn(properties));
  roles.settle(name, former === undefined ? noPolicies : policiesIn(former), policiesIn(properties));
  await iam.book.committed();
  const { arn: Arn, id: RoleId } = roles.get(name);
  return { ref: name, attributes: { Arn, RoleId } };
}

export function policiesIn(properties: Properties): HeldPolicies {
  const inline = properties
    .sections("Policies")
    .map((policy) => [policy.text("PolicyName"), documentIn(policy, "PolicyDocument")]);
  return { attached: properties.texts("ManagedPolicyArns"), inline: Object.fromEntries(inline) };
}

/** Whom a policy of a template names, by kind. */
function holdersIn(
  iam: Iam,
  properties: Properties,
): readonly (readonly [PolicyHolders<PolicyHolder>, string])[] {
  const of = (holders: PolicyHolders<PolicyHolder>, member: string) =>
    properties.texts(member).map((name) => [holders, name] as const);
  return [...of(iam.roles, "Roles"), ...of(iam.users, "Users"), ...of(iam.groups, "Groups")];
}

export const iamPolicy: ResourceKind<Iam> = {
  type: "AWS::IAM::Policy",
  create: (properties, { service: iam, generatedName }) => putInline(iam, generatedName, properties),
  update(properties, { service: iam, ref, former }) {
    const isSame = former.text("PolicyName") === properties.text("PolicyName");
    const kept = isSame ? holdersIn(iam, properties) : [];
    dropInline(iam, former, (holders, name) => !kept.some(([of, each]) => of === holders && each === name));
    return putInline(iam, ref, properties);
  },
  async delete(_, { service: iam, former }) {
    dropInline(iam, former, () => true);
    await iam.book.committed();
  },
};

async function putInline(iam: Iam, ref: string, properties: Properties): Promise<CreatedResource> {
  const name = properties.text("PolicyName");
  const document = documentIn(properties, "PolicyDocument");
  for (const [holders, holder] of holdersIn(iam, properties)) holders.putPolicy(holder, name, document);
  await iam.book.committed();
  return { ref, attributes: { Id: ref } };
}

function dropInline(
  iam: Iam,
  former: Properties,
  isDropped: (holders: PolicyHolders<PolicyHolder>, name: string) => boolean,
): void {
  const policyName = former.text("PolicyName");
  for (const [holders, name] of holdersIn(iam, former))
    if (isDropped(holders, name)) dropOne(holders, name, policyName);
}

/** What is gone already is no failure. */
function dropOne(holders: PolicyHolders<PolicyHolder>, name: string, policyName: string): void {
  const holder = holders.find(name);
  if (holder !== undefined && Object.hasOwn(holder.inline, policyName))
    holders.deletePolicy(name, policyName);
}

/** A policy of one role, user or group, such as AWS::IAM::RolePolicy. */
function onePolicy(of: "Role" | "User" | "Group"): ResourceKind<Iam> {
  const holdersOf = ({ roles, users, groups }: Iam): PolicyHolders<PolicyHolder> =>
    ({ Role: roles, User: users, Group: groups })[of];
  const put = async (properties: Properties, { service: iam }: Deployment<Iam>) => {
    const name = properties.text("PolicyName");
    holdersOf(iam).putPolicy(properties.text(`${of}Name`), name, documentIn(properties, "PolicyDocument"));
    await iam.book.committed();
    return { ref: name };
  };
  return {
    type: `AWS::IAM::${of}Policy`,
    create: put,
    update: put,
    async delete(_, { service: iam, former }) {
      dropOne(holdersOf(iam), former.text(`${of}Name`), former.text("PolicyName"));
      await iam.book.committed();
    },
  };
}

export const iamRolePolicy = onePolicy("Role");
export const iamUserPolicy = onePolicy("User");
export const iamGroupPolicy = onePolicy("Group");

export const iamManagedPolicy: ResourceKind<Iam> = {
  type: "AWS::IAM::ManagedPolicy",
  create(properties, { service: iam, generatedName, mayExist }) {
    const name = properties.optionalText("ManagedPolicyName") ?? generatedName;
    const present = mayExist ? iam.policies.all().find((policy) => policy.name === name) : undefined;
    const policy =
      present ??
      iam.policies.create({
        ...{ name, path: properties.optionalText("Path") },
        document: documentIn(properties, "PolicyDocument"),
        description: properties.optionalText("Description"),
      });
    return settledPolicy(iam, policy.arn, properties);
  },
  update: (properties, { service: iam, ref, former }) => settledPolicy(iam, ref, properties, former),
  async delete(ref, { service: iam }) {
    const policy = iam.policies.find(ref);
    if (policy === undefined) return;
    for (const holders of [iam.roles, iam.users, iam.groups])
      for (const { name } of holders.having(ref)) holders.detach(name, ref);
    for (const { id } of policy.versions)
      if (id !== policy.defaultVersion) iam.policies.deleteVersion(ref, id);
    iam.policies.delete(ref);
    await iam.book.committed();
  },
};

async function settledPolicy(
  iam: Iam,
  arn: string,
  properties: Properties,
  former?: Properties,
): Promise<CreatedResource> {
  properties.inert("ManagedPolicyName", "Path", "Description");
  const document = documentIn(properties, "PolicyDocument");
  iam.policies.setDocument(arn, document);
  iam.policies.setTags(arn, tagsIn(properties));
  const wanted = holdersIn(iam, properties);
  for (const [holders, name] of former === undefined ? [] : holdersIn(iam, former)) {
    const isWanted = wanted.some(([of, each]) => of === holders && each === name);
    if (!isWanted && holders.find(name)?.attached.includes(arn) === true) holders.detach(name, arn);
  }
  for (const [holders, name] of wanted) holders.attach(name, arn);
  await iam.book.committed();
  const policy = iam.policies.get(arn);
  const attributes = {
    ...{ PolicyArn: arn, PolicyId: policy.id, DefaultVersionId: policy.defaultVersion },
    ...{ AttachmentCount: iam.attachments(arn), IsAttachable: true },
    PermissionsBoundaryUsageCount: iam.boundaryUses(arn),
    CreateDate: new Date(policy.createdAt).toISOString(),
    UpdateDate: new Date(policy.updatedAt).toISOString(),
  };
  return { ref: arn, attributes };
}

export const iamInstanceProfile: ResourceKind<Iam> = {
  type: "AWS::IAM::InstanceProfile",
  create(properties, { service: iam, generatedName, mayExist }) {
    const name = properties.optionalText("InstanceProfileName") ?? generatedName;
    const path = properties.optionalText("Path");
    if (!mayExist || iam.profiles.find(name) === undefined) iam.profiles.create(name, path);
    return settledProfile(iam, name, properties);
  },
  update: (properties, { service: iam, ref }) => {
    properties.inert("InstanceProfileName", "Path");
    return settledProfile(iam, ref, properties);
  },
  async delete(ref, { service: iam }) {
    const profile = iam.profiles.find(ref);
    if (profile === undefined) return;
    if (profile.roleName !== undefined) iam.profiles.removeRole(ref, profile.roleName);
    iam.profiles.delete(ref);
    await iam.book.committed();
  },
};

async function settledProfile(iam: Iam, name: string, properties: Properties): Promise<CreatedResource> {
  const present = iam.profiles.get(name).roleName;
  const [wanted] = properties.texts("Roles");
  if (present !== undefined && present !== wanted) iam.profiles.removeRole(name, present);
  if (wanted !== undefined && present !== wanted) iam.profiles.addRole(name, iam.roles.get(wanted).name);
  await iam.book.committed();
  return { ref: name, attributes: { Arn: iam.profiles.get(name).arn } };
}

/** A document is an object in a template, or its text. */
function documentIn(properties: Properties, name: string): string {
  const document = properties.json(name) ?? properties.fail(name, "is required");
  return typeof document === "string" ? document : JSON.stringify(document);
}

export function tagsIn(properties: Properties): Readonly<Record<string, string>> {
  const tags = properties.sections("Tags").map((tag) => [tag.text("Key"), tag.optionalText("Value") ?? ""]);
  return Object.fromEntries(tags);
}
