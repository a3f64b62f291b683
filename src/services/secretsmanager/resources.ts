// AWS::SecretsManager::Secret, and what is attached to one, which has no effect here.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-secretsmanager-secret.html

import { isJsonObject, type JsonObject } from "../../aws/json.ts";
import type { Properties } from "../../aws/template/properties.ts";
import type { ResourceKind } from "../../aws/template/resource-kind.ts";
import { type PasswordRequest, randomPassword } from "./random-password.ts";
import type { Secrets } from "./secrets.ts";

export const secret: ResourceKind<Secrets> = {
  type: "AWS::SecretsManager::Secret",
  create(properties, { service: secrets, generatedName }) {
    properties.inert("ReplicaRegions", "Type");
    const name = properties.optionalText("Name") ?? generatedName;
    const tags = properties.sections("Tags").map((tag) => [tag.text("Key"), tag.optionalText("Value") ?? ""]);
    const { secret } = secrets.create({
      name,
      description: properties.optionalText("Description"),
      kmsKeyId: properties.optionalText("KmsKeyId"),
      text: properties.optionalText("SecretString") ?? generatedText(properties),
      tags: Object.fromEntries(tags),
    });
    return { ref: secret.arn, attributes: { Id: secret.arn } };
  },
};

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

export const secretTargetAttachment: ResourceKind<Secrets> = {
  type: "AWS::SecretsManager::SecretTargetAttachment",
  create(properties) {
    properties.inert("TargetId", "TargetType");
    const secretId = properties.text("SecretId");
    return { ref: secretId, attributes: { Id: secretId } };
  },
};

export const secretPolicy: ResourceKind<Secrets> = {
  type: "AWS::SecretsManager::ResourcePolicy",
  create(properties, { service: secrets }) {
    properties.inert("BlockPublicPolicy");
    const { arn } = secrets.update(properties.text("SecretId"), {
      policy: JSON.stringify(
        properties.json("ResourcePolicy") ?? properties.fail("ResourcePolicy", "is required"),
      ),
    });
    return { ref: arn, attributes: { Id: arn } };
  },
};
