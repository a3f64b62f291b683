// AWS::IAM::Role, Policy, RolePolicy, ManagedPolicy and InstanceProfile. Users and groups that a policy names are not here.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_IAM.html

import type { Properties } from "../../aws/template/properties.ts";
import type { CreatedResource, Deployment, ResourceKind } from "../../aws/template/resource-kind.ts";
import type { Iam } from "./iam.ts";
import type { Role, RolePolicies } from "./roles.ts";

const none: RolePolicies = { attached: [], inline: {} };

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
    emptyRole(iam, role);
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
  roles.settle(name, former === undefined ? none : policiesIn(former), policiesIn(properties));
  await iam.book.committed();
  const { arn: Arn, id: RoleId } = roles.get(name);
  return { ref: name, attributes: { Arn, RoleId } };
}

function policiesIn(properties: Properties): RolePolicies {
  const inline = properties
    .sections("Policies")
    .map((policy) => [policy.text("PolicyName"), documentIn(policy, "PolicyDocument")]);
  return { attached: properties.texts("ManagedPolicyArns"), inline: Object.fromEntries(inline) };
}

function emptyRole(iam: Iam, { name, attached, inline }: Role): void {
  for (const arn of attached) iam.roles.detach(name, arn);
  for (const policyName of Object.keys(inline)) iam.roles.deletePolicy(name, policyName);
}

export const iamPolicy: ResourceKind<Iam> = {
  type: "AWS::IAM::Policy",
  create: (properties, { service: iam, generatedName }) => putInline(iam, generatedName, properties),
  update(properties, { service: iam, ref, former }) {
    const [name, roles] = [properties.text("PolicyName"), properties.texts("Roles")];
    const isSame = former.text("PolicyName") === name;
    dropInline(iam, former, (roleName) => !isSame || !roles.includes(roleName));
    return putInline(iam, ref, properties);
  },
  async delete(_, { service: iam, former }) {
    dropInline(iam, former, () => true);
    await iam.book.committed();
  },
};

async function putInline(iam: Iam, ref: string, properties: Properties): Promise<CreatedResource> {
  properties.inert("Users", "Groups");
  const name = properties.text("PolicyName");
  const document = documentIn(properties, "PolicyDocument");
  for (const roleName of properties.texts("Roles")) iam.roles.putPolicy(roleName, name, document);
  await iam.book.committed();
  return { ref, attributes: { Id: ref } };
}

function dropInline(iam: Iam, former: Properties, isDropped: (roleName: string) => boolean): void {
  const name = former.text("PolicyName");
  for (const roleName of former.texts("Roles")) {
    const role = iam.roles.find(roleName);
    if (role !== undefined && Object.hasOwn(role.inline, name) && isDropped(roleName))
      iam.roles.deletePolicy(roleName, name);
  }
}

export const iamRolePolicy: ResourceKind<Iam> = {
  type: "AWS::IAM::RolePolicy",
  create: putRolePolicy,
  update: putRolePolicy,
  async delete(_, { service: iam, former }) {
    const role = iam.roles.find(former.text("RoleName"));
    const name = former.text("PolicyName");
    if (role !== undefined && Object.hasOwn(role.inline, name)) iam.roles.deletePolicy(role.name, name);
    await iam.book.committed();
  },
};

async function putRolePolicy(
  properties: Properties,
  { service: iam }: Deployment<Iam>,
): Promise<CreatedResource> {
  const [roleName, name] = [properties.text("RoleName"), properties.text("PolicyName")];
  iam.roles.putPolicy(roleName, name, documentIn(properties, "PolicyDocument"));
  await iam.book.committed();
  return { ref: name };
}

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
    for (const { name } of iam.rolesWith(ref)) iam.roles.detach(name, ref);
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
  properties.inert("Users", "Groups", "ManagedPolicyName", "Path", "Description");
  const document = documentIn(properties, "PolicyDocument");
  iam.policies.setDocument(arn, document);
  iam.policies.setTags(arn, tagsIn(properties));
  const roles = properties.texts("Roles");
  for (const roleName of former?.texts("Roles") ?? [])
    if (!roles.includes(roleName) && iam.roles.find(roleName)?.attached.includes(arn) === true)
      iam.roles.detach(roleName, arn);
  for (const roleName of roles) iam.roles.attach(roleName, arn);
  await iam.book.committed();
  const policy = iam.policies.get(arn);
  const attributes = {
    ...{ PolicyArn: arn, PolicyId: policy.id, DefaultVersionId: policy.defaultVersion },
    ...{ AttachmentCount: iam.rolesWith(arn).length, PermissionsBoundaryUsageCount: 0, IsAttachable: true },
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

function tagsIn(properties: Properties): Readonly<Record<string, string>> {
  const tags = properties.sections("Tags").map((tag) => [tag.text("Key"), tag.optionalText("Value") ?? ""]);
  return Object.fromEntries(tags);
}
