// Secrets Manager on the wire.
// https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_Operations.html

import { isJson } from "../../aws/json-text.ts";
import { ServiceError } from "../../aws/service-error.ts";
import { tagRecord, withoutTags } from "../../aws/tags.ts";
import type { Operation, ServiceApi, WireObject } from "../../aws/wire/operation.ts";
import {
  flag,
  integer,
  listOf,
  operation,
  optional,
  required,
  structure,
  text,
} from "../../aws/wire/shape.ts";
import { compilePolicy } from "../../policies/policy.ts";
import { PolicySyntaxError } from "../../policies/policy-syntax-error.ts";
import { randomPassword } from "./random-password.ts";
import { invalidParameter } from "./refusals.ts";
import { refused } from "./refused-operations.ts";
import { rotationOperations } from "./rotation-operations.ts";
import { secretMatcher } from "./secret-filters.ts";
import type { Secrets } from "./secrets.ts";
import type { SecretsManager } from "./secrets-manager.ts";
import { id, stage, tags } from "./shapes.ts";
import {
  facts,
  named,
  orders,
  pageOfSecrets,
  pageOfVersions,
  stagesById,
  toldValue,
  toldVersion,
} from "./told-secrets.ts";
import { valueOperations } from "./value-operations.ts";

const filters = optional(
  listOf(structure({ Key: optional(text()), Values: optional(listOf(text())) }), { max: 10 }),
);
const page = { MaxResults: optional(integer({ min: 1, max: 100 })), NextToken: optional(text()) };
const usualWindowDays = 30;

export function secretsManagerApi({ secrets, rotations }: SecretsManager): ServiceApi {
  return {
    name: "Secrets Manager",
    targetPrefix: "secretsmanager",
    errorNamespace: "",
    jsonVersion: "1.1",
    refused,
    messageMember: ({ code }) => (code === "ValidationException" ? "message" : "Message"),
    operations: {
      ...readOperations(secrets),
      ...secrets.book.acknowledging({
        ...valueOperations(secrets),
        ...deletionOperations(secrets),
        ...settingOperations(secrets),
        ...rotationOperations(rotations),
      }),
    },
  };
}

function readOperations(secrets: Secrets): Record<string, Operation> {
  return {
    GetSecretValue: operation(
      structure({ ...id, VersionId: optional(text({ min: 32, max: 64 })), VersionStage: optional(stage) }),
      ({ SecretId, VersionId, VersionStage }) =>
        toldValue(secrets.value(SecretId, { versionId: VersionId, stage: VersionStage })),
    ),
    BatchGetSecretValue: operation(
      structure({
        SecretIdList: optional(listOf(text({ min: 1 }), { min: 1, max: 20 })),
        Filters: filters,
        ...page,
      }),
      ({ SecretIdList, Filters, MaxResults, NextToken }) => {
        if ((SecretIdList === undefined) === (Filters === undefined))
          throw invalidParameter("Either 'SecretIdList' or 'Filters' must be provided, but not both.");
        if (Filters === undefined && MaxResults !== undefined) {
          throw invalidParameter(
            "'Filters' not specified. 'Filters' must also be specified when 'MaxResults' is provided.",
          );
        }
        const matching = secrets
          .all()
          .filter(secretMatcher(Filters ?? []))
          .filter(({ deletion }) => deletion === undefined);
        const { items, next } = pageOfSecrets(matching, { MaxResults: MaxResults ?? 20, NextToken });
        const [SecretValues, Errors]: [WireObject[], WireObject[]] = [[], []];
        for (const SecretId of SecretIdList ?? items.map(({ arn }) => arn)) {
          try {
            SecretValues.push(toldValue(secrets.value(SecretId, {})));
          } catch (error) {
            if (!(error instanceof ServiceError)) throw error;
            Errors.push({ SecretId, ErrorCode: error.code, Message: error.message });
          }
        }
        return { SecretValues, Errors, NextToken: SecretIdList === undefined ? next : undefined };
      },
    ),
    DescribeSecret: operation(structure(id), ({ SecretId }) => {
      const secret = secrets.find(SecretId);
      return { ...facts(secret), VersionIdsToStages: stagesById(secret) };
    }),
    ListSecrets: operation(
      structure({
        Filters: filters,
        IncludePlannedDeletion: optional(flag()),
        ...orders,
        ...page,
      }),
      ({ Filters = [], IncludePlannedDeletion = false, ...request }) => {
        const listed = secrets
          .all()
          .filter(({ deletion }) => IncludePlannedDeletion || deletion === undefined)
          .filter(secretMatcher(Filters));
        const { items, next } = pageOfSecrets(listed, request);
        return {
          SecretList: items.map((secret) => ({
            ...facts(secret),
            SecretVersionsToStages: stagesById(secret),
          })),
          NextToken: next,
        };
      },
    ),
    ListSecretVersionIds: operation(
      structure({ ...id, IncludeDeprecated: optional(flag()), ...page }),
      ({ SecretId, IncludeDeprecated = false, ...request }) => {
        const secret = secrets.find(SecretId);
        const listed = secret.versions.filter(({ stages }) => IncludeDeprecated || stages.length > 0);
        const { items, next } = pageOfVersions(listed, request);
        const Versions = items.map((version) => toldVersion(secret, version));
        return { ...named(secret), Versions, NextToken: next };
      },
    ),
    GetRandomPassword: operation(
      structure({
        PasswordLength: optional(integer()),
        ExcludeCharacters: optional(text({ max: 4096 })),
        ExcludeLowercase: optional(flag()),
        ExcludeNumbers: optional(flag()),
        ExcludePunctuation: optional(flag()),
        ExcludeUppercase: optional(flag()),
        IncludeSpace: optional(flag()),
        RequireEachIncludedType: optional(flag()),
      }),
      (request) => ({ RandomPassword: randomPassword(request) }),
    ),
    GetResourcePolicy: operation(structure(id), ({ SecretId }) => {
      const secret = secrets.live(SecretId);
      return { ...named(secret), ResourcePolicy: secret.policy };
    }),
  };
}

