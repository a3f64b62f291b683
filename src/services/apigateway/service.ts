// API Gateway: HTTP APIs, WebSocket APIs and REST APIs in front of functions, state machines, buses, queues, streams and servers of this machine.

import type { LogSink } from "../../aws/log-sink.ts";
import type { MetricSink } from "../../aws/metric-sink.ts";
import { RecordBook } from "../../storage/record-book.ts";
import type { ServiceDoor } from "../door.ts";
import type { House } from "../house.ts";
import { connectionsApi } from "./api/connections-api.ts";
import { executeApi } from "./api/execute-api.ts";
import { httpApisApi } from "./api/http-apis-api.ts";
import { restApisApi } from "./api/rest-apis-api.ts";
import { ApiGateway } from "./apigateway.ts";
import { executeApiPermissions, gatewayPermissions } from "./needs.ts";
import { type InvokedFunctions, permittedFunctions } from "./requests/permitted-functions.ts";
import { account } from "./resources/account.ts";
import type { ObjectSource } from "./resources/api-body.ts";
import { clientCertificate } from "./resources/client-certificate.ts";
import { documentationPart, documentationVersion } from "./resources/documentation.ts";
import { apiMapping, basePathMapping, httpDomainName, restDomainName } from "./resources/domain-names.ts";
import { httpApi } from "./resources/http-api.ts";
import { httpDeployment, httpIntegration, httpRoute, httpStage } from "./resources/http-api-parts.ts";
import { httpAuthorizer } from "./resources/http-authorizer.ts";
import { restApi, restResource } from "./resources/rest-api.ts";
import { gatewayResponse, requestValidator, restAuthorizer, restModel } from "./resources/rest-api-parts.ts";
import { restMethod } from "./resources/rest-method.ts";
import { restDeployment, restStage } from "./resources/rest-stage.ts";
import { socketIntegrationResponse, socketModel, socketRouteResponse } from "./resources/socket-parts.ts";
import { apiKey, usagePlan, usagePlanKey } from "./resources/usage-plans.ts";
import { httpVpcLink, restVpcLink } from "./resources/vpc-links.ts";
import { restApiTarget } from "./rest-api-target.ts";
import type { GivenKeys } from "./tokens/issuers.ts";

export interface ApiGatewaySettings {
  /** Key sets of issuers that are not on this machine, by the issuer: a file, or an address of this machine. @default none */
  readonly tokenIssuers?: GivenKeys | undefined;
}

export interface ApiGatewayNeeds
  extends ApiGatewaySettings,
    Pick<
      House,
      "clock" | "identity" | "endpoint" | "folder" | "repair" | "router" | "access" | "api" | "onWarning"
    > {
  readonly lambda: InvokedFunctions;
  readonly s3: ObjectSource;
  readonly cloudwatch: { readonly metrics: MetricSink };
  readonly logs: LogSink;
}

export const apigateway: ServiceDoor<"apigateway", ApiGatewayNeeds, ApiGateway> = {
  name: "apigateway",
  open: async ({
    clock,
    identity,
    endpoint,
    folder,
    repair,
    router,
    access,
    api,
    onWarning,
    lambda,
    s3,
    cloudwatch,
    logs,
    tokenIssuers,
  }) =>
    new ApiGateway({
      ...{ clock, identity, host: new URL(endpoint).host, objects: s3, findApi: api },
      functions: permittedFunctions(lambda, router),
      ...{ metrics: cloudwatch.metrics, logs, givenKeys: tokenIssuers ?? {}, access, onWarning },
      book: await RecordBook.open({ directory: folder("apigateway"), name: "apis.journal", repair }),
    }),
  permissions: gatewayPermissions,
  permissionsFor: { "execute-api": executeApiPermissions },
  apis: {
    ...{ apigatewayv2: httpApisApi, apigateway: restApisApi },
    // Its paths begin like those of the APIs themselves.
    ...{ apigatewaymanagementapi: connectionsApi, executeapi: executeApi },
  },
  kinds: [
    ...[httpApi, httpIntegration, httpRoute, httpStage, httpDeployment, httpAuthorizer],
    ...[socketRouteResponse, socketIntegrationResponse, socketModel],
    ...[restApi, restResource, restMethod, restDeployment, restStage],
    ...[restAuthorizer, restModel, requestValidator, gatewayResponse],
    ...[apiKey, usagePlan, usagePlanKey],
    ...[restDomainName, basePathMapping, httpDomainName, apiMapping],
    ...[documentationPart, documentationVersion, clientCertificate, restVpcLink, httpVpcLink],
    account,
  ],
  targets: [restApiTarget],
  keeps: { "apigateway/apis.journal": "all APIs" },
  close: (gateway) => gateway.close(),
};
