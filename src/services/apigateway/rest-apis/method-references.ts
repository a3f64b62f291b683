// What a method of a REST API refers to has to be there.

import { badRequest } from "../refusals.ts";
import type { MethodParts, RestMethod } from "./records.ts";
import { usualModels } from "./usual-models.ts";

/** Throws BadRequestException. */
export function checkReferences(method: RestMethod, parts: MethodParts): void {
  const { authorizationType, authorizerId, requestValidatorId } = method;
  const hasId = (id: string | undefined) => (part: { readonly id: string }) => part.id === id;
  if (
    (authorizationType === "CUSTOM" || authorizationType === "COGNITO_USER_POOLS") &&
    !parts.authorizers.some(hasId(authorizerId))
  )
    throw badRequest(
      `Invalid authorizer ID specified. Setting the authorization type to CUSTOM or COGNITO_USER_POOLS requires a valid authorizer.`,
    );
  if (requestValidatorId !== undefined && !parts.requestValidators.some(hasId(requestValidatorId)))
    throw badRequest("Invalid Request Validator identifier specified");
  const unknown = modelsOf(method).find((name) =>
    [...parts.models, ...usualModels].every((model) => model.name !== name),
  );
  if (unknown !== undefined) throw badRequest(`Invalid model identifier specified: ${unknown}`);
}

function modelsOf({ requestModels = {}, methodResponses = {} }: RestMethod): readonly string[] {
  const responses = Object.values(methodResponses).map(({ responseModels = {} }) => responseModels);
  return [requestModels, ...responses].flatMap((models) => Object.values(models));
}
