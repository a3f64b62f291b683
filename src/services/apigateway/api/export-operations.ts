// APIs handed out as OpenAPI documents.
// https://docs.aws.amazon.com/apigateway/latest/api/API_GetExport.html
// https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid-exports-specification.html

import { stringify } from "yaml";
import type { JsonObject } from "../../../aws/json.ts";
import type { RestOperations } from "../../../aws/wire/rest-operation.ts";
import { flag, optional, required, structure, text } from "../../../aws/wire/shape.ts";
import type { ApiGateway } from "../apigateway.ts";
import { exportedHttpDocument } from "../http-apis/export-open-api.ts";
import { asItIs, deployedTo } from "../http-apis/stages.ts";
import { isoSeconds } from "../ids.ts";
import { badRequest, notFound } from "../refusals.ts";
import { type Extension, exportedDocument } from "../rest-apis/export-open-api.ts";
import { apiId } from "./api-operations.ts";
import { gatewayOperation, type NamedOperations, restOperation } from "./rest.ts";

const extensions: readonly Extension[] = ["integrations", "authorizers", "documentation", "apigateway"];

export function exportOperations(gateway: ApiGateway): NamedOperations {
  const { restApis } = gateway;
  return {
    GetExport: restOperation(
      structure({
        ...{ restApiId: required(text()), stageName: required(text()), exportType: required(text()) },
        ...{ accepts: optional(text()), extensions: optional(text()) },
      }),
      {
        ...{ path: "/restapis/{restApiId}/stages/{stageName}/exports/{exportType}", method: "GET" },
        ...{ query: { extensions: "text" }, headers: { accepts: "accept" }, answers: "body" },
        answerHeaders: { contentType: "content-type", contentDisposition: "content-disposition" },
      },
      ({ restApiId: id, stageName, exportType, accepts = "application/json", ...given }) => {
        const api = restApis.get(id);
        const stage = restApis.stages.get(id, stageName);
        if (exportType !== "oas30" && exportType !== "swagger")
          throw badRequest(`No API exporter for type '${exportType}'`);
        const asked = (given.extensions ?? "").split(",").filter((each) => each !== "");
        const known = extensions.filter((each) => asked.includes(each));
        if (known.length < asked.length)
          throw badRequest(
            `Invalid extensions '${given.extensions}': expected some of ${extensions.join(", ")}`,
          );
        const { copy, parts } = restApis.deployments.get(id, stage.deploymentId);
        const document = exportedDocument(
          {
            ...{ api, stageName, host: gateway.hostOnAws(id), resources: copy },
            parts: parts ?? restApis.parts(id),
            documentation:
              stage.documentationVersion === undefined
                ? undefined
                : restApis.documentationVersions.find(id, stage.documentationVersion),
          },
          exportType,
          new Set(known),
        );
        const isYaml = accepts.includes("yaml");
        const name = `${exportType}_${isoSeconds(gateway.nowSeconds())}`;
        return {
          body: written(document, isYaml),
          contentType: isYaml ? "application/yaml" : "application/json",
          contentDisposition: `attachment; filename="${name}.${isYaml ? "yaml" : "json"}"`,
        };
      },
    ),
  };
}

export function httpExportOperations(gateway: ApiGateway): RestOperations {
  const { httpApis } = gateway;
  return {
    ExportApi: gatewayOperation(
      structure({
        ...{ apiId, specification: required(text()), outputType: required(text()) },
        ...{
          exportVersion: optional(text()),
          includeExtensions: optional(flag()),
          stageName: optional(text()),
        },
      }),
      {
        ...{ path: "/v2/apis/{apiId}/exports/{specification}", method: "GET", answers: "body" },
        query: { outputType: "text", exportVersion: "text", includeExtensions: "flag", stageName: "text" },
        answerHeaders: { contentType: "content-type" },
      },
      ({
        apiId: id,
        specification,
        outputType,
        exportVersion = "1.0",
        includeExtensions = true,
        stageName,
      }) => {
        const api = httpApis.get(id);
        if (specification !== "OAS30") throw badRequest("Specification must be OAS30");
        if (outputType !== "JSON" && outputType !== "YAML")
          throw badRequest("Output type must be JSON or YAML");
        if (exportVersion !== "1.0") throw badRequest("Export version must be 1.0");
        const stage = stageName === undefined ? undefined : httpApis.stages.get(id, stageName);
        const deployed = stage === undefined ? asItIs(httpApis, id) : deployedTo(httpApis, id, stage);
        if (deployed === undefined) throw notFound(`Nothing is deployed to the stage ${stageName}`);
        const document = exportedHttpDocument({
          ...{ api, host: gateway.hostOnAws(id), stageName, deployed, hasExtensions: includeExtensions },
          ...{ authorizers: httpApis.authorizers.of(id), tags: httpApis.tags.get(httpApis.arn(id)) ?? {} },
        });
        const isYaml = outputType === "YAML";
        return {
          body: written(document, isYaml),
          contentType: isYaml ? "application/yaml" : "application/json",
        };
      },
    ),
  };
}

function written(document: JsonObject, isYaml: boolean): Buffer {
  const text = isYaml
    ? stringify(document, { aliasDuplicateObjects: false })
    : JSON.stringify(document, null, 2);
  return Buffer.from(text);
}
