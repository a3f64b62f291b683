// STS on the wire: who somebody is, and credentials for a while. Any credentials are taken here, so those that are given open no
// more doors than others; but whoever uses them is told as the role that they were given for, and where permissions hold has its.
// https://docs.aws.amazon.com/STS/latest/APIReference/API_Operations.html

import { ServiceError } from "../../aws/service-error.ts";
import type { CallInfo, Operation, ServiceApi, WireObject } from "../../aws/wire/operation.ts";
import { integer, listOf, operation, optional, required, structure, text } from "../../aws/wire/shape.ts";
import { refused } from "./refused-operations.ts";
import { withTags } from "./session-tags.ts";
import type { Credentials, Session, SessionBounds, Sessions } from "./sessions.ts";
import { readToken } from "./web-identity-token.ts";

const durations = (most: number) => optional(integer({ min: 900, max: most }));
const sessionPolicies = {
  Policy: optional(text({ min: 1 })),
  PolicyArns: optional(listOf(structure({ arn: optional(text({ min: 20, max: 2048 })) }))),
};
const roleSession = {
  RoleArn: required(text({ min: 20, max: 2048 })),
  RoleSessionName: required(text({ min: 2, max: 64, pattern: /[\w+=,.@-]*/ })),
  DurationSeconds: durations(43_200),
  ...sessionPolicies,
};
const tagKey = text({ min: 1, max: 128, pattern: /[\p{L}\p{Z}\p{N}_.:/=+\-@]+/u });
const tags = {
  Tags: optional(
    listOf(structure({ Key: required(tagKey), Value: required(text({ max: 256 })) }), { max: 50 }),
  ),
  TransitiveTagKeys: optional(listOf(tagKey, { max: 50 })),
};

interface BoundedRequest {
  readonly Policy?: string | undefined;
  readonly PolicyArns?: readonly { readonly arn?: string | undefined }[] | undefined;
}

const hourSeconds = 3600;
const halfDaySeconds = 43_200;

export function stsApi(sessions: Sessions): ServiceApi {
  return {
    name: "STS",
    targetPrefix: "AWSSecurityTokenServiceV20110615",
    errorNamespace: "",
    jsonVersion: "1.1",
    refused,
    query: {
      version: "2011-06-15",
      namespace: "https://sts.amazonaws.com/doc/2011-06-15/",
      readRequest: typed,
      errorCode: (code) => (code === "ValidationException" ? "ValidationError" : code),
    },
    operations: operationsOf(sessions),
  };
}

function operationsOf(sessions: Sessions): Record<string, Operation> {
  return {
    GetCallerIdentity: (_, call: CallInfo) => {
      const { arn: Arn, userId: UserId } = sessions.callerOf(call.accessKeyId);
      return { UserId, Account: sessions.identity.accountId, Arn };
    },
    AssumeRole: operation(
      structure({
        ...{ ...roleSession, ...tags },
        ExternalId: optional(text({ min: 2, max: 1224, pattern: /[\w+=,.@:/-]*/ })),
        SourceIdentity: optional(text({ min: 2, max: 64, pattern: /[\w+=,.@-]*/ })),
      }),
      (request, call) => {
        const caller = sessions.callerOf(call.accessKeyId);
        const role = sessions.assumable(request.RoleArn, caller);
        const { SourceIdentity: source = caller.sourceIdentity } = request;
        const bounded = sessions.bounded(sessions.ofRole(role, request.RoleSessionName), boundsIn(request));
        const session = withTags(bounded, caller, {
          tags: (request.Tags ?? []).map(({ Key, Value }) => [Key, Value]),
          transitiveKeys: request.TransitiveTagKeys ?? [],
        });
        const answer = roleAnswer(
          { ...session, ...(source !== undefined && { sourceIdentity: source }) },
          ...([sessions, request.DurationSeconds] as const),
        );
        return { ...answer, ...(source !== undefined && { SourceIdentity: source }) };
      },
    ),
    AssumeRoleWithWebIdentity: operation(
      structure({
        ...roleSession,
        WebIdentityToken: required(text({ min: 4, max: 20_000, isSensitive: true })),
        ProviderId: optional(text({ min: 4, max: 2048 })),
      }),
      (request) => {
        const { subject, audience, issuer } = readToken(request.WebIdentityToken);
        const role = sessions.assumable(request.RoleArn, undefined);
        const session = sessions.bounded(sessions.ofRole(role, request.RoleSessionName), boundsIn(request));
        return {
          ...roleAnswer(session, sessions, request.DurationSeconds),
          SubjectFromWebIdentityToken: subject,
          Audience: audience,
          Provider: request.ProviderId ?? issuer,
        };
      },
    ),
    GetSessionToken: operation(
      structure({
        DurationSeconds: durations(129_600),
        SerialNumber: optional(text()),
        TokenCode: optional(text()),
      }),
      ({ DurationSeconds = halfDaySeconds }, call) => ({
        Credentials: shown(sessions.issue(sessions.callerOf(call.accessKeyId), DurationSeconds)),
      }),
    ),
    GetFederationToken: operation(
      structure({
        Name: required(text({ min: 2, max: 32, pattern: /[\w+=,.@-]*/ })),
        DurationSeconds: durations(129_600),
        ...sessionPolicies,
      }),
      ({ Name, DurationSeconds = halfDaySeconds }) => {
        const session = sessions.ofFederatedUser(Name);
        return {
          Credentials: shown(sessions.issue(session, DurationSeconds)),
          FederatedUser: { FederatedUserId: session.userId, Arn: session.arn },
          PackedPolicySize: 0,
        };
      },
    ),
    GetAccessKeyInfo: operation(
      structure({ AccessKeyId: required(text({ min: 16, max: 128, pattern: /[\w]*/ })) }),
      () => ({ Account: sessions.identity.accountId }),
    ),
  };
}

function boundsIn({ Policy: inline, PolicyArns = [] }: BoundedRequest): SessionBounds {
  return { inline, managed: PolicyArns.flatMap(({ arn }) => (arn === undefined ? [] : [arn])) };
}

function roleAnswer(session: Session, sessions: Sessions, seconds = hourSeconds): WireObject {
  return {
    Credentials: shown(sessions.issue(session, seconds)),
    AssumedRoleUser: { AssumedRoleId: session.userId, Arn: session.arn },
    ...packedSize(session),
  };
}

/** Of 2,048 characters: how AWS packs them nobody knows. A session without any has no such member. */
function packedSize({ policies = [], tags = {} }: Session): WireObject {
  const characters = [...policies, ...Object.entries(tags).flat()].join("").length;
  return characters === 0 ? {} : { PackedPolicySize: Math.ceil((characters / 2048) * 100) };
}

function shown({ accessKeyId, secretAccessKey, sessionToken, expiresAt }: Credentials): WireObject {
  return {
    AccessKeyId: accessKeyId,
    SecretAccessKey: secretAccessKey,
    SessionToken: sessionToken,
    Expiration: new Date(expiresAt),
  };
}

/** A form's values are texts, of which one stands for a number. */
function typed(form: WireObject): WireObject {
  const { DurationSeconds: seconds } = form;
  if (seconds === undefined) return form;
  if (typeof seconds !== "string" || !/^\d+$/.test(seconds))
    throw new ServiceError("MalformedInput", "DurationSeconds must be an integer");
  return { ...form, DurationSeconds: Number(seconds) };
}
