// What the methods of a Swagger 2 or OpenAPI 3 document refer to: authorizers, models, validators, parameters, and gateway responses.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions.html

import { isJsonObject, type Json, type JsonObject, objectOrEmpty } from "../../../aws/json.ts";
import { newId } from "../ids.ts";
import { isTrue, textIn, textsIn } from "../open-api-values.ts";
import { badRequest } from "../refusals.ts";
import { checkAuthorizer } from "./authorizer-checks.ts";
import type { MethodParts, MethodResponse, Model, RestAuthorizer, RestMethod } from "./records.ts";

/** Throws BadRequestException. */
export function partsIn(document: JsonObject): MethodParts {
  const validators = Object.entries(objectOrEmpty(document["x-amazon-apigateway-request-validators"]));
  const responses = Object.entries(objectOrEmpty(document["x-amazon-apigateway-gateway-responses"]));
  return {
    authorizers: Object.entries(schemesIn(document)).flatMap(([name, scheme]) =>
      authorizerIn(name, objectOrEmpty(scheme)),
    ),
    models: Object.entries({
      ...objectOrEmpty(document.definitions),
      ...objectOrEmpty(objectOrEmpty(document.components).schemas),
    }).map(
      ([name, schema]): Model => ({
        ...{ id: newId(6), name, contentType: "application/json" },
        schema: modelText(schema ?? {}),
      }),
    ),
    requestValidators: validators.map(([name, checks]) => ({
      ...{ id: newId(6), name },
      validateRequestBody: isTrue(objectOrEmpty(checks).validateRequestBody),
      validateRequestParameters: isTrue(objectOrEmpty(checks).validateRequestParameters),
    })),
    gatewayResponses: responses.map(([responseType, given]) => {
      const { statusCode, responseParameters, responseTemplates } = objectOrEmpty(given);
      return {
        responseType,
        ...(statusCode === undefined ? {} : { statusCode: String(statusCode) }),
        responseParameters: textsIn(responseParameters),
        responseTemplates: textsIn(responseTemplates),
      };
    }),
  };
}

export function schemesIn(document: JsonObject): JsonObject {
  return {
    ...objectOrEmpty(document.securityDefinitions),
    ...objectOrEmpty(objectOrEmpty(document.components).securitySchemes),
  };
}

function authorizerIn(name: string, scheme: JsonObject): readonly RestAuthorizer[] {
  const given = objectOrEmpty(scheme["x-amazon-apigateway-authorizer"]);
  const type = textIn(given.type)?.toUpperCase();
  if (type === undefined) return [];
  const header = textIn(scheme.name);
  const usualSource =
    type === "REQUEST" || header === undefined ? undefined : `method.request.header.${header}`;
  const ttl = given.authorizerResultTtlInSeconds;
  const pools = given.providerARNs;
  return [
    checkAuthorizer({
      ...{ id: newId(6), name, type: type as RestAuthorizer["type"] },
      authType: textIn(scheme["x-amazon-apigateway-authtype"]),
      authorizerUri: textIn(given.authorizerUri),
      authorizerCredentials: textIn(given.authorizerCredentials),
      identitySource: textIn(given.identitySource) ?? usualSource,
      identityValidationExpression: textIn(given.identityValidationExpression),
      authorizerResultTtlInSeconds: ttl === undefined ? undefined : Number(ttl),
      providerARNs: Array.isArray(pools) ? pools.map(String) : undefined,
    }),
  ];
}

const modelPlaces = /#\/(?:definitions|components\/schemas)\/([^"/]+)/g;

/** Its schema as a model has it, where other models have addresses. */
function modelText(schema: Json): string {
  return JSON.stringify(schema).replaceAll(
    modelPlaces,
    (_, name: string) => `https://apigateway.amazonaws.com/restapis/-/models/${name}`,
  );
}

const locations: Readonly<Record<string, string>> = { header: "header", query: "querystring", path: "path" };

/** What an operation asks of a request. Throws BadRequestException. */
export function parametersIn(
  document: JsonObject,
  operation: JsonObject,
  item: JsonObject,
): Pick<RestMethod, "requestParameters" | "requestModels"> {
  const listed = [item.parameters ?? [], operation.parameters ?? []].flat() as readonly Json[];
  const requestParameters: Record<string, boolean> = {};
  const requestModels: Record<string, string> = {};
  for (const each of listed) {
    const parameter = resolved(document, each);
    const location = locations[textIn(parameter.in) ?? ""];
    if (location !== undefined)
      requestParameters[`method.request.${location}.${textIn(parameter.name) ?? ""}`] = isTrue(
        parameter.required,
      );
    const model = modelIn(parameter.in === "body" ? parameter.schema : undefined);
    const consumed = operation.consumes ?? document.consumes;
    const types = Array.isArray(consumed) ? consumed.map(String) : ["application/json"];
    if (model !== undefined) for (const type of types) requestModels[type] = model;
  }
  const content = Object.entries(objectOrEmpty(resolved(document, operation.requestBody ?? {}).content));
  for (const [type, { schema } = {}] of content as readonly [string, JsonObject][]) {
    const model = modelIn(schema);
    if (model !== undefined) requestModels[type] = model;
  }
  return {
    ...(Object.keys(requestParameters).length === 0 ? {} : { requestParameters }),
    ...(Object.keys(requestModels).length === 0 ? {} : { requestModels }),
  };
}

/** What an operation is documented to answer: headers and models by status. Throws BadRequestException. */
export function responsesIn(
  document: JsonObject,
  operation: JsonObject,
): Readonly<Record<string, MethodResponse>> {
  const responses = Object.entries(objectOrEmpty(operation.responses)).map(
    ([statusCode, given]): MethodResponse => {
      const { headers, content, schema } = resolved(document, given ?? {});
      const names = Object.keys(objectOrEmpty(headers));
      const schemas = Object.entries(objectOrEmpty(content)).map(
        ([type, each]) => [type, modelIn(objectOrEmpty(each).schema)] as const,
      );
      const models = [...schemas, ["application/json", modelIn(schema)] as const].filter(
        (each): each is readonly [string, string] => each[1] !== undefined,
      );
      return {
        statusCode,
        ...(names.length === 0
          ? {}
          : {
              responseParameters: Object.fromEntries(
                names.map((name) => [`method.response.header.${name}`, false]),
              ),
            }),
        ...(models.length === 0 ? {} : { responseModels: Object.fromEntries(models) }),
      };
    },
  );
  return Object.fromEntries(responses.map((each) => [each.statusCode, each]));
}

function modelIn(schema: Json | undefined): string | undefined {
  const [, name] =
    /^#\/(?:definitions|components\/schemas)\/(.+)$/.exec(textIn(objectOrEmpty(schema).$ref) ?? "") ?? [];
  return name;
}

function resolved(document: JsonObject, value: Json): JsonObject {
  const reference = textIn(objectOrEmpty(value).$ref);
  if (reference === undefined) return objectOrEmpty(value);
  let at: Json | undefined = document;
  for (const name of reference.split("/").slice(1)) at = objectOrEmpty(at)[name];
  if (!isJsonObject(at)) throw badRequest(`Invalid reference: ${reference}`);
  return at;
}
