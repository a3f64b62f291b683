// What AWS's translator takes in the properties of a GraphQL API. It tells the first that is not so by its dotted path, and no more.

import type { Json } from "../../../../../aws/json.ts";
import { isDraft, own } from "../draft.ts";

/** Undefined where the value is as it should be, else where it is not. */
type Check = (value: Json) => readonly (string | number)[] | undefined;

interface Member {
  readonly check: Check;
  readonly required: boolean;
}

const any: Check = () => undefined;
const isText: Check = (value) => (typeof value === "object" ? [] : undefined);
const isFlag: Check = (value) => (flagOf(value) === undefined ? [] : undefined);

const flags = new Map<Json, boolean>([
  ...["true", "on", "t", "y", "yes", "1", 1, true].map((value) => [value, true] as const),
  ...["false", "off", "f", "n", "no", "0", 0, false].map((value) => [value, false] as const),
]);

/** Texts such as `yes` count, too. Undefined for what is neither true nor false. */
export function flagOf(value: Json | undefined): boolean | undefined {
  return value === undefined ? undefined : flags.get(typeof value === "string" ? value.toLowerCase() : value);
}

function must(check: Check): Member {
  return { check, required: true };
}

function may(check: Check): Member {
  return { check, required: false };
}

/** Members are looked at in their order, and then those that there should not be. */
function object(members: Readonly<Record<string, Member>>): Check {
  return (value) => {
    if (!isDraft(value)) return [];
    for (const [name, { check, required }] of Object.entries(members)) {
      const member = own(value, name) ?? undefined;
      if (member === undefined && required) return [name];
      const found = member === undefined ? undefined : check(member);
      if (found !== undefined) return [name, ...found];
    }
    const [stray] = Object.keys(value)
      .filter((name) => !Object.hasOwn(members, name))
      .sort();
    return stray === undefined ? undefined : [stray];
  };
}

function named(check: Check): Check {
  return (value) => (isDraft(value) ? firstIn(Object.entries(value), check) : []);
}

function list(check: Check): Check {
  return (value) => (Array.isArray(value) ? firstIn((value as readonly Json[]).entries(), check) : []);
}

function firstIn(
  members: Iterable<readonly [string | number, Json]>,
  check: Check,
): readonly (string | number)[] | undefined {
  for (const [key, member] of members) {
    const found = check(member);
    if (found !== undefined) return [key, ...found];
  }
  return undefined;
}

function oneOf(...names: readonly string[]): Check {
  return (value) => (typeof value === "string" && names.includes(value) ? undefined : []);
}

/** All of the names take any value. */
function members(required: string, optional = ""): Check {
  const all = (text: string, member: Member) => words(text).map((name) => [name, member] as const);
  return object(Object.fromEntries([...all(required, must(any)), ...all(optional, may(any))]));
}

function words(text: string): readonly string[] {
  return text === "" ? [] : text.split(" ");
}

const authorizer: Readonly<Record<string, Member>> = {
  Type: must(oneOf("AWS_IAM", "API_KEY", "AWS_LAMBDA", "OPENID_CONNECT", "AMAZON_COGNITO_USER_POOLS")),
  LambdaAuthorizer: may(
    members("AuthorizerUri", "AuthorizerResultTtlInSeconds IdentityValidationExpression"),
  ),
  OpenIDConnect: may(members("", "AuthTTL ClientId IatTTL Issuer")),
  UserPool: may(members("UserPoolId", "AppIdClientRegex AwsRegion DefaultAction")),
};
const runtime = may(members("Name Version"));
const sync = may(
  object({
    ConflictDetection: must(any),
    ConflictHandler: may(any),
    LambdaConflictHandlerConfig: may(members("LambdaConflictHandlerArn")),
  }),
);
const logging = members("", "CloudWatchLogsRoleArn ExcludeVerboseContent FieldLogLevel");
const permissions = may(list(oneOf("Read", "Write")));

const properties = object({
  Auth: must(object({ ...authorizer, Additional: may(list(object(authorizer))) })),
  Tags: may(named(any)),
  Name: may(any),
  XrayEnabled: may(isFlag),
  SchemaInline: may(any),
  SchemaUri: may(any),
  Logging: may((value) => (isFlag(value) === undefined ? undefined : logging(value))),
  DataSources: may(
    object({
      DynamoDb: may(
        named(
          object({
            TableName: must(any),
            ...{ ServiceRoleArn: may(any), TableArn: may(any), Permissions: permissions, Name: may(any) },
            ...{ Description: may(any), Region: may(any) },
            DeltaSync: may(members("BaseTableTTL DeltaSyncTableName DeltaSyncTableTTL")),
            ...{ UseCallerCredentials: may(any), Versioned: may(any) },
          }),
        ),
      ),
      Lambda: may(named(members("FunctionArn", "ServiceRoleArn Name Description"))),
    }),
  ),
  Functions: may(
    named(
      object({
        DataSource: may((value) => (Array.isArray(value) ? [] : undefined)),
        ...{ Runtime: runtime, InlineCode: may(any), CodeUri: may(any), Description: may(any) },
        ...{ MaxBatchSize: may(any), Name: may(isText), Id: may(any), Sync: sync },
      }),
    ),
  ),
  Resolvers: may(
    named(
      named(
        object({
          FieldName: may(isText),
          Caching: may(object({ Ttl: must(any), CachingKeys: may(list(any)) })),
          ...{ InlineCode: may(any), CodeUri: may(any), MaxBatchSize: may(any) },
          ...{ Pipeline: may(list(isText)), Runtime: runtime, Sync: sync },
        }),
      ),
    ),
  ),
  ApiKeys: may(named(members("", "ApiKeyId Description ExpiresOn"))),
  DomainName: may(members("CertificateArn DomainName", "Description")),
  Cache: may(members("ApiCachingBehavior Ttl Type", "AtRestEncryptionEnabled TransitEncryptionEnabled")),
  ...{ Visibility: may(any), OwnerContact: may(any), IntrospectionConfig: may(any) },
  ...{ QueryDepthLimit: may(any), ResolverCountLimit: may(any) },
});

/** Where the properties are not as AWS takes them: `["Auth", "Type"]`. */
export function strangePropertyOf(given: Json): readonly (string | number)[] | undefined {
  return properties(given);
}
