// Which parameters the methods of a REST API can have, and what they can be mapped to.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-parameter-mapping.html

import type { ServiceError } from "../../../aws/service-error.ts";
import { badRequest } from "../refusals.ts";
import type { RestMethod } from "./records.ts";

const declaredRequest = /^method\.request\.(?:header|querystring|path)\.[^\s.][^\s]*$/;
const declaredResponse = /^method\.response\.header\.[^\s.][^\s]*$/;
const mappedRequest = /^integration\.request\.(?:header|querystring|path)\.[^\s.][^\s]*$/;
const constantOrContext = /^(?:'[^']*'|context\.\S+|stageVariables\.\w+)$/s;
const requestBody = /^method\.request\.body(?:[.[]\S+)?$/;
const requestParameter = /^method\.request\.(multivalue)?(header|querystring|path)\.(\S+)$/;
const answered = /^integration\.response\.(?:(?:multivalue)?header\.\S+|body(?:[.[]\S+)?)$/;

/**
 * Throws BadRequestException for a parameter of another form than AWS has, one that is mapped from what its method doesn't declare, and one
 * that is mapped to a header that its response doesn't.
 */
export function checkParameters(method: RestMethod): void {
  const { requestParameters = {}, methodResponses = {}, methodIntegration } = method;
  for (const name of Object.keys(requestParameters))
    if (!declaredRequest.test(name)) throw invalidParameter(name);
  const names = Object.keys(requestParameters).map((name) => name.replace(/^method\.request\.\w+\./, ""));
  if (new Set(names).size < names.length)
    throw badRequest("Parameter names must be unique across querystring, header and path");
  for (const { responseParameters = {} } of Object.values(methodResponses))
    for (const name of Object.keys(responseParameters))
      if (!declaredResponse.test(name)) throw invalidParameter(name);
  for (const [name, source] of Object.entries(methodIntegration?.requestParameters ?? {}))
    checkRequestMapping(name, source, method);
  for (const { statusCode, responseParameters = {} } of Object.values(
    methodIntegration?.integrationResponses ?? {},
  ))
    for (const [name, source] of Object.entries(responseParameters)) {
      const response = methodResponses[statusCode];
      if (response === undefined) throw invalidMapping("No method response exists for method.");
      if (response.responseParameters?.[name] === undefined) throw invalidParameter(name);
      if (!answered.test(source) && !constantOrContext.test(source)) throw invalidExpression(source);
    }
}

function checkRequestMapping(name: string, source: string, { requestParameters = {} }: RestMethod): void {
  if (!mappedRequest.test(name)) throw invalidParameter(name);
  if (constantOrContext.test(source) || requestBody.test(source)) return;
  const [, , place, parameter] = requestParameter.exec(source) ?? [];
  if (place === undefined) throw invalidExpression(source);
  // What has several values is declared as what has one.
  if (requestParameters[`method.request.${place}.${parameter}`] === undefined) throw invalidParameter(source);
}

function invalidParameter(name: string): ServiceError {
  return invalidMapping(`Invalid mapping expression parameter specified: ${name}`);
}

function invalidExpression(source: string): ServiceError {
  return invalidMapping(`Invalid mapping expression specified: ${source}`);
}

function invalidMapping(problem: string): ServiceError {
  return badRequest(
    `Invalid mapping expression specified: Validation Result: warnings : [], errors : [${problem}]`,
  );
}
