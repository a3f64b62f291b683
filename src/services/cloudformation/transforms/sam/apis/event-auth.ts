// `Auth` of one event source: the authorizer and API key that its operation asks for, the caller's credentials, and what
// the API's resource policy says of it.

import type { Json } from "../../../../../aws/json.ts";
import { type Draft, isDraft, objectAt, own } from "../draft.ts";
import type { EventSource } from "../events/event-source.ts";
import { isIntrinsic } from "../intrinsics.ts";
import { type ApiDocument, methodKey } from "./api-document.ts";
import { apiKeyScheme, authorizersOf, iamScheme } from "./authorizers.ts";
import type { Route } from "./prepare-apis.ts";
import { addResourcePolicy } from "./resource-policy.ts";
import { addScheme, requireApiKey, requireAuthorizer } from "./security.ts";

const callerCredentials = "arn:aws:iam::*:user/*";

interface EventAuth {
  readonly event: EventSource;
  readonly route: Route;
  readonly document: ApiDocument;
  /** The API's properties. */
  readonly api: Draft;
  readonly stage: Json;
}

export function secureRestOperation({ event, route, document, api, stage }: EventAuth): void {
  const auth = event.property("Auth");
  const apiAuth = own(api, "Auth");
  const authorizer = own(auth, "Authorizer") ?? undefined;
  const definitions = document.operation(route.path, route.method);
  if (typeof authorizer === "string") {
    checkAuthorizer(event, route, authorizer, apiAuth, true);
    const scopes = own(auth, "AuthorizationScopes") ?? defaultScopes(apiAuth, authorizer);
    for (const definition of definitions) requireAuthorizer(definition, authorizer, scopes);
  }
  const inForce = authorizer ?? own(apiAuth, "DefaultAuthorizer");
  if (inForce === "AWS_IAM") {
    addScheme(document, "AWS_IAM", iamScheme);
    for (const definition of definitions) setCredentials(definition, auth, apiAuth);
  }
  const keyed = own(auth, "ApiKeyRequired");
  if (typeof keyed === "boolean") {
    if (keyed) addScheme(document, "api_key", apiKeyScheme);
    for (const definition of definitions) requireApiKey(definition, keyed);
  }
  const policy = own(auth, "ResourcePolicy");
  if (isDraft(policy)) addResourcePolicy(document, route.path, policy, stage, [route.method]);
}

/** Only a Lambda integration of SAM's own takes the caller's credentials. */
function setCredentials(definition: Draft, auth: Json | undefined, apiAuth: Json | undefined): void {
  const integration = objectAt(definition, "x-amazon-apigateway-integration");
  if (integration === undefined || own(integration, "credentials") !== undefined) return;
  const given = own(auth, "InvokeRole");
  const role = given === undefined ? own(apiAuth, "InvokeRole") : given;
  if (role === "NONE" || role === null) return;
  integration.credentials = role === undefined || role === "CALLER_CREDENTIALS" ? callerCredentials : role;
}

export function secureHttpOperation({ event, route, document, api }: EventAuth): void {
  const auth = event.property("Auth");
  const apiAuth = own(api, "Auth");
  const scopes = own(auth, "AuthorizationScopes");
  const given = own(auth, "Authorizer") ?? undefined;
  const authorizer = given ?? (scopes === undefined ? undefined : own(apiAuth, "DefaultAuthorizer"));
  if (typeof authorizer !== "string") return;
  if (scopes !== undefined && scopes !== null && !isIntrinsic(scopes) && !isTexts(scopes))
    event.fail(
      `Unable to set Authorizer on API method [${methodKey(route.method)}] for path [${route.path}] because 'AuthorizationScopes' must be a list of strings.`,
      "Auth",
      "AuthorizationScopes",
    );
  const iam = own(apiAuth, "EnableIamAuthorizer") === true;
  if (given !== undefined) checkAuthorizer(event, route, authorizer, apiAuth, iam);
  for (const definition of document.operation(route.path, route.method))
    requireAuthorizer(definition, authorizer, scopes ?? defaultScopes(apiAuth, authorizer));
}

function isTexts(value: Json): boolean {
  return Array.isArray(value) && value.every((one) => typeof one === "string" || isIntrinsic(one as Json));
}

/** Requests that IAM signs have no scopes, whatever an authorizer of that name says. */
export function defaultScopes(apiAuth: Json | undefined, authorizer: string): Json {
  if (authorizer === "AWS_IAM") return [];
  return own(own(authorizersOf(apiAuth), authorizer), "AuthorizationScopes") ?? [];
}

/** Throws InvalidResource if the API has no such authorizer. */
function checkAuthorizer(
  event: EventSource,
  { path, method }: Route,
  authorizer: string,
  apiAuth: Json | undefined,
  iam: boolean,
): void {
  const authorizers = authorizersOf(apiAuth);
  if (Object.hasOwn(authorizers, authorizer) || (authorizer === "AWS_IAM" && iam)) return;
  if (authorizer === "NONE" && own(apiAuth, "DefaultAuthorizer") !== undefined) return;
  const name = authorizer === "NONE" ? "" : ` [${authorizer}]`;
  const reason =
    authorizer === "NONE"
      ? "'NONE' is only a valid value when a DefaultAuthorizer on the API is specified"
      : Object.keys(authorizers).length === 0
        ? "the related API does not define any Authorizers"
        : "it wasn't defined in the API's Authorizers";
  event.fail(
    `Unable to set Authorizer${name} on API method [${methodKey(method)}] for path [${path}] because ${reason}.`,
    "Auth",
    "Authorizer",
  );
}
