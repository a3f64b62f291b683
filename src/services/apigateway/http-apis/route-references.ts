// What a route refers to: an authorizer, and the integration that it leads to.

import { badRequest } from "../refusals.ts";
import type { HttpApis } from "./http-apis.ts";
import type { RouteSettings } from "./records.ts";

/** What a route of this type has an authorizer of. */
const authorizerTypes: Readonly<Record<string, string>> = { CUSTOM: "REQUEST", JWT: "JWT" };

/** Throws BadRequestException. */
export function checkReferences(
  { authorizers, integrations }: Pick<HttpApis, "authorizers" | "integrations">,
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
