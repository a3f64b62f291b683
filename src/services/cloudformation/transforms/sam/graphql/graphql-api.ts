// A GraphQL API while it is being expanded: the API itself, its schema, who may ask it, its keys, cache and domain.

import type { Json, JsonObject } from "../../../../../aws/json.ts";
import { expandConnector } from "../connectors/connector.ts";
import { isDraft, own, pick, present } from "../draft.ts";
import type { Expansion } from "../expansion.ts";
import { getAtt, ref, sub } from "../intrinsics.ts";
import { assumedBy } from "../policies/resource-policies.ts";
import { SamResource } from "../sam-resource.ts";
import { tagList } from "../tags.ts";
import { flagOf } from "./graphql-shape.ts";

/** With what its parts have in common. */
export class GraphQlApi {
  readonly resource: SamResource;
  readonly expansion: Expansion;
  readonly apiId: Json;
  readonly schemaId: string;

  constructor(resource: SamResource, expansion: Expansion) {
    this.resource = resource;
    this.expansion = expansion;
    this.apiId = getAtt(resource.id, "ApiId");
    this.schemaId = `${resource.id}Schema`;
  }

  /** Adds a resource that belongs to the API. `attributes` stand beside those that all of them have. */
  add(
    id: string,
    type: string,
    properties: Readonly<Record<string, Json | undefined>>,
    attributes: JsonObject = {},
  ) {
    this.expansion.add(this.resource, id, {
      ...this.resource.ownAttributes(),
      ...attributes,
      Type: type,
      Properties: present(properties),
    });
  }

  addRole(id: string, managed?: string): void {
    const arn = `arn:\${AWS::Partition}:iam::aws:policy/service-role/${managed}`;
    this.add(id, "AWS::IAM::Role", {
      AssumeRolePolicyDocument: assumedBy("appsync"),
      ManagedPolicyArns: managed === undefined ? undefined : [sub(arn)],
    });
  }

  connect(id: string, source: JsonObject, destination: JsonObject, permissions: Json): void {
    const properties = { Source: source, Destination: destination, Permissions: permissions };
    const connector = { Type: "AWS::Serverless::Connector", Properties: properties };
    expandConnector(new SamResource(id, connector), this.expansion);
  }

  /** What is wrong with a part of the API AWS tells of the part. */
  failPart(name: string, problem: string, ...path: readonly string[]): never {
    return this.resource.failPart(name, problem, ["Properties", ...path]);
  }

  /** Answers the functions that say who may ask. */
  addApi(): readonly Json[] {
    const { resource } = this;
    const auth = resource.property("Auth") as Json;
    const { Additional: more = [], ...first } = auth as JsonObject;
    const primary = this.#authorizer(first, undefined);
    const additional = (more as readonly Json[]).map((each, index) => this.#authorizer(each, index));
    const kept = [
      "Visibility",
      "OwnerContact",
      "IntrospectionConfig",
      "QueryDepthLimit",
      "ResolverCountLimit",
    ];
    this.add(resource.id, "AWS::AppSync::GraphQLApi", {
      Name: resource.property("Name") ?? resource.id,
      ...pick(resource.properties, kept),
      XrayEnabled: flagOf(resource.property("XrayEnabled")),
      AuthenticationType: own(first, "Type"),
      ...primary.config,
      AdditionalAuthenticationProviders:
        additional.length === 0
          ? undefined
          : additional.map(({ type, config }) => ({ AuthenticationType: type, ...config })),
      Tags: tagList(undefined, resource.property("Tags"), { "graphqlapi:createdBy": "SAM" }),
      LogConfig: this.#logging(),
    });
    return [primary, ...additional].flatMap(({ config }) => {
      const uri = own(config.LambdaAuthorizerConfig, "AuthorizerUri");
      return uri === undefined ? [] : [uri];
    });
  }

  #authorizer(given: Json, index: number | undefined) {
    const type = own(given, "Type") as string;
    const [member, config] = authorizers[type] ?? [];
    const others = Object.entries(given as JsonObject).filter(([, value]) => value !== null);
    if (others.length > 2)
      this.resource.fail(
        `'${index ? `Auth.Additional.${index}` : "Auth"}' has more than one authentication configuration defined.`,
        "Auth",
      );
    if (member === undefined || config === undefined) return { type, config: {} as JsonObject };
    const value = own(given, member);
    if (value === undefined || value === null)
      return this.resource.fail(`'${member}' must be defined if type is '${type}'.`, "Auth");
    const { DefaultAction: _, ...rest } = value as JsonObject;
    // Only the first of them says what happens to a request that nothing is said of.
    const isFurtherPool = member === "UserPool" && index !== undefined;
    return { type, config: { [config]: withoutNulls(isFurtherPool ? rest : (value as JsonObject)) } };
  }

