// What an integration of a WebSocket API says to a message, or to a client that connects.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-integration-requests.html

import type { JsonObject } from "../../../aws/json.ts";
import type { RawAnswer } from "../../../aws/wire/operation.ts";
import type { Integration, SocketIntegrationResponse } from "../http-apis/records.ts";
import { answerOfProxy, callerFor, functionArnIn, invoked } from "../requests/function-backend.ts";
import { withVariables } from "../requests/parameter-source.ts";
import type { RequestParts } from "../requests/request-parts.ts";
import type { ServedRequest } from "../requests/served-request.ts";
import { inTime } from "../requests/time-limit.ts";
import type { Fault } from "../rest-apis/gateway-responses.ts";
import type { IntegrationResponse, RestIntegration } from "../rest-apis/records.ts";
import { mappedAnswer } from "../rest-apis/rest-integration.ts";
import { type SocketTarget, selectedFrom } from "./socket-stage.ts";

export interface SocketAsk {
  readonly request: ServedRequest;
  /** What a function is given. */
  readonly event: JsonObject;
  /** Whether somebody waits for what the backend says. */
  readonly isAnswered: boolean;
}

const nothing: RawAnswer = { status: 200, headers: {}, body: "" };
const failed: Fault = { fault: "API_CONFIGURATION_ERROR", status: 502 };

export function socketAnswer(
  ask: SocketAsk,
  { integration, responses }: SocketTarget,
  parts: RequestParts,
): Promise<RawAnswer | Fault> {
  if (integration === undefined) return Promise.resolve(nothing);
  const { request } = ask;
  const work =
    integration.integrationType === "AWS_PROXY"
      ? ofFunction(ask, integration, parts)
      : mappedAnswer(request, restIntegration(integration, responses, request), parts);
  const late: Fault = { fault: "INTEGRATION_TIMEOUT" };
  return inTime(work, { limitMs: integration.timeoutInMillis, late }, parts.clock);
}

async function ofFunction(
  { request, event, isAnswered }: SocketAsk,
  { integrationUri = "", credentialsArn: roleArn }: Integration,
  { functions, identity }: RequestParts,
): Promise<RawAnswer | Fault> {
  const uri = withVariables(integrationUri, request);
  const payload = await invoked(functions, {
    ...{ functionName: functionArnIn(uri), payload: JSON.stringify(event), traceHeader: request.traceHeader },
    caller: callerFor(request, identity, { roleArn }),
  });
  if (payload === undefined || payload === "throttled" || payload === "not permitted") return failed;
  return answerOfProxy(payload, { usual: {} }) ?? (isAnswered ? failed : nothing);
}

/** An integration as the one of a REST API that does the same with this request. */
function restIntegration(
  integration: Integration,
  responses: readonly SocketIntegrationResponse[],
  request: ServedRequest,
): RestIntegration {
  const { integrationType, integrationUri, integrationMethod = "POST", requestTemplates = {} } = integration;
  const { passthroughBehavior = "WHEN_NO_MATCH", timeoutInMillis, requestParameters = {} } = integration;
  const template = selectedFrom(requestTemplates, integration.templateSelectionExpression, request);
  return {
    ...{ type: integrationType, uri: integrationUri, httpMethod: integrationMethod },
    ...{ passthroughBehavior, timeoutInMillis },
    // REST APIs choose a template by the type of the body, which messages have not.
    requestTemplates:
      template !== undefined ? { "application/json": template } : withoutMatch(requestTemplates),
    requestParameters: Object.fromEntries(
      Object.entries(requestParameters).map(([name, source]) => [
        name,
        source.replace(/^route\./, "method."),
      ]),
    ),
    integrationResponses: responses.length === 0 ? passedOn : responsesFor(responses, request),
  };
}

/** Templates that are there, of which none is meant. */
function withoutMatch(templates: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(templates).map(([key, template]) => [`other/${key}`, template]));
}

/** Without responses of its own an integration says what its backend says. */
const passedOn: Readonly<Record<string, IntegrationResponse>> = {
  "200": { statusCode: "200", selectionPattern: "2\\d\\d|" },
  "400": { statusCode: "400", selectionPattern: "[34]\\d\\d" },
  "502": { statusCode: "502" },
};

function responsesFor(
  responses: readonly SocketIntegrationResponse[],
  request: ServedRequest,
): Readonly<Record<string, IntegrationResponse>> {
  return Object.fromEntries(
    responses.map((each): [string, IntegrationResponse] => {
      const { integrationResponseKey: key, responseTemplates = {}, templateSelectionExpression } = each;
      const template = selectedFrom(responseTemplates, templateSelectionExpression, request);
      const [, pattern] = /^\/(.+)\/$/s.exec(key) ?? [];
      return [
        key,
        {
          statusCode: /^\d{3}$/.test(pattern ?? "") ? (pattern ?? "") : "200",
          selectionPattern: pattern,
          ...(template === undefined ? {} : { responseTemplates: { "application/json": template } }),
        },
      ];
    }),
  );
}
