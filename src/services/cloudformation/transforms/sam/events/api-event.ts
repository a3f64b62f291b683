// Api: a path of a REST API that calls the function.

import type { Json } from "../../../../../aws/json.ts";
import { ApiDocument, methodInArn, pathInArn } from "../apis/api-document.ts";
import { restApi } from "../apis/api-kinds.ts";
import { secureRestOperation } from "../apis/event-auth.ts";
import { apiId } from "../apis/implicit-apis.ts";
import { type Route, takesPaths } from "../apis/prepare-apis.ts";
import { addRequestModel, addRequestParameters } from "../apis/request-model.ts";
import { stageSuffix } from "../apis/stage.ts";
import { type Draft, isDraft, own, present } from "../draft.ts";
import type { Invokable } from "../function/invokable.ts";
import { sub, where } from "../intrinsics.ts";
import type { EventSource } from "./event-source.ts";
import { addPermission } from "./permission.ts";

export function apiEvent(event: EventSource, invokable: Invokable): undefined {
  const reference = event.required("RestApiId");
  const api = restApiOf(event, reference);
  const route = { path: String(event.required("Path")), method: String(event.required("Method")) };
  const stage = api === undefined ? undefined : (own(api, "StageName") ?? null);
  addPermission(event, invokable, {
    principal: "apigateway.amazonaws.com",
    sourceArn: sub(
      `arn:${event.expansion.partition}:execute-api:\${AWS::Region}:\${AWS::AccountId}:\${__ApiId__}/\${__Stage__}/${methodInArn(route.method)}${pathInArn(route.path)}`,
      { __ApiId__: reference, __Stage__: "*" },
    ),
    suffix: stage === undefined ? "AllStages" : stageSuffix(stage),
  });
  if (api === undefined || !takesPaths({ kind: restApi }, api)) return undefined;
  const document = ApiDocument.of(api);
  if (document === undefined) return undefined;
  const streams = event.property("ResponseTransferMode") === "RESPONSE_STREAM";
  setOperation(event, route, document, {
    responses: {},
    "x-amazon-apigateway-integration": present({
      type: "aws_proxy",
      httpMethod: "POST",
      uri: where(event.owner.condition, invocationUri(event, invokable, streams)),
      timeoutInMillis: event.property("TimeoutInMillis"),
      responseTransferMode: streams ? "STREAM" : undefined,
    }),
  });
  secureRestOperation({ event, route, document, api, stage: stage ?? null });
  addRequestModel(event, route, document, api);
  addRequestParameters(event, route, document, api);
  return undefined;
}

/** The properties of the API that an event names, if it is in the template. */
export function restApiOf(event: EventSource, reference: Json): Draft | undefined {
  const api = event.expansion.resource(apiId(reference) ?? "");
  if (api?.Type !== restApi.type) return undefined;
  return isDraft(api.Properties) ? api.Properties : undefined;
}

/** Throws InvalidResource if another event has the operation already. */
export function setOperation(
  event: EventSource,
  { path, method }: Route,
  document: ApiDocument,
  added: Draft,
): void {
  const existing = document.operation(path, method);
  if (existing.some((one) => own(one, "x-amazon-apigateway-integration") !== undefined))
    event.fail(`API method "${method.toLowerCase()}" defined multiple times for path "${path}".`, "Method");
  document.setOperation(path, method, where(event.owner.condition, added));
}

function invocationUri(event: EventSource, { arn, alias, resource }: Invokable, streams: boolean): Json {
  const place = alias === undefined ? `${resource.id}.Arn` : String(arn.Ref);
  const base = `arn:${event.expansion.partition}:apigateway:\${AWS::Region}:lambda:path`;
  return sub(
    streams
      ? `${base}/2021-11-15/functions/\${${place}}/response-streaming-invocations`
      : `${base}/2015-03-31/functions/\${${place}}/invocations`,
  );
}