  #logging(): Json | undefined {
    const { resource } = this;
    const given = resource.property("Logging");
    if (given !== undefined && flagOf(given) === false) return undefined;
    const verbose = own(given, "ExcludeVerboseContent");
    const role = own(given, "CloudWatchLogsRoleArn");
    if (!role) this.addRole(`${resource.id}CloudWatchRole`, "AWSAppSyncPushToCloudWatchLogs");
    return present({
      ExcludeVerboseContent: verbose || undefined,
      FieldLogLevel: own(given, "FieldLogLevel") || "ALL",
      CloudWatchLogsRoleArn: role || getAtt(`${resource.id}CloudWatchRole`, "Arn"),
    });
  }

  permitAuthorizer(arn: Json, number: number): void {
    const { id } = this.resource;
    this.connect(
      `${id}ToLambdaAuthConnector${number}`,
      { Type: "AWS::AppSync::GraphQLApi", Arn: ref(id), ResourceId: this.apiId },
      { Type: "AWS::Lambda::Function", Arn: arn },
      ["Write"],
    );
  }

  addSchema(): void {
    const [inline, uri] = [this.resource.property("SchemaInline"), this.resource.property("SchemaUri")];
    if (!inline && !uri) this.resource.fail("One of 'SchemaInline' or 'SchemaUri' must be set.");
    if (inline && uri)
      this.resource.fail(
        "Both 'SchemaInline' and 'SchemaUri' cannot be defined at the same time.",
        "SchemaUri",
      );
    this.add(this.schemaId, "AWS::AppSync::GraphQLSchema", {
      ApiId: this.apiId,
      Definition: inline,
      DefinitionS3Location: uri,
    });
  }

  addKeysAndCache(): void {
    const { id } = this.resource;
    const [keys, cache] = [this.resource.property("ApiKeys"), this.resource.property("Cache")];
    for (const [name, key] of Object.entries(isDraft(keys) ? keys : {}))
      this.add(`${id}${name}`, "AWS::AppSync::ApiKey", {
        ApiId: this.apiId,
        ...pick(key as JsonObject, ["ApiKeyId", "Description"]),
        Expires: own(key, "ExpiresOn") ?? undefined,
      });
    if (isDraft(cache)) this.add(`${id}ApiCache`, "AWS::AppSync::ApiCache", { ApiId: this.apiId, ...cache });
  }

  addDomain(): void {
    const domain = this.resource.property("DomainName");
    if (!isDraft(domain)) return;
    const id = `${this.resource.id}DomainName`;
    this.add(id, "AWS::AppSync::DomainName", domain);
    this.add(`${id}ApiAssociation`, "AWS::AppSync::DomainNameApiAssociation", {
      ApiId: this.apiId,
      DomainName: ref(id),
    });
  }
}

/** By the type of authentication: what configures it here, and in AppSync's words. */
const authorizers: Readonly<Record<string, readonly [member: string, config: string]>> = {
  AWS_LAMBDA: ["LambdaAuthorizer", "LambdaAuthorizerConfig"],
  OPENID_CONNECT: ["OpenIDConnect", "OpenIDConnectConfig"],
  AMAZON_COGNITO_USER_POOLS: ["UserPool", "UserPoolConfig"],
};

function withoutNulls(given: JsonObject): JsonObject {
  return pick(given, Object.keys(given));
}
