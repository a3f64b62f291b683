// Methods of REST APIs and their integrations on the wire.
// https://docs.aws.amazon.com/apigateway/latest/api/API_PutIntegration.html

import { present } from "../../../aws/wire/given.ts";
import type { WireObject } from "../../../aws/wire/operation.ts";
import {
  flag,
  integer,
  listOf,
  mapOf,
  oneOf,
  optional,
  required,
  structure,
  text,
} from "../../../aws/wire/shape.ts";
import type { ApiGateway } from "../apigateway.ts";
import { badRequest, conflict } from "../refusals.ts";
import { integrationOf, integrationResponseOf, methodResponseOf } from "../rest-apis/method-parts.ts";
import type {
  IntegrationResponse,
  MethodResponse,
  RestIntegration,
  RestMethod,
} from "../rest-apis/records.ts";
import { deleteMethod, methodAt, putMethod, replaceMethod } from "../rest-apis/resources.ts";
import type { VpcLinks } from "../vpc-links.ts";
import { withoutEmpty } from "./patch.ts";
import { type NamedOperations, restOperation } from "./rest.ts";

const place = { restApiId: required(text()), resourceId: required(text()), httpMethod: required(text()) };
const statusCode = required(text({ pattern: /[1-5]\d\d/ }));
const texts = optional(mapOf(text()));
const contentHandling = optional(oneOf("CONVERT_TO_BINARY", "CONVERT_TO_TEXT"));
const path = "/restapis/{restApiId}/resources/{resourceId}/methods/{httpMethod}";

interface Place {
  readonly restApiId: string;
  readonly resourceId: string;
  readonly httpMethod: string;
}

