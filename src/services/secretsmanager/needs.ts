// What Secrets Manager's operations need of whoever calls them.
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecretsmanager.html

import { ServiceError } from "../../aws/service-error.ts";
import { arnOfName, firstText } from "../../aws/wire/arn-members.ts";
import type { ServicePermissions } from "../permissions.ts";
import type { Secrets } from "./secrets.ts";

export const secretsPermissions: ServicePermissions<{ readonly secrets: Secrets }> = {
  needsOf(operation, request, { identity, service: { secrets } }) {
    if (operation === "GetRandomPassword")
      return [{ action: "secretsmanager:GetRandomPassword", resource: "*" }];
    const id = firstText(request, "SecretId");
    const name = firstText(request, "Name");
    const named = (id && (found(secrets, id)?.arn ?? id)) ?? name;
    const resource = arnOfName(named, { identity, service: "secretsmanager", kind: "secret:" });
    return [{ action: `secretsmanager:${operation}`, resource, told: id ?? name }];
  },
  contextOf: (_, request) => ({
    "secretsmanager:SecretId": firstText(request, "SecretId"),
    "secretsmanager:Name": firstText(request, "Name"),
    "secretsmanager:VersionId": firstText(request, "VersionId"),
    "secretsmanager:VersionStage": firstText(request, "VersionStage"),
  }),
  policyOf: ({ secrets }, arn) => found(secrets, arn)?.policy,
};

/** A name stands for an ARN that ends in six letters of chance. */
function found(secrets: Secrets, id: string) {
  try {
    return secrets.find(id);
  } catch (problem) {
    if (problem instanceof ServiceError) return undefined;
    throw problem;
  }
}
