// What belongs to REST APIs, and how AWS says that a part is not there.

import type { RecordBook } from "../../../storage/record-book.ts";
import { ApiParts } from "../api-parts.ts";
import type {
  DocumentationPart,
  DocumentationVersion,
  GatewayResponse,
  Model,
  RequestValidator,
  RestAuthorizer,
  RestDeployment,
  RestResource,
  RestStage,
} from "./records.ts";

export type RestParts = ReturnType<typeof restParts>;

export function restParts(book: RecordBook) {
  return {
    resources: new ApiParts<RestResource>(
      () => "Invalid Resource identifier specified",
      book.records("restResources"),
      (part) => part.id,
    ),
    deployments: new ApiParts<RestDeployment>(
      () => "Invalid Deployment identifier specified",
      book.records("restDeployments"),
      (part) => part.id,
    ),
    stages: new ApiParts<RestStage>(
      () => "Invalid stage identifier specified",
      book.records("restStages"),
      (part) => part.stageName,
    ),
    authorizers: new ApiParts<RestAuthorizer>(
      () => "Invalid Authorizer identifier specified",
      book.records("restAuthorizers"),
      (part) => part.id,
    ),
    models: new ApiParts<Model>(
      (name) => `Invalid model name specified: ${name}`,
      book.records("restModels"),
      (part) => part.name,
    ),
    requestValidators: new ApiParts<RequestValidator>(
      () => "Invalid Request Validator identifier specified",
      book.records("restValidators"),
      (part) => part.id,
    ),
    gatewayResponses: new ApiParts<GatewayResponse>(
      () => "Gateway response type not defined on api",
      book.records("restGatewayResponses"),
      (part) => part.responseType,
    ),
    documentationParts: new ApiParts<DocumentationPart>(
      () => "Invalid Documentation part identifier specified",
      book.records("restDocumentationParts"),
      (part) => part.id,
    ),
    documentationVersions: new ApiParts<DocumentationVersion>(
      () => "Invalid Documentation version specified",
      book.records("restDocumentationVersions"),
      (part) => part.version,
    ),
  };
}
