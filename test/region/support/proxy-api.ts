// A REST API whose requests of any path go on to a server of this machine.

import type { Region } from "../../../src/region/region.ts";
import { createResource, putMethod } from "../../../src/services/apigateway/rest-apis/resources.ts";
import { createStage, deploy } from "../../../src/services/apigateway/rest-apis/stages.ts";
import { arnOf } from "../../support/local-arn.ts";

/** The ARN of the POST method of a path, at a stage of it. */
export function proxyApi({ services }: Region, backend: string, path: string): string {
  const { restApis } = services.apigateway;
  const { id, rootResourceId } = restApis.create({
    ...{ name: "proxy", apiKeySource: "HEADER", disableExecuteApiEndpoint: false },
  });
  const resource = createResource(restApis, id, rootResourceId, "{proxy+}");
  putMethod(restApis, id, resource.id, {
    ...{ httpMethod: "ANY", authorizationType: "AWS_IAM", apiKeyRequired: false },
    requestParameters: { "method.request.path.proxy": true },
    methodIntegration: {
      ...{ type: "HTTP_PROXY", httpMethod: "ANY", uri: `${backend}/{proxy}` },
      requestParameters: { "integration.request.path.proxy": "method.request.path.proxy" },
      ...{ passthroughBehavior: "WHEN_NO_MATCH", timeoutInMillis: 29_000 },
    },
  });
  const deploymentId = deploy(restApis, id).id;
  createStage(restApis, id, "prod", { deploymentId, tracingEnabled: false });
  return arnOf("execute-api", `${id}/prod/POST/${path}`);
}
