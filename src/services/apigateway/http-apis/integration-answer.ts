// What an integration of an HTTP API answers a request with.

import type { JsonObject } from "../../../aws/json.ts";
import { callerOf, httpEvent } from "../../../aws/wire/http-event.ts";
import type { RawAnswer } from "../../../aws/wire/operation.ts";
import { proxyAnswer } from "../../../aws/wire/proxy-answer.ts";
import { awsActions } from "../requests/aws-actions.ts";
import { awsAnswer } from "../requests/aws-backend.ts";
import { answerOfProxy, callerFor, functionArnIn, invoked } from "../requests/function-backend.ts";
import { httpAnswer } from "../requests/http-backend.ts";
import { isReached, tellUnreached } from "../requests/outside.ts";
import { mappedAnswer, mappedRequest } from "../requests/parameter-mapping.ts";
import { withVariables } from "../requests/parameter-source.ts";
import { identityOf, proxyEvent } from "../requests/proxy-event.ts";
import type { RequestParts } from "../requests/request-parts.ts";
import { internalError, type ServedRequest, unavailable } from "../requests/served-request.ts";
import { inTime } from "../requests/time-limit.ts";
import type { HttpApi, HttpRoute, Integration } from "./records.ts";

export interface IntegrationCall {
  readonly integration: Integration;
  readonly route: HttpRoute;
  readonly api: HttpApi;
  readonly stageName: string;
  /** Decoded, with the stage. */
  readonly fullPath: string;
}

/** What a function says nothing of: the type of its text. */
const usual = { "content-type": "text/plain;charset=UTF-8" };

export async function integrationAnswer(
  request: ServedRequest,
  call: IntegrationCall,
  parts: RequestParts,
): Promise<RawAnswer> {
  const { integration } = call;
  const { integrationSubtype, requestParameters, responseParameters, timeoutInMillis } = integration;
  const work = () => {
    if (integrationSubtype === undefined) {
      const mapped = mappedRequest(request, requestParameters);
      return integration.integrationType === "HTTP_PROXY"
        ? serverAnswer(mapped, integration, parts)
        : functionAnswer(mapped, call, parts);
    }
    const action = awsActions[integrationSubtype];
    if (action === undefined) return Promise.resolve(internalError);
    return awsAnswer(
      request,
      { action, parameters: requestParameters ?? {}, host: parts.host },
      parts.findApi,
    );
  };
  return mappedAnswer(
    await inTime(work(), { limitMs: timeoutInMillis, late: unavailable }, parts.clock),
    responseParameters,
    request,
  );
}

async function functionAnswer(
  request: ServedRequest,
  call: IntegrationCall,
  { functions, identity, clock }: RequestParts,
): Promise<RawAnswer> {
  const { integration } = call;
  const isNewer = integration.payloadFormatVersion === "2.0";
  const event = isNewer
    ? newerEvent(request, call, identity.accountId, clock.now())
    : olderEvent(request, call);
  const uri = withVariables(integration.integrationUri ?? "", request);
  const payload = await invoked(functions, {
    ...{ functionName: functionArnIn(uri), payload: JSON.stringify(event), traceHeader: request.traceHeader },
    caller: callerFor(request, identity, { roleArn: integration.credentialsArn }),
  });
  if (payload === "throttled") return unavailable;
  if (payload === undefined || payload === "not permitted") return internalError;
  return (isNewer ? proxyAnswer(payload, usual) : answerOfProxy(payload, { usual })) ?? internalError;
}

function newerEvent(
  request: ServedRequest,
  { api, route, stageName, fullPath }: IntegrationCall,
  accountId: string,
  now: number,
): JsonObject {
  const { requestId, method, query, headers, body, pathParameters, stageVariables, context } = request;
  return httpEvent({
    ...{ requestId, method, query, headers, body, accountId, now },
    ...{ apiId: api.apiId, domainName: String(context.domainName), path: fullPath },
    ...{ routeKey: route.routeKey, stage: stageName },
    authorizer: authorizerOf(request, route, accountId),
    pathParameters: orUndefined(pathParameters),
    stageVariables: orUndefined(stageVariables),
  });
}

function authorizerOf(
  { headers, context }: ServedRequest,
  { authorizationType }: HttpRoute,
  accountId: string,
): JsonObject | undefined {
  if (authorizationType === "AWS_IAM") return { iam: callerOf(headers, accountId) };
  if (authorizationType === "JWT") return { jwt: context.authorizer ?? {} };
  return authorizationType === "CUSTOM" ? { lambda: context.authorizer ?? {} } : undefined;
}

function olderEvent(request: ServedRequest, { route, fullPath }: IntegrationCall): JsonObject {
  const { context } = request;
  const resource = route.routeKey === "$default" ? "$default" : (route.routeKey.split(" ")[1] ?? "");
  const { routeKey: _, identity: __, awsEndpointRequestId: ___, ...told } = context;
  const event = proxyEvent(request, {
    ...{ resource, path: fullPath },
    requestContext: {
      ...told,
      ...{ identity: identityOf(request), resourceId: route.routeKey, resourcePath: resource },
    },
  });
  return { version: "1.0", ...event };
}

function serverAnswer(
  request: ServedRequest,
  integration: Integration,
  parts: RequestParts,
): Promise<RawAnswer> {
  const { integrationUri = "", integrationMethod = "ANY", timeoutInMillis, connectionType } = integration;
  const text = withParameters(withVariables(integrationUri, request), request);
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined) return Promise.resolve(internalError);
  if (connectionType === "VPC_LINK" || !isReached(url)) {
    tellUnreached(request, text, parts);
    return Promise.resolve(unavailable);
  }
  if (integration.requestParameters?.["overwrite:path"] !== undefined) url.pathname = request.path;
  for (const [name, value] of new URLSearchParams(request.query)) url.searchParams.append(name, value);
  const method = integrationMethod === "ANY" ? request.method : integrationMethod;
  return httpAnswer(request, { url, method, timeoutMs: timeoutInMillis });
}

function withParameters(uri: string, { pathParameters }: ServedRequest): string {
  return uri.replaceAll(/\{([^{}+]+)\+?\}/g, (whole, name: string) => {
    const value = Object.hasOwn(pathParameters, name) ? pathParameters[name] : undefined;
    return value === undefined ? whole : value.split("/").map(encodeURIComponent).join("/");
  });
}

function orUndefined(values: Readonly<Record<string, string>>): JsonObject | undefined {
  return Object.keys(values).length === 0 ? undefined : values;
}
