// `http:invoke`: calls an HTTPS API with the authorization of an EventBridge connection.
// https://docs.aws.amazon.com/step-functions/latest/dg/call-https-apis.html

import { isJsonObject, type JsonObject } from "../../../../aws/json.ts";
import { Failure } from "../../../../engine/failure.ts";
import type { TaskResult } from "../../../../engine/seams.ts";
import { Authorizer, Unauthorized } from "../../../../http-client/authorizer.ts";
import type { Connection, Connections, HttpParameters } from "../../../../http-client/connection.ts";
import type { HttpResponse } from "../../../../http-client/exchange.ts";
import { ArgumentProblem, argumentObject, requiredText } from "../arguments.ts";
import type { TaskParts } from "../parts.ts";
import type { Request } from "../task-handler.ts";
import { shownResponse, taskExchange } from "./http-exchange.ts";
import { httpRequest } from "./http-request.ts";
import { tracedRequest, tracedResponse } from "./traced-exchange.ts";

export function httpInvoke(
  connections: Connections,
  { clock, identity }: Pick<TaskParts, "clock" | "identity">,
): Request {
  const authorizer = new Authorizer(clock);
  return async (call) => {
    const { signal } = call;
    const request = argumentObject(call.arguments);
    const arn = connectionArn(request);
    const connection = connections.findByArn(arn);
    if (connection === undefined)
      return new Failure("Events.ConnectionResource.ResourceNotFound", `Connection ${arn} does not exist`);
    const send = async (added: Connection): Promise<HttpResponse | Failure> => {
      const parameters = await authorizer.parameters(added, signal).catch(notAuthorized);
      if (parameters instanceof Failure) return parameters;
      const built = httpRequest(request, parameters, identity.region);
      const response = await taskExchange(built, { signal, clock, socketError: "States.Http.Socket" });
      call.exchanged?.({
        request: tracedRequest(built),
        requestWithoutSecrets: tracedRequest(httpRequest(request, nothingAdded, identity.region)),
        response: response instanceof Failure ? undefined : tracedResponse(response, built.url),
      });
      return response;
    };
    let response = await send(connection);
    if (isTurnedAway(response) && authorizer.forget(connection)) response = await send(connection);
    return response instanceof Failure ? response : resultOf(response);
  };
}

function notAuthorized(thrown: unknown): Failure {
  if (!(thrown instanceof Unauthorized)) throw thrown;
  return new Failure("Events.ConnectionResource.InvalidConnectionState", thrown.message);
}

const nothingAdded: HttpParameters = { headers: [], query: [], body: [] };

function connectionArn(request: JsonObject): string {
  const { InvocationConfig: config, Authentication: authentication } = request;
  const given = config ?? authentication;
  if (isJsonObject(given)) return requiredText(given, "ConnectionArn");
  throw new ArgumentProblem("The field 'InvocationConfig' is required but was missing");
}

/** EventBridge: "OAUTH tokens are refreshed when a 401 or 407 response is returned". */
function isTurnedAway(response: HttpResponse | Failure): boolean {
  return !(response instanceof Failure) && (response.status === 401 || response.status === 407);
}

function resultOf(response: HttpResponse): TaskResult {
  const { status, headers, text } = response;
  const type = headers.get("content-type") ?? "";
  if (/^(application\/octet-stream|(image|video|audio)\/)/i.test(type))
    return new Failure(
      "States.Runtime",
      `The response has the content type '${type}', which an HTTP task cannot take`,
    );
  if (status < 200 || status > 299) return new Failure(`States.Http.StatusCode.${status}`, text);
  return shownResponse(response);
}
