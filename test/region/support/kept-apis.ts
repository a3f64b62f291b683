// APIs, and what their keys have used, as API Gateway keeps them.

import { ask, type Keeper } from "./keeper.ts";

/** Around today, so that a midnight in between makes no difference. */
const dayAt = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
const aroundToday = { startDate: dayAt(-1), endDate: dayAt(1) };

export const keptApis: Keeper = {
  async put(region) {
    const { apiId } = await ask(region, "apigatewayv2", "CreateApi", {
      ...{ name: "kept", protocolType: "HTTP", target: "http://127.0.0.1:1/", routeKey: "GET /kept" },
      tags: { kept: "yes" },
    });
    await ask(region, "apigatewayv2", "CreateDeployment", { apiId });
    const rest = await ask(region, "apigateway", "CreateRestApi", { name: "kept" });
    const of = { restApiId: rest.id, resourceId: rest.rootResourceId, httpMethod: "GET" };
    await ask(region, "apigateway", "PutMethod", { ...of, authorizationType: "NONE" });
    await ask(region, "apigateway", "PutIntegration", { ...of, type: "MOCK" });
    await ask(region, "apigateway", "PutGatewayResponse", {
      restApiId: rest.id,
      responseType: "THROTTLED",
    });
    await ask(region, "apigateway", "CreateDeployment", { restApiId: rest.id, stageName: "kept" });
    const plan = await ask(region, "apigateway", "CreateUsagePlan", {
      ...{ name: "kept", apiStages: [{ apiId: rest.id, stage: "kept" }] },
      quota: { limit: 10, period: "MONTH" },
    });
    const { id: keyId } = await ask(region, "apigateway", "CreateApiKey", { name: "kept" });
    await ask(region, "apigateway", "CreateUsagePlanKey", {
      ...{ usagePlanId: plan.id, keyId, keyType: "API_KEY" },
    });
    await ask(region, "apigateway", "UpdateUsage", {
      ...{ usagePlanId: plan.id, keyId },
      patchOperations: [{ op: "replace", path: "/remaining", value: "3" }],
    });
    const patchOperations = [
      { op: "replace", path: "/cloudwatchRoleArn", value: "arn:aws:iam::000000000000:role/kept" },
    ];
    await ask(region, "apigateway", "UpdateAccount", { patchOperations });
    const domainName = "kept.example.com";
    await ask(region, "apigatewayv2", "CreateDomainName", { domainName });
    const mapped = { domainName, restApiId: rest.id, stage: "kept" };
    await ask(region, "apigateway", "CreateBasePathMapping", { ...mapped, basePath: "kept" });
    await ask(region, "apigatewayv2", "CreateRoutingRule", {
      ...{ domainName, priority: 1, conditions: [] },
      actions: [{ invokeApi: { apiId: rest.id, stage: "kept" } }],
    });
    const part = { restApiId: rest.id, location: { type: "API" }, properties: "{}" };
    await ask(region, "apigateway", "CreateDocumentationPart", part);
    await ask(region, "apigateway", "CreateDocumentationVersion", {
      ...{ restApiId: rest.id, documentationVersion: "1" },
    });
    await ask(region, "apigateway", "GenerateClientCertificate", {});
    await ask(region, "apigatewayv2", "CreateVpcLink", { name: "kept", subnetIds: ["subnet-1"] });
  },
  async read(region) {
    const [api] = region.services.apigateway.httpApis.all();
    const apiId = api?.apiId;
    return [
      await ask(region, "apigatewayv2", "GetApi", { apiId }),
      await ask(region, "apigatewayv2", "GetRoutes", { apiId }),
      await ask(region, "apigatewayv2", "GetIntegrations", { apiId }),
      await ask(region, "apigatewayv2", "GetStages", { apiId }),
      await ask(region, "apigatewayv2", "GetDeployments", { apiId }),
      await ask(region, "apigateway", "GetApiKeys", { includeValues: true }),
      await ask(region, "apigateway", "GetUsagePlans", {}),
      await ask(region, "apigateway", "GetUsagePlanKeys", {
        usagePlanId: region.services.apigateway.usagePlans.plans()[0]?.id,
      }),
      await ask(region, "apigateway", "GetUsage", {
        usagePlanId: region.services.apigateway.usagePlans.plans()[0]?.id,
        ...aroundToday,
      }),
      await ask(region, "apigateway", "GetAccount", {}),
      await ask(region, "apigateway", "GetGatewayResponse", {
        ...{ restApiId: region.services.apigateway.restApis.all()[0]?.id, responseType: "THROTTLED" },
      }),
      await ask(region, "apigateway", "GetResources", {
        restApiId: region.services.apigateway.restApis.all()[0]?.id,
      }),
      await ask(region, "apigateway", "GetStages", {
        restApiId: region.services.apigateway.restApis.all()[0]?.id,
      }),
      await ask(region, "apigateway", "GetDomainNames", {}),
      await ask(region, "apigateway", "GetBasePathMappings", { domainName: "kept.example.com" }),
      await ask(region, "apigatewayv2", "ListRoutingRules", { domainName: "kept.example.com" }),
      await ask(region, "apigateway", "GetDocumentationParts", {
        restApiId: region.services.apigateway.restApis.all()[0]?.id,
      }),
      await ask(region, "apigateway", "GetDocumentationVersions", {
        restApiId: region.services.apigateway.restApis.all()[0]?.id,
      }),
      await ask(region, "apigateway", "GetClientCertificates", {}),
      await ask(region, "apigatewayv2", "GetVpcLinks", {}),
    ];
  },
};
