// Documentation of REST APIs, and its versions, on the wire.
// https://docs.aws.amazon.com/apigateway/latest/api/API_CreateDocumentationPart.html

import { flag, oneOf, optional, required, structure, text } from "../../../aws/wire/shape.ts";
import type { ApiGateway } from "../apigateway.ts";
import { badRequest } from "../refusals.ts";
import {
  addPart,
  addVersion,
  checkedProperties,
  documentationTypes,
  importParts,
  partsInDocument,
  removeVersion,
  undocumented,
} from "../rest-apis/documentation.ts";
import type { DocumentationVersion } from "../rest-apis/records.ts";
import { putStage } from "../rest-apis/stages.ts";
import { document } from "./document-shape.ts";
import { patched, patchOperations } from "./patch.ts";
import { type NamedOperations, restOperation } from "./rest.ts";
import { itemsOf } from "./rest-api-operations.ts";

const restApiId = required(text());
const limit = { limit: optional(text()), position: optional(text()) };
const query = { limit: "text", position: "text" } as const;
const type = oneOf(...documentationTypes);
const location = required(
  structure({
    ...{ type: required(type), path: optional(text()), method: optional(text()) },
    statusCode: optional(text({ pattern: /([1-5]\d\d|\*|\s*)/ })),
    name: optional(text()),
  }),
);

export function documentationPartOperations({ restApis }: ApiGateway): NamedOperations {
  const path = "/restapis/{restApiId}/documentation/parts";
  const documentationPartId = required(text());
  const at = `${path}/{documentationPartId}`;
  const partOf = (of: string, id: string) => {
    restApis.get(of);
    return restApis.documentationParts.get(of, id);
  };
  return {
    CreateDocumentationPart: restOperation(
      structure({ restApiId, location, properties: required(text()) }),
      { path, method: "POST", status: 201 },
      ({ restApiId: of, ...part }) => ({ ...addPart(restApis, of, part) }),
    ),
    GetDocumentationPart: restOperation(
      structure({ restApiId, documentationPartId }),
      { path: at, method: "GET" },
      (request) => ({ ...partOf(request.restApiId, request.documentationPartId) }),
    ),
    GetDocumentationParts: restOperation(
      structure({
        ...{ restApiId, type: optional(type), nameQuery: optional(text()), path: optional(text()) },
        ...{ locationStatus: optional(oneOf("DOCUMENTED", "UNDOCUMENTED")), ...limit },
      }),
      {
        ...{ path, method: "GET" },
        query: { ...query, type: "text", nameQuery: "text", path: "text", locationStatus: "text" },
        queryNames: { nameQuery: "name" },
      },
      (request) => {
        restApis.get(request.restApiId);
        const all =
          request.locationStatus === "UNDOCUMENTED"
            ? undocumented(restApis, request.restApiId).map((each) => ({ location: each }))
            : restApis.documentationParts.of(request.restApiId);
        const { type: kind, nameQuery = "", path: within = "" } = request;
        const found = all.filter(
          ({ location: place }) =>
            (kind === undefined || place.type === kind) &&
            (place.name ?? "").includes(nameQuery) &&
            (place.path ?? "").includes(within),
        );
        return itemsOf(found, request, ({ location: place }) => JSON.stringify(place));
      },
    ),
    ImportDocumentationParts: restOperation(
      structure({
        ...{ restApiId, body: document, mode: optional(oneOf("merge", "overwrite")) },
        failOnWarnings: optional(flag()),
      }),
      {
        ...{ path, method: "PUT", payload: { member: "body", as: "bytes" } },
        ...{
          query: { mode: "text", failOnWarnings: "flag" },
          queryNames: { failOnWarnings: "failonwarnings" },
        },
      },
      ({ restApiId: of, body, mode, failOnWarnings = false }) => {
        restApis.get(of);
        const { parts, warnings } = partsInDocument(body);
        const [warning] = warnings;
        if (failOnWarnings && warning !== undefined)
          throw badRequest(`Warnings found during import: ${warning}`);
        return { ids: importParts(restApis, of, parts, mode !== "overwrite"), warnings };
      },
    ),
    UpdateDocumentationPart: restOperation(
      structure({ restApiId, documentationPartId, patchOperations }),
      { path: at, method: "PATCH" },
      ({ restApiId: of, documentationPartId: id, patchOperations: given }) => {
        const part = patched(partOf(of, id), given, { "/properties": "text" }, "replaced only");
        checkedProperties(part.properties);
        return { ...restApis.documentationParts.put(of, part) };
      },
    ),
    DeleteDocumentationPart: restOperation(
      structure({ restApiId, documentationPartId }),
      { path: at, method: "DELETE", status: 202 },
      (request) => {
        partOf(request.restApiId, request.documentationPartId);
        restApis.documentationParts.remove(request.restApiId, request.documentationPartId);
        return {};
      },
    ),
  };
}

export function documentationVersionOperations({ restApis }: ApiGateway): NamedOperations {
  const path = "/restapis/{restApiId}/documentation/versions";
  const documentationVersion = required(text());
  const at = `${path}/{documentationVersion}`;
  const versionOf = (of: string, version: string) => {
    restApis.get(of);
    return restApis.documentationVersions.get(of, version);
  };
  const shown = ({ parts: _, ...version }: DocumentationVersion) => version;
  return {
    CreateDocumentationVersion: restOperation(
      structure({
        ...{ restApiId, documentationVersion, stageName: optional(text()), description: optional(text()) },
      }),
      { path, method: "POST", status: 201 },
      ({ restApiId: of, documentationVersion: version, stageName, description }) => {
        restApis.get(of);
        const stage = stageName === undefined ? undefined : restApis.stages.get(of, stageName);
        const made = addVersion(restApis, of, { version, description });
        if (stage !== undefined)
          putStage(restApis, of, stage.stageName, { ...stage, documentationVersion: version });
        return shown(made);
      },
    ),
    GetDocumentationVersion: restOperation(
      structure({ restApiId, documentationVersion }),
      { path: at, method: "GET" },
      (request) => shown(versionOf(request.restApiId, request.documentationVersion)),
    ),
    GetDocumentationVersions: restOperation(
      structure({ restApiId, ...limit }),
      { path, method: "GET", query },
      (request) => {
        restApis.get(request.restApiId);
        const versions = restApis.documentationVersions.of(request.restApiId).map(shown);
        return itemsOf(versions, request, ({ version }) => version);
      },
    ),
    UpdateDocumentationVersion: restOperation(
      structure({ restApiId, documentationVersion, patchOperations }),
      { path: at, method: "PATCH" },
      ({ restApiId: of, documentationVersion: version, patchOperations: given }) => {
        const changed = patched(versionOf(of, version), given, { "/description": "text" }, "replaced only");
        return shown(restApis.documentationVersions.put(of, changed));
      },
    ),
    DeleteDocumentationVersion: restOperation(
      structure({ restApiId, documentationVersion }),
      { path: at, method: "DELETE", status: 202 },
      (request) => {
        removeVersion(restApis, request.restApiId, request.documentationVersion);
        return {};
      },
    ),
  };
}
