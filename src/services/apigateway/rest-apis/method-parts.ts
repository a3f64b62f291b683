// What a method of a REST API has: its backend, and the responses of the two.

import { notFound } from "../refusals.ts";
import type { IntegrationResponse, MethodResponse, RestIntegration, RestMethod } from "./records.ts";

/** Throws NotFoundException. */
export function integrationOf({ methodIntegration }: Pick<RestMethod, "methodIntegration">): RestIntegration {
  if (methodIntegration === undefined) throw notFound("Invalid Integration identifier specified");
  return methodIntegration;
}

/** Throws NotFoundException. */
export function methodResponseOf({ methodResponses }: RestMethod, statusCode: string): MethodResponse {
  return responseIn(methodResponses, statusCode);
}

/** Throws NotFoundException. */
export function integrationResponseOf(method: RestMethod, statusCode: string): IntegrationResponse {
  return responseIn(integrationOf(method).integrationResponses, statusCode);
}

function responseIn<Response>(
  responses: Readonly<Record<string, Response>> | undefined,
  statusCode: string,
): Response {
  const response = responses?.[statusCode];
  if (response === undefined) throw notFound("Invalid Response status code specified");
  return response;
}
