// Whether the `Auth` of an API is what SAM takes.

import { type Draft, isDraft, own } from "../draft.ts";
import { isIntrinsic } from "../intrinsics.ts";
import type { SamResource } from "../sam-resource.ts";
import { told } from "../told.ts";
import { restApi } from "./api-kinds.ts";

const restMembers = [
  "AddApiKeyRequiredToCorsPreflight",
  "AddDefaultAuthorizerToCorsPreflight",
  "ApiKeyRequired",
  "Authorizers",
  "DefaultAuthorizer",
  "InvokeRole",
  "ResourcePolicy",
  "UsagePlan",
];

const httpMembers = ["Authorizers", "DefaultAuthorizer", "EnableIamAuthorizer"];

const identityMembers = ["Headers", "QueryStrings", "StageVariables", "Context"];

/** Throws InvalidResource if it isn't. */
export function checkAuth(resource: SamResource): void {
  const auth = resource.property("Auth");
  if (!isDraft(auth)) resource.fail("Property 'Auth' should be a map.", "Auth");
  const isRest = resource.type === restApi.type;
  const members = isRest ? restMembers : httpMembers;
  const unknown = Object.keys(auth).find((name) => !members.includes(name));
  if (unknown !== undefined) resource.fail("Invalid value for 'Auth' property", "Auth", unknown);
  const authorizers = own(auth, "Authorizers") ?? {};
  if (!isDraft(authorizers))
    resource.fail("Property 'Auth.Authorizers' should be a map.", "Auth", "Authorizers");
  for (const [name, authorizer] of Object.entries(authorizers)) {
    if (!isDraft(authorizer))
      resource.fail(`Property 'Auth.Authorizers.${name}' should be a map.`, "Auth", "Authorizers", name);
    if (isRest) checkRestAuthorizer(resource, name, authorizer as Draft);
    else checkHttpAuthorizer(resource, name, authorizer as Draft);
  }
  checkDefault(resource, auth, authorizers, isRest);
}

function checkDefault(resource: SamResource, auth: Draft, authorizers: Draft, isRest: boolean): void {
  const name = own(auth, "DefaultAuthorizer") ?? undefined;
  if (name === undefined || name === "" || (isRest && isIntrinsic(name))) return;
  const place = ["Auth", "DefaultAuthorizer"];
  if (isIntrinsic(name))
    resource.fail(
      "Unable to set DefaultAuthorizer because intrinsic functions are not supported for this field.",
      ...place,
    );
  if (typeof name !== "string")
    resource.fail("Property 'Auth.DefaultAuthorizer' should be a string.", ...place);
  if (isRest && Object.keys(authorizers).length === 0) return;
  const takesIam = isRest || own(auth, "EnableIamAuthorizer") === true;
  if (Object.hasOwn(authorizers, name) || (name === "AWS_IAM" && takesIam)) return;
  resource.fail(
    `Unable to set DefaultAuthorizer because '${name}' was not defined in 'Authorizers'.`,
    ...place,
  );
}

function checkRestAuthorizer(resource: SamResource, name: string, authorizer: Draft): void {
  if (own(authorizer, "UserPoolArn") !== undefined) return;
  const place = ["Auth", "Authorizers", name];
  const type = own(authorizer, "FunctionPayloadType") ?? undefined;
  if (type !== undefined && type !== "TOKEN" && type !== "REQUEST")
    resource.fail(
      `${name} Authorizer has invalid 'FunctionPayloadType': ${told(type)}.`,
      ...place,
      "FunctionPayloadType",
    );
  const identity = own(authorizer, "Identity");
  const isCached = own(identity, "ReauthorizeEvery") !== 0;
  const isFound = identityMembers.some((member) => (own(identity, member) ?? null) !== null);
  if (type === "REQUEST" && isCached && !isFound)
    resource.fail(
      `${name} Authorizer must specify Identity with at least one of Headers, QueryStrings, StageVariables, or Context.`,
      ...place,
    );
}

function checkHttpAuthorizer(resource: SamResource, name: string, authorizer: Draft): void {
  const isLambda = own(authorizer, "FunctionArn") !== undefined;
  const place = ["Auth", "Authorizers", name];
  const version = own(authorizer, "AuthorizerPayloadFormatVersion");
  const scopes = own(authorizer, "AuthorizationScopes") ?? [];
  if (!Array.isArray(scopes))
    resource.fail("AuthorizationScopes must be a list.", ...place, "AuthorizationScopes");
  if (isLambda && (version === undefined || version === null || version === ""))
    resource.fail(`${name} Lambda Authorizer must define 'AuthorizerPayloadFormatVersion'.`, ...place);
}
