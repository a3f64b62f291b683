// The resource policy of a REST API: who may ask it, and from where. A stage has the one that its deployment was made with.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies.html

import { isJsonObject, type Json } from "../../../aws/json.ts";
import { isTooDeep } from "../../../aws/json-depth.ts";
import { compilePolicy } from "../../../policies/policy.ts";
import { PolicySyntaxError } from "../../../policies/policy-syntax-error.ts";
import { badRequest } from "../refusals.ts";

/**
 * As API Gateway keeps one: resources that say nothing of the API, such as `execute-api:/prod/GET/pets`, are written out.
 * @param apiArn such as `arn:aws:execute-api:us-east-1:111122223333:a1b2c3d4e5`
 * @returns undefined for an empty one, which takes a policy away
 * @throws BadRequestException
 */
export function keptPolicy(text: string, apiArn: string): string | undefined {
  if (text === "") return undefined;
  if (!isPolicy(text))
    throw badRequest(
      "Invalid policy document. Please check the policy syntax and ensure that Principals are valid.",
    );
  const written = (resources: Json): Json => {
    if (Array.isArray(resources)) return resources.map(written);
    return typeof resources === "string" ? resources.replace(/^execute-api:(?=\/)/, apiArn) : resources;
  };
  return JSON.stringify(JSON.parse(text), (name, value: Json) =>
    name === "Resource" || name === "NotResource" ? written(value) : value,
  );
}

function isPolicy(text: string): boolean {
  if (isTooDeep(text)) return false;
  try {
    compilePolicy(text);
    return true;
  } catch (problem) {
    if (problem instanceof PolicySyntaxError) return false;
    throw problem;
  }
}

/** As it is told: as the inside of a JSON text. */
export function shownPolicy(policy: string): string {
  return JSON.stringify(policy).slice(1, -1);
}

/** What a document of an API says of it. */
export function policyIn(document: Json | undefined): string | undefined {
  return isJsonObject(document) ? JSON.stringify(document) : undefined;
}
