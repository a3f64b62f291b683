// Sends events to API destinations: the request that an event becomes, its authorization, and the pace that a destination allows.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-api-destinations.html

import type { DeliveryOutcome, DeliveryRequest, DeliveryTarget } from "../../../aws/delivery.ts";
import { filledPath, httpOutcome } from "../../../aws/http-delivery.ts";
import { isJsonObject, type Json } from "../../../aws/json.ts";
import { ServiceError } from "../../../aws/service-error.ts";
import { type Authorizer, Unauthorized } from "../../../http-client/authorizer.ts";
import type { HttpParameter, HttpParameters } from "../../../http-client/connection.ts";
import { exchange, type HttpRequest, type HttpResponse } from "../../../http-client/exchange.ts";
import type { Clock } from "../../../time/clock.ts";
import type { Connection } from "../connections/connections.ts";
import type { ApiDestination, ApiDestinations } from "./api-destinations.ts";
import { Pace } from "./pace.ts";

export interface DestinationTargetParts {
  readonly clock: Clock;
  readonly destinations: ApiDestinations;
  readonly connections: { findByArn(arn: string): Connection | undefined };
  readonly authorizer: Authorizer;
}

export function destinationTarget(parts: DestinationTargetParts): DeliveryTarget {
  const pace = new Pace(parts.clock);
  return {
    kinds: ["API destination"],
    service: "events",
    resource: /^api-destination\//,
    async deliver(request) {
      const destination = parts.destinations.findByArn(request.arn);
      if (destination === undefined) throw notFound(`ApiDestination ${request.arn}`);
      const connection = parts.connections.findByArn(destination.connectionArn);
      if (connection === undefined) throw notFound(`Connection ${destination.connectionArn}`);
      if (connection.state === "DEAUTHORIZED")
        throw new ServiceError("ConnectionDeauthorized", `Connection ${connection.name} is deauthorized.`);
      await pace.turn(destination);
      return outcomeOf(await invoke(parts, { request, destination, connection }), request);
    },
  };
}

interface Invocation {
  readonly request: DeliveryRequest;
  readonly destination: ApiDestination;
  readonly connection: Connection;
}

/** EventBridge quotas: a destination must answer within 5 seconds. */
const limits = { timeoutMs: 5000, mostResponseBytes: 1024 * 1024 };

type Answer = HttpResponse | { readonly problem: string };

/** A token that is turned away is asked for once more. */
async function invoke(
  { authorizer, clock }: DestinationTargetParts,
  { request, destination, connection }: Invocation,
): Promise<Answer> {
  try {
    const send = async () => {
      const built = requestOf(request, destination, await authorizer.parameters(connection));
      const answer = await exchange(built, limits, { clock });
      return "problem" in answer
        ? { problem: `the request to ${built.url.origin} failed: ${answer.problem}` }
        : answer;
    };
    const answer = await send();
    const isTurnedAway = "status" in answer && (answer.status === 401 || answer.status === 407);
    return isTurnedAway && authorizer.forget(connection) ? await send() : answer;
  } catch (thrown) {
    if (thrown instanceof Unauthorized) return { problem: thrown.message };
    throw thrown;
  }
}

function requestOf(
  { payload, http }: DeliveryRequest,
  { endpoint, method }: ApiDestination,
  added: HttpParameters,
): HttpRequest {
  const url = new URL(filledPath(endpoint, http?.pathParameters));
  for (const [name, value] of Object.entries(http?.query ?? {})) url.searchParams.append(name, value);
  for (const { key, value } of added.query) url.searchParams.set(key, value);
  const headers = new Headers({ "content-type": "application/json; charset=utf-8" });
  for (const [name, value] of Object.entries(http?.headers ?? {})) headers.set(name, value);
  for (const { key, value } of added.headers) headers.set(key, value);
  headers.set("user-agent", "Amazon/EventBridge/ApiDestinations");
  const hasBody = method !== "GET" && method !== "HEAD";
  return { url, method, headers, body: hasBody ? bodyOf(payload.text, added.body) : undefined };
}

/** The connection's parameters become members of a body that has members. */
function bodyOf(text: string, added: readonly HttpParameter[]): string {
  if (added.length === 0) return text;
  const body: Json = JSON.parse(text);
  if (!isJsonObject(body)) return text;
  return JSON.stringify({ ...body, ...Object.fromEntries(added.map(({ key, value }) => [key, value])) });
}

/** Where there was no answer, EventBridge tries again. */
function outcomeOf(answer: Answer, request: DeliveryRequest): DeliveryOutcome {
  if (!("problem" in answer)) return httpOutcome(answer, request, "API destination");
  return {
    status: "FAILED",
    error: { code: "SDK_CLIENT_ERROR", message: answer.problem, isPassing: true },
  };
}

function notFound(what: string): ServiceError {
  return new ServiceError("ResourceNotFoundException", `${what} does not exist.`);
}
