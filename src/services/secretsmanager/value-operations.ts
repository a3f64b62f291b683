// Secrets and their values, as they are put.

import { ServiceError } from "../../aws/service-error.ts";
import { tagRecord } from "../../aws/tags.ts";
import { optionalBlob } from "../../aws/wire/members.ts";
import type { Operation, WireObject } from "../../aws/wire/operation.ts";
import { listOf, operation, optional, readRequest, required, structure, text } from "../../aws/wire/shape.ts";
import { invalidParameter } from "./refusals.ts";
import type { Secrets } from "./secrets.ts";
import { id, stage, tags, token } from "./shapes.ts";
import { named } from "./told-secrets.ts";

const value = { SecretString: optional(text({ min: 1, max: 65_536, isSensitive: true })) };
const described = { Description: optional(text({ max: 2048 })), KmsKeyId: optional(text({ max: 2048 })) };
const newSecret = structure({
  Name: required(text({ min: 1, max: 512 })),
  ...{ ClientRequestToken: token, ...described, ...value, Tags: optional(tags) },
});
const newValue = structure({
  ...{ ...id, ClientRequestToken: token, ...value },
  VersionStages: optional(listOf(stage, { min: 1, max: 20 })),
});
const updatedSecret = structure({ ...id, ClientRequestToken: token, ...described, ...value });

export function valueOperations(secrets: Secrets): Record<string, Operation> {
  return {
    CreateSecret: (request) => {
      const { Name, ClientRequestToken, Description, KmsKeyId, SecretString, Tags } = readRequest(
        newSecret,
        request,
      );
      const { secret, versionId } = secrets.create({
        ...{ name: Name, token: ClientRequestToken, description: Description, kmsKeyId: KmsKeyId },
        ...givenValue(SecretString, request),
        tags: Tags && tagRecord(Tags, invalidParameter),
      });
      return { ARN: secret.arn, Name, VersionId: versionId };
    },
    PutSecretValue: (request) => {
      const { SecretId, ClientRequestToken, SecretString, VersionStages } = readRequest(newValue, request);
      const given = givenValue(SecretString, request);
      if (given.text === undefined && given.binary === undefined)
        throw new ServiceError(
          "InvalidRequestException",
          "You must provide either SecretString or SecretBinary.",
        );
      const put = { ...given, token: ClientRequestToken, stages: VersionStages };
      const { secret, version } = secrets.putValue(SecretId, put);
      return { ARN: secret.arn, Name: secret.name, VersionId: version.id, VersionStages: version.stages };
    },
    UpdateSecret: (request) => {
      const { SecretId, ClientRequestToken, Description, KmsKeyId, SecretString } = readRequest(
        updatedSecret,
        request,
      );
      const change = {
        ...(Description === undefined ? {} : { description: Description }),
        ...(KmsKeyId === undefined ? {} : { kmsKeyId: KmsKeyId }),
      };
      const { arn: ARN, name: Name } = secrets.update(SecretId, change);
      const given = givenValue(SecretString, request);
      if (given.text === undefined && given.binary === undefined) return { ARN, Name };
      const { version } = secrets.putValue(ARN, { ...given, token: ClientRequestToken });
      return { ARN, Name, VersionId: version.id };
    },
    UpdateSecretVersionStage: operation(
      structure({
        ...id,
        VersionStage: required(stage),
        RemoveFromVersionId: optional(text({ min: 32, max: 64 })),
        MoveToVersionId: optional(text({ min: 32, max: 64 })),
      }),
      ({ SecretId, VersionStage, RemoveFromVersionId: from, MoveToVersionId: to }) =>
        named(secrets.moveStage(SecretId, VersionStage, { from, to })),
    ),
  };
}

/** Throws InvalidParameterException for both at once. */
function givenValue(text: string | undefined, request: WireObject) {
  const bytes = optionalBlob(request, "SecretBinary");
  if (text !== undefined && bytes !== undefined)
    throw invalidParameter(
      "You can't specify both a binary secret value and a string secret value in the same secret.",
    );
  return { text, binary: bytes && Buffer.from(bytes).toString("base64") };
}