function deletionOperations(secrets: Secrets): Record<string, Operation> {
  return {
    DeleteSecret: operation(
      structure({
        ...id,
        RecoveryWindowInDays: optional(integer()),
        ForceDeleteWithoutRecovery: optional(flag()),
      }),
      ({ SecretId, RecoveryWindowInDays: days, ForceDeleteWithoutRecovery: isForced = false }) => {
        if (isForced && days !== undefined)
          throw invalidParameter(
            "You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.",
          );
        if (days !== undefined && (days < 7 || days > 30))
          throw invalidParameter("The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).");
        const { secret, dueAt } = isForced
          ? secrets.deleteForGood(SecretId)
          : secrets.delete(SecretId, days ?? usualWindowDays);
        return { ...named(secret), DeletionDate: new Date(dueAt) };
      },
    ),
    RestoreSecret: operation(structure(id), ({ SecretId }) => named(secrets.restore(SecretId))),
  };
}

function settingOperations(secrets: Secrets): Record<string, Operation> {
  return {
    TagResource: operation(structure({ ...id, Tags: required(tags) }), ({ SecretId, Tags }) => {
      secrets.update(SecretId, {
        tags: { ...secrets.live(SecretId).tags, ...tagRecord(Tags ?? [], invalidParameter) },
      });
      return {};
    }),
    UntagResource: operation(
      structure({ ...id, TagKeys: required(listOf(text({ min: 1, max: 128 }))) }),
      ({ SecretId, TagKeys }) => {
        secrets.update(SecretId, { tags: withoutTags(secrets.live(SecretId).tags ?? {}, TagKeys) });
        return {};
      },
    ),
    PutResourcePolicy: operation(
      structure({
        ...id,
        ResourcePolicy: required(text({ min: 1, max: 20_480 })),
        BlockPublicPolicy: optional(flag()),
      }),
      ({ SecretId, ResourcePolicy }) => {
        if (!isJson(ResourcePolicy))
          throw new ServiceError(
            "MalformedPolicyDocumentException",
            "This resource policy contains invalid Json",
          );
        return named(secrets.update(SecretId, { policy: ResourcePolicy }));
      },
    ),
    ValidateResourcePolicy: operation(
      structure({
        SecretId: optional(text({ min: 1, max: 2048 })),
        ResourcePolicy: required(text({ min: 1, max: 20_480 })),
      }),
      ({ SecretId, ResourcePolicy }) => {
        if (SecretId !== undefined) secrets.live(SecretId);
        const problem = problemOf(ResourcePolicy);
        const errors = problem === undefined ? [] : [{ CheckName: "POLICY_SYNTAX", ErrorMessage: problem }];
        return { PolicyValidationPassed: problem === undefined, ValidationErrors: errors };
      },
    ),
    DeleteResourcePolicy: operation(structure(id), ({ SecretId }) => named(secrets.withoutPolicy(SecretId))),
  };
}

/** What keeps a policy from being read; undefined for one that can be. */
function problemOf(policy: string): string | undefined {
  try {
    compilePolicy(policy);
    return undefined;
  } catch (problem) {
    if (problem instanceof PolicySyntaxError) return problem.message;
    throw problem;
  }
}
