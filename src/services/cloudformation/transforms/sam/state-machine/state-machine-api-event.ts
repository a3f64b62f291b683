// Api: a path of a REST API that starts the state machine with the request's body.

import type { Json } from "../../../../../aws/json.ts";
import { ApiDocument } from "../apis/api-document.ts";
import { restApi } from "../apis/api-kinds.ts";
import { secureRestOperation } from "../apis/event-auth.ts";
import { takesPaths } from "../apis/prepare-apis.ts";
import { restApiOf, setOperation } from "../events/api-event.ts";
import type { EventSource } from "../events/event-source.ts";
import { sub, where } from "../intrinsics.ts";
import type { Startable } from "./startable.ts";

export function stateMachineApiEvent(event: EventSource, { arn }: Startable, role: Json): void {
  const api = restApiOf(event, event.required("RestApiId"));
  const route = { path: String(event.required("Path")), method: String(event.required("Method")) };
  if (api === undefined || !takesPaths({ kind: restApi }, api)) return;
  const document = ApiDocument.of(api);
  if (document === undefined) return;
  const escaped =
    event.property("UnescapeMappingTemplate") === true
      ? `$util.escapeJavaScript($input.json('$')).replaceAll("\\\\'","'")`
      : "$util.escapeJavaScript($input.json('$'))";
  const template = `{"input": "${escaped}", "stateMachineArn": "\${${String(arn.Ref)}}"}`;
  const uri = sub("arn:${AWS::Partition}:apigateway:${AWS::Region}:states:action/StartExecution");
  setOperation(event, route, document, {
    responses: { "200": { description: "OK" }, "400": { description: "Bad Request" } },
    "x-amazon-apigateway-integration": {
      type: "aws",
      httpMethod: "POST",
      uri: where(event.owner.condition, uri),
      requestTemplates: { "application/json": sub(template) },
      credentials: role,
      responses: { "200": { statusCode: "200" }, "400": { statusCode: "400" } },
    },
  });
  secureRestOperation({ event, route, document, api, stage: null });
}
