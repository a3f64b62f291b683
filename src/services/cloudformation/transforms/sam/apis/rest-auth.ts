// `Auth` of a REST API: its authorizers, what its operations ask for by default, and its resource policy.

import type { Json } from "../../../../../aws/json.ts";
import { type Draft, isDraft, own } from "../draft.ts";
import type { Expansion } from "../expansion.ts";
import type { SamResource } from "../sam-resource.ts";
import type { ApiDocument } from "./api-document.ts";
import { checkAuth } from "./auth-check.ts";
import {
  addAuthorizerPermission,
  apiKeyScheme,
  authorizersOf,
  iamScheme,
  restScheme,
} from "./authorizers.ts";
import { defaultScopes } from "./event-auth.ts";
import { addCustomStatements, addResourcePolicy } from "./resource-policy.ts";
import { addScheme, dropMarks, requireApiKeyByDefault, requireByDefault } from "./security.ts";

export function addRestAuth(resource: SamResource, expansion: Expansion, document: ApiDocument): void {
  checkAuth(resource);
  const auth = resource.property("Auth") as Json;
  const authorizers = authorizersOf(auth);
  for (const [name, authorizer] of Object.entries(authorizers)) {
    addScheme(document, name, restScheme(authorizer as Draft, expansion.partition));
    if (own(authorizer, "DisableFunctionDefaultPermissions") !== true)
      addAuthorizerPermission(resource, expansion, name, authorizer as Draft, expansion.partition);
  }
  const byDefault = own(auth, "DefaultAuthorizer");
  if (typeof byDefault === "string") {
    if (byDefault === "AWS_IAM") addScheme(document, "AWS_IAM", iamScheme);
    requireByDefault(document, {
      name: byDefault,
      scopes: defaultScopes(auth, byDefault),
      known: Object.keys(authorizers),
      preflight: own(auth, "AddDefaultAuthorizerToCorsPreflight") !== false,
    });
  }
  if (own(auth, "ApiKeyRequired") === true) {
    addScheme(document, "api_key", apiKeyScheme);
    requireApiKeyByDefault(document, own(auth, "AddApiKeyRequiredToCorsPreflight") !== false);
  }
  dropMarks(document);
  const given = own(auth, "ResourcePolicy");
  const policy = given === undefined ? undefined : expansion.parameters.resolve(given);
  if (!isDraft(policy)) return;
  for (const path of document.paths()) {
    const methods = document.operations(path).map(({ method }) => method);
    addResourcePolicy(document, path, policy, resource.property("StageName") ?? null, methods);
  }
  addCustomStatements(document, policy);
}