export function methodOperations({ restApis, vpcLinks }: ApiGateway): NamedOperations {
  const methodOf = (at: Place) => methodAt(restApis, at.restApiId, at.resourceId, at.httpMethod);
  const change = (at: Place, changes: Partial<RestMethod>) =>
    putMethod(restApis, at.restApiId, at.resourceId, { ...methodOf(at), ...changes });
  const lessen = (at: Place, changes: Partial<RestMethod>) =>
    replaceMethod(restApis, at.restApiId, at.resourceId, { ...methodOf(at), ...changes });
  const integrationAt = (at: Place) => integrationOf(methodOf(at));
  return {
    PutMethod: restOperation(
      structure({
        ...{ ...place, authorizationType: required(text()), apiKeyRequired: optional(flag()) },
        ...{ operationName: optional(text()), requestParameters: optional(mapOf(flag())) },
        ...{ authorizerId: optional(text()), authorizationScopes: optional(listOf(text())) },
        ...{ requestModels: texts, requestValidatorId: optional(text()) },
      }),
      { path, method: "PUT", status: 201 },
      ({ restApiId, resourceId, ...given }): WireObject => {
        if (restApis.resources.get(restApiId, resourceId).resourceMethods?.[given.httpMethod] !== undefined)
          throw conflict("Method already exists for this resource");
        const apiKeyRequired = given.apiKeyRequired ?? false;
        const authorizationType = given.authorizationType.toUpperCase();
        return {
          ...putMethod(restApis, restApiId, resourceId, { ...given, authorizationType, apiKeyRequired }),
        };
      },
    ),
    GetMethod: restOperation(structure(place), { path, method: "GET" }, (at) => ({ ...methodOf(at) })),
    DeleteMethod: restOperation(structure(place), { path, method: "DELETE", status: 204 }, (at) => {
      deleteMethod(restApis, at.restApiId, at.resourceId, at.httpMethod);
      return {};
    }),
    PutMethodResponse: restOperation(
      structure({ ...place, statusCode, responseParameters: optional(mapOf(flag())), responseModels: texts }),
      { path: `${path}/responses/{statusCode}`, method: "PUT", status: 201 },
      ({ statusCode: code, responseParameters, responseModels, ...at }) => {
        const response = present({ statusCode: code, responseParameters, responseModels }) as MethodResponse;
        const { methodResponses } = methodOf(at);
        if (methodResponses?.[code] !== undefined)
          throw conflict("Response already exists for this resource");
        change(at, { methodResponses: { ...methodResponses, [code]: response } });
        return { ...response };
      },
    ),
    GetMethodResponse: restOperation(
      structure({ ...place, statusCode }),
      { path: `${path}/responses/{statusCode}`, method: "GET" },
      ({ statusCode: code, ...at }) => ({ ...methodResponseOf(methodOf(at), code) }),
    ),
    DeleteMethodResponse: restOperation(
      structure({ ...place, statusCode }),
      { path: `${path}/responses/{statusCode}`, method: "DELETE", status: 204 },
      ({ statusCode: code, ...at }) => {
        methodResponseOf(methodOf(at), code);
        const { [code]: _, ...methodResponses } = methodOf(at).methodResponses ?? {};
        lessen(at, { methodResponses });
        return {};
      },
    ),
    PutIntegration: restOperation(
      structure({
        ...place,
        type: required(oneOf("HTTP", "MOCK", "AWS_PROXY", "HTTP_PROXY", "AWS")),
        integrationHttpMethod: optional(text()),
        ...{ uri: optional(text()), credentials: optional(text()), passthroughBehavior: optional(text()) },
        ...{ requestParameters: texts, requestTemplates: texts },
        ...{ cacheNamespace: optional(text()), cacheKeyParameters: optional(listOf(text())) },
        ...{ timeoutInMillis: optional(integer()), contentHandling },
        ...{ connectionType: optional(oneOf("INTERNET", "VPC_LINK")), connectionId: optional(text()) },
        tlsConfig: optional(structure({ insecureSkipVerification: optional(flag()) })),
      }),
      {
        ...{ path: `${path}/integration`, method: "PUT", status: 201 },
        bodyNames: { integrationHttpMethod: "httpMethod" },
      },
      ({ restApiId, resourceId, httpMethod, integrationHttpMethod, ...given }) => {
        checkConnection(given, vpcLinks);
        // Of a mock AWS forgets whom it was to ask.
        const isMock = given.type === "MOCK";
        const methodIntegration = {
          ...present({ ...given, ...(isMock ? { uri: undefined } : { httpMethod: integrationHttpMethod }) }),
          type: given.type,
          passthroughBehavior: given.passthroughBehavior ?? "WHEN_NO_MATCH",
          timeoutInMillis: given.timeoutInMillis ?? 29_000,
          cacheNamespace: given.cacheNamespace ?? resourceId,
          cacheKeyParameters: given.cacheKeyParameters ?? [],
          ...(given.type.startsWith("HTTP") ? { connectionType: given.connectionType ?? "INTERNET" } : {}),
        };
        change({ restApiId, resourceId, httpMethod }, { methodIntegration });
        return methodIntegration;
      },
    ),
    GetIntegration: restOperation(structure(place), { path: `${path}/integration`, method: "GET" }, (at) => ({
      ...integrationAt(at),
    })),
    DeleteIntegration: restOperation(
      structure(place),
      { path: `${path}/integration`, method: "DELETE", status: 204 },
      (at) => {
        integrationAt(at);
        lessen(at, { methodIntegration: undefined });
        return {};
      },
    ),
    PutIntegrationResponse: restOperation(
      structure({
        ...{ ...place, statusCode, selectionPattern: optional(text()) },
        ...{ responseParameters: texts, responseTemplates: texts, contentHandling },
      }),
      { path: `${path}/integration/responses/{statusCode}`, method: "PUT", status: 201 },
      ({ restApiId, resourceId, httpMethod, ...response }) => {
        const at = { restApiId, resourceId, httpMethod };
        const integration = integrationAt(at);
        methodResponseOf(methodOf(at), response.statusCode);
        refuseSamePattern(integration.integrationResponses ?? {}, response);
        const integrationResponses = { ...integration.integrationResponses, [response.statusCode]: response };
        change(at, { methodIntegration: { ...integration, integrationResponses } });
        return response;
      },
    ),
    GetIntegrationResponse: restOperation(
      structure({ ...place, statusCode }),
      { path: `${path}/integration/responses/{statusCode}`, method: "GET" },
      ({ statusCode: code, ...at }) => ({ ...integrationResponseOf(methodOf(at), code) }),
    ),
    DeleteIntegrationResponse: restOperation(
      structure({ ...place, statusCode }),
      { path: `${path}/integration/responses/{statusCode}`, method: "DELETE", status: 204 },
      ({ statusCode: code, ...at }) => {
        // Of a method that is not there AWS says that its backend isn't.
        const { resourceMethods = {} } = restApis.resources.get(at.restApiId, at.resourceId);
        const method = resourceMethods[at.httpMethod];
        const integration = integrationOf(method ?? {});
        integrationResponseOf(methodOf(at), code);
        const { [code]: _, ...integrationResponses } = integration.integrationResponses ?? {};
        const methodIntegration = withoutEmpty({ ...integration, integrationResponses });
        lessen(at, { methodIntegration });
        return {};
      },
    ),
  };
}

/** Throws BadRequestException, NotFoundException. A stage's variable may name the link. */
function checkConnection(
  { connectionType, connectionId = "" }: Pick<RestIntegration, "connectionType" | "connectionId">,
  vpcLinks: VpcLinks,
): void {
  if (connectionType !== "VPC_LINK" || connectionId.startsWith("${stageVariables.")) return;
  if (connectionId === "") throw badRequest("A connection of type VPC_LINK needs a connectionId");
  vpcLinks.ofRestApi(connectionId);
}

/** Of two responses that the same answers of a backend lead to, one would never be given. */
function refuseSamePattern(
  present: Readonly<Record<string, IntegrationResponse>>,
  { statusCode: code, selectionPattern: pattern }: IntegrationResponse,
): void {
  const isSame = (each: IntegrationResponse) => each.statusCode !== code && each.selectionPattern === pattern;
  if (Object.values(present).some(isSame))
    throw conflict(`Integration response with selection pattern ${pattern ?? "default"} already exists`);
}
