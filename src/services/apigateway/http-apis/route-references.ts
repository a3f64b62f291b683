// What a route refers to: an authorizer, and the integration that it leads to.

import type { ApiParts } from "../api-parts.ts";
import { badRequest } from "../refusals.ts";
import type { Authorizer } from "./authorizer.ts";
import type { Integration, RouteSettings } from "./records.ts";

/** What a route of this type has an authorizer of. */
const authorizerTypes: Readonly<Record<string, string>> = { CUSTOM: "REQUEST", JWT: "JWT" };

interface Referred {
  readonly authorizers: ApiParts<Authorizer>;
  readonly integrations: ApiParts<Integration>;
}

/** Throws BadRequestException. */
export function checkReferences(
  { authorizers, integrations }: Referred,
  apiId: string,
  { target, authorizationType, authorizerId }: RouteSettings,
): void {
  const wanted = authorizerTypes[authorizationType];
  if (
    wanted !== undefined &&
    (authorizerId === undefined || authorizers.find(apiId, authorizerId)?.authorizerType !== wanted)
  )
    throw badRequest(
      `Setting the authorization type to ${authorizationType} requires a valid ${wanted} authorizer.`,
    );
  if (target === undefined) return;
  const [, integrationId] = /^integrations\/([^/]+)$/.exec(target) ?? [];
  if (integrationId === undefined)
    throw badRequest(
      "Unexpected or malformed target in route. Correct format should be integrations/<integration_id>.",
    );
  if (integrations.find(apiId, integrationId) === undefined)
    throw badRequest(`Invalid integration identifier specified in the route's target: ${target}`);
}
