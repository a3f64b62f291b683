// What Parameter Store's operations need of whoever calls them.
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssystemsmanager.html

import type { RegionIdentity } from "../../aws/arn.ts";
import { arnOfName, firstText } from "../../aws/wire/arn-members.ts";
import type { ServicePermissions } from "../permissions.ts";
import type { Parameters } from "./parameters.ts";
import { referenceIn, secretArn } from "./secret-references.ts";

export const ssmPermissions: ServicePermissions<Parameters> = {
  needsOf(operation, request, { identity, service }) {
    const action = `ssm:${operation}`;
    const names = Array.isArray(request.Names)
      ? request.Names.filter((name) => typeof name === "string")
      : [];
    const secrets = [...names, firstText(request, "Name") ?? ""].flatMap((name) => secretNeed(name, service));
    if (names.length > 0)
      return [...names.map((name) => ({ action, resource: parameterArn(name, identity) })), ...secrets];
    const name = firstText(request, "Name", "Path", "ResourceId");
    const all = {
      identity,
      service: "ssm",
      kind: "",
      all: operation === "DescribeParameters" ? "*" : undefined,
    };
    const resource = name === undefined ? arnOfName(name, all) : parameterArn(name, identity);
    return [{ action, resource }, ...secrets];
  },
};

/** Whoever reads a secret by a parameter's name needs to be let read the secret. */
function secretNeed(name: string, { identity, secrets }: Parameters) {
  const reference = referenceIn(name);
  if (reference === undefined) return [];
  const arn = secretArn(secrets(), reference.secretId);
  const place = { identity, service: "secretsmanager", kind: "secret:" };
  return [{ action: "secretsmanager:GetSecretValue", resource: arn ?? arnOfName(reference.secretId, place) }];
}

/** A name's first slash is the one in the ARN; a version or a label behind a colon is not part of it. */
function parameterArn(name: string, identity: RegionIdentity): string {
  if (name.startsWith("arn:")) return name;
  const bare = name.replace(/^\//, "").split(":", 1)[0];
  return arnOfName(bare, { identity, service: "ssm", kind: "parameter/" });
}
