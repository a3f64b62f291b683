// AWS::SecretsManager::Secret, and what is attached to one, which has no effect here.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-secretsmanager-secret.html

import { isJsonObject, type JsonObject } from "../../aws/json.ts";
import type { Properties } from "../../aws/template/properties.ts";
import type { CreatedResource, Deployment, ResourceKind } from "../../aws/template/resource-kind.ts";
import { type PasswordRequest, randomPassword } from "./random-password.ts";
import type { Secrets } from "./secrets.ts";

interface Kept {
  readonly secrets: Secrets;
}

export const secret: ResourceKind<Kept> = {
  type: "AWS::SecretsManager::Secret",
  async create(properties, { service: { secrets }, generatedName, mayExist }) {
    const name = properties.optionalText("Name") ?? generatedName;
    const present = mayExist ? secrets.all().find((each) => each.name === name) : undefined;
    // One that is there keeps its value: made again it would be another than what its users know.
    const { secret } =
      present === undefined
        ? secrets.create({ name, text: properties.optionalText("SecretString") ?? generatedText(properties) })
        : { secret: secrets.restore(present.arn) };
    return settled(secrets, secret.arn, properties);
  },
  update(properties, { service: { secrets }, ref, former }) {
    const text = properties.optionalText("SecretString");
    if (text !== undefined && text !== former.optionalText("SecretString")) secrets.putValue(ref, { text });
    else if (text === undefined && isChanged(properties, former, "GenerateSecretString"))
      secrets.putValue(ref, { text: generatedText(properties) });
    return settled(secrets, ref, properties);
  },
  async delete(ref, { service: { secrets } }) {
    if (secrets.all().some(({ arn }) => arn === ref)) secrets.delete(ref, 0);
    await secrets.book.committed();
  },
};

async function settled(secrets: Secrets, arn: string, properties: Properties): Promise<CreatedResource> {
  properties.inert("GenerateSecretString", "ReplicaRegions", "SecretString", "Type");
  const tags = properties.sections("Tags").map((tag) => [tag.text("Key"), tag.optionalText("Value") ?? ""]);
  secrets.describe(arn, {
    description: properties.optionalText("Description"),
    kmsKeyId: properties.optionalText("KmsKeyId"),
    tags: properties.has("Tags") ? Object.fromEntries(tags) : undefined,
  });
  await secrets.book.committed();
  return { ref: arn, attributes: { Id: arn } };
}

function isChanged(properties: Properties, former: Properties, name: string): boolean {
  return JSON.stringify(properties.json(name)) !== JSON.stringify(former.json(name));
}

function generatedText(properties: Properties): string | undefined {
  if (!properties.has("GenerateSecretString")) return undefined;
  const section = properties.section("GenerateSecretString");
  const password = randomPassword(passwordRequest(section));
  const template = section.optionalText("SecretStringTemplate");
  const key = section.optionalText("GenerateStringKey");
  if (template === undefined && key === undefined) return password;
  if (template === undefined || key === undefined)
    return section.fail("", "SecretStringTemplate and GenerateStringKey can only be given together");
  return JSON.stringify({ ...objectIn(section, template), [key]: password });
}

function passwordRequest(section: Properties): PasswordRequest {
  return {
    PasswordLength: section.optionalNumber("PasswordLength"),
    ExcludeCharacters: section.optionalText("ExcludeCharacters"),
    ExcludeLowercase: section.optionalBoolean("ExcludeLowercase"),
    ExcludeNumbers: section.optionalBoolean("ExcludeNumbers"),
    ExcludePunctuation: section.optionalBoolean("ExcludePunctuation"),
    ExcludeUppercase: section.optionalBoolean("ExcludeUppercase"),
    IncludeSpace: section.optionalBoolean("IncludeSpace"),
    RequireEachIncludedType: section.optionalBoolean("RequireEachIncludedType"),
  };
}

function objectIn(section: Properties, text: string): JsonObject {
  try {
    const value: unknown = JSON.parse(text);
    if (isJsonObject(value)) return value;
  } catch {}
  return section.fail("SecretStringTemplate", "must be a JSON object as a text");
}

/** Names the database that a secret is of: nothing rotates it here. */
export const secretTargetAttachment: ResourceKind<Kept> = {
  type: "AWS::SecretsManager::SecretTargetAttachment",
  isInert: true,
  create: attached,
  update: attached,
  delete: () => undefined,
};

function attached(properties: Properties): CreatedResource {
  properties.inert("TargetId", "TargetType");
  const ref = properties.text("SecretId");
  return { ref, attributes: { Id: ref } };
}

export const secretPolicy: ResourceKind<Kept> = {
  type: "AWS::SecretsManager::ResourcePolicy",
  create: putPolicy,
  update: putPolicy,
  async delete(ref, { service: { secrets } }) {
    if (secrets.all().some(({ arn }) => arn === ref)) secrets.withoutPolicy(ref);
    await secrets.book.committed();
  },
};

async function putPolicy(
  properties: Properties,
  { service: { secrets } }: Deployment<Kept>,
): Promise<CreatedResource> {
  properties.inert("BlockPublicPolicy");
  const policy = properties.json("ResourcePolicy") ?? properties.fail("ResourcePolicy", "is required");
  const { arn } = secrets.update(properties.text("SecretId"), { policy: JSON.stringify(policy) });
  await secrets.book.committed();
  return { ref: arn, attributes: { Id: arn } };
}
