// HTTP APIs written as OpenAPI 3 documents, such as `open-api.ts` reads.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-export.html

import type { JsonObject } from "../../../aws/json.ts";
import { present } from "../../../aws/wire/given.ts";
import type { Texts } from "../records.ts";
import type { Authorizer } from "./authorizer.ts";
import type { Deployed, HttpApi, HttpRoute, Integration } from "./records.ts";

export interface ExportedHttpApi {
  readonly api: HttpApi;
  /** Where AWS has it. */
  readonly host: string;
  /** Undefined for one that is exported as it is now. */
  readonly stageName: string | undefined;
  readonly deployed: Deployed;
  readonly authorizers: readonly Authorizer[];
  readonly tags: Texts;
  readonly hasExtensions: boolean;
}

const signatureScheme = "sigv4";

export function exportedHttpDocument(exported: ExportedHttpApi): JsonObject {
  const { api, host, stageName = "$default", deployed, authorizers, hasExtensions } = exported;
  const { routes, integrations } = deployed;
  const byTarget = new Map(integrations.map((each) => [`integrations/${each.integrationId}`, each]));
  const paths: Record<string, Record<string, JsonObject>> = {};
  for (const route of routes) {
    const { path, method } = placeOf(route.routeKey);
    const item = paths[path] ?? {};
    item[method] = operationOf(route, byTarget.get(route.target ?? ""), authorizers, hasExtensions);
    paths[path] = item;
  }
  const basePath = stageName === "$default" ? "" : stageName;
  const schemes = Object.fromEntries(schemesOf(routes, authorizers, hasExtensions));
  const tags = Object.entries(exported.tags).map(([name, value]) => ({
    name,
    "x-amazon-apigateway-tag-value": value,
  }));
  return present({
    openapi: "3.0.1",
    info: present({
      ...{ title: api.name, description: api.description, version: api.version ?? api.createdDate },
    }),
    servers: [{ url: `https://${host}/{basePath}`, variables: { basePath: { default: basePath } } }],
    tags: tags.length === 0 || !hasExtensions ? undefined : tags,
    paths,
    components: Object.keys(schemes).length === 0 ? undefined : { securitySchemes: schemes },
    ...(hasExtensions
      ? {
          "x-amazon-apigateway-cors": api.corsConfiguration && present(api.corsConfiguration),
          "x-amazon-apigateway-endpoint-configuration": {
            disableExecuteApiEndpoint: api.disableExecuteApiEndpoint,
          },
          "x-amazon-apigateway-importexport-version": "1.0",
        }
      : {}),
  });
}

function placeOf(routeKey: string): { readonly path: string; readonly method: string } {
  const [method = "", path] = routeKey.split(" ");
  const any = "x-amazon-apigateway-any-method";
  if (path === undefined) return { path: `/${routeKey}`, method: any };
  return { path, method: method === "ANY" ? any : method.toLowerCase() };
}

function operationOf(
  route: HttpRoute,
  integration: Integration | undefined,
  authorizers: readonly Authorizer[],
  hasExtensions: boolean,
): JsonObject {
  const { routeKey, operationName } = route;
  const parameters = [...routeKey.matchAll(/\{([^}+]+)\+?\}/g)].map(([, name = ""]) => ({
    ...{ name, in: "path", description: `Generated path parameter for ${name}` },
    ...{ required: true, schema: { type: "string" } },
  }));
  const security = securityOf(route, authorizers);
  return present({
    operationId: operationName,
    parameters: parameters.length === 0 ? undefined : parameters,
    responses: { default: { description: `Default response for ${routeKey}` } },
    security: security === undefined ? undefined : [security],
    ...(hasExtensions
      ? {
          ...(routeKey === "$default" ? { isDefaultRoute: true } : {}),
          "x-amazon-apigateway-integration": integration && integrationOf(integration),
        }
      : {}),
  });
}

function integrationOf(integration: Integration): JsonObject {
  const {
    integrationId: _,
    integrationType,
    integrationUri,
    integrationMethod,
    credentialsArn,
    ...rest
  } = integration;
  return present({
    ...{ ...rest, type: integrationType.toLowerCase(), uri: integrationUri, httpMethod: integrationMethod },
    credentials: credentialsArn,
  });
}

function securityOf(
  { authorizationType, authorizerId, authorizationScopes = [] }: HttpRoute,
  authorizers: readonly Authorizer[],
): JsonObject | undefined {
  if (authorizationType === "AWS_IAM") return { [signatureScheme]: [] };
  const authorizer = authorizers.find((each) => each.authorizerId === authorizerId);
  return authorizer && { [authorizer.name]: authorizationScopes };
}

/** Of those that the routes ask for. */
function* schemesOf(
  routes: readonly HttpRoute[],
  authorizers: readonly Authorizer[],
  hasExtensions: boolean,
): Generator<readonly [string, JsonObject]> {
  const inHeader = { type: "apiKey", name: "Authorization", in: "header" };
  if (routes.some(({ authorizationType }) => authorizationType === "AWS_IAM"))
    yield [signatureScheme, { ...inHeader, "x-amazon-apigateway-authtype": "awsSigv4" }];
  for (const authorizer of authorizers) {
    if (!routes.some(({ authorizerId }) => authorizerId === authorizer.authorizerId)) continue;
    const plain = authorizer.authorizerType === "JWT" ? { type: "oauth2" } : inHeader;
    const told = hasExtensions ? { "x-amazon-apigateway-authorizer": authorizerOf(authorizer) } : {};
    yield [authorizer.name, { ...plain, ...told }];
  }
}

function authorizerOf(authorizer: Authorizer): JsonObject {
  const type = authorizer.authorizerType.toLowerCase();
  const identitySource = authorizer.identitySource.join(",");
  if (authorizer.authorizerType === "JWT")
    return { type, identitySource, jwtConfiguration: present(authorizer.jwtConfiguration) };
  const { authorizerId: _, name: __, authorizerType: ___, authorizerCredentialsArn, ...told } = authorizer;
  return present({ ...told, type, identitySource, authorizerCredentials: authorizerCredentialsArn });
}
