// An API that is made with what it is in front of: one route, and a stage that deploys by itself.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop.html#http-api-examples

import type { HttpApis } from "./http-apis.ts";
import { createStage } from "./stages.ts";

export interface QuickTarget {
  /** A function's ARN, or an address. */
  readonly target: string;
  /** @default $default */
  readonly routeKey?: string | undefined;
  readonly credentialsArn?: string | undefined;
}

/** Throws BadRequestException. */
export function quickCreate(
  apis: HttpApis,
  apiId: string,
  { target, routeKey = "$default", credentialsArn }: QuickTarget,
): void {
  const isFunction = target.startsWith("arn:");
  const { integrationId } = apis.putIntegration(apiId, {
    ...{ integrationType: isFunction ? "AWS_PROXY" : "HTTP_PROXY", integrationUri: target, credentialsArn },
    ...{ integrationMethod: isFunction ? "POST" : "ANY", payloadFormatVersion: isFunction ? "2.0" : "1.0" },
    ...{ connectionType: "INTERNET", timeoutInMillis: 30_000 },
  });
  apis.putRoute(apiId, {
    ...{ routeKey, target: `integrations/${integrationId}`, apiKeyRequired: false },
    authorizationType: "NONE",
  });
  createStage(apis, apiId, "$default", {
    ...{ autoDeploy: true, defaultRouteSettings: {}, routeSettings: {}, stageVariables: {} },
  });
}
