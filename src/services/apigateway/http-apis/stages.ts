// Stages of HTTP APIs and WebSocket APIs, and what is deployed to them.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-stages.html

import { newId } from "../ids.ts";
import { badRequest, conflict } from "../refusals.ts";
import type { Throttle } from "../requests/token-bucket.ts";
import type { HttpApis } from "./http-apis.ts";
import type { Deployed, Deployment, HttpStage, StageSettings } from "./records.ts";

/** Throws NotFoundException, BadRequestException, ConflictException. */
export function createStage(
  apis: HttpApis,
  apiId: string,
  stageName: string,
  settings: StageSettings,
): HttpStage {
  apis.get(apiId);
  if (!/^(?:\$default|[A-Za-z0-9_-]{1,128})$/.test(stageName))
    throw badRequest("Stage name only allows a-zA-Z0-9_");
  if (apis.stages.find(apiId, stageName) !== undefined) throw conflict("Stage already exists");
  const createdDate = apis.date();
  return putStage(apis, apiId, { ...settings, stageName, createdDate, lastUpdatedDate: createdDate });
}

/** Throws NotFoundException, BadRequestException. */
export function updateStage(
  apis: HttpApis,
  apiId: string,
  stageName: string,
  change: Partial<StageSettings>,
): HttpStage {
  apis.get(apiId);
  const stage = { ...apis.stages.get(apiId, stageName), ...change, lastUpdatedDate: apis.date() };
  const { deploymentId, autoDeploy } = stage;
  const isCopied =
    autoDeploy ||
    deploymentId === undefined ||
    apis.deployments.find(apiId, deploymentId)?.copy !== undefined;
  // A stage that deploys by itself no longer stays as it is.
  if (!isCopied && change.deploymentId === undefined)
    apis.deployments.put(apiId, {
      ...apis.deployments.get(apiId, deploymentId),
      copy: asItIs(apis, apiId),
    });
  return putStage(apis, apiId, stage);
}

/** Throws NotFoundException, and BadRequestException for one that a custom domain name leads to. */
export function deleteStage(apis: HttpApis, apiId: string, stageName: string): void {
  apis.get(apiId);
  apis.stages.get(apiId, stageName);
  apis.checkUnmapped(apiId, stageName);
  apis.tags.remove(apis.stageArn(apiId, stageName));
  apis.stages.remove(apiId, stageName);
  apis.touch(apiId);
}

/** Throws NotFoundException, BadRequestException. */
export function deploy(
  apis: HttpApis,
  apiId: string,
  { description, stageName }: { readonly description?: string; readonly stageName?: string },
): Deployment {
  apis.get(apiId);
  if (apis.routes.of(apiId).length === 0)
    throw badRequest("At least one route is required before deploying the Api.");
  const stage = stageName === undefined ? undefined : apis.stages.get(apiId, stageName);
  const deployment = newDeployment(apis, apiId, { autoDeployed: false, description });
  if (stage !== undefined) putStage(apis, apiId, { ...stage, deploymentId: deployment.deploymentId });
  return deployment;
}

/** Throws NotFoundException, and BadRequestException for one that a stage answers by. */
export function deleteDeployment(apis: HttpApis, apiId: string, deploymentId: string): void {
  apis.get(apiId);
  apis.deployments.get(apiId, deploymentId);
  const stage = apis.stages.of(apiId).find((each) => each.deploymentId === deploymentId);
  if (stage !== undefined)
    throw badRequest(
      `Active stages with deployment id ${deploymentId} must be moved or deleted: ${stage.stageName}`,
    );
  apis.deployments.remove(apiId, deploymentId);
}

/** What a stage answers by; undefined for one that nothing is deployed to. */
export function deployedTo(
  apis: HttpApis,
  apiId: string,
  { autoDeploy, deploymentId }: HttpStage,
): Deployed | undefined {
  if (autoDeploy) return asItIs(apis, apiId);
  return deploymentId === undefined ? undefined : apis.deployments.find(apiId, deploymentId)?.copy;
}

/** What the API is now. */
export function asItIs(apis: HttpApis, apiId: string): Deployed {
  return {
    ...{ routes: apis.routes.of(apiId), integrations: apis.integrations.of(apiId) },
    ...{ routeResponses: apis.routeResponses.of(apiId), models: apis.models.of(apiId) },
    integrationResponses: apis.integrationResponses.of(apiId),
  };
}

/** How many requests of a route a stage lets through: what is said of the route goes before what is said of all. */
export function throttleOf({ defaultRouteSettings, routeSettings }: HttpStage, routeKey: string): Throttle {
  const settings = { ...defaultRouteSettings, ...routeSettings[routeKey] };
  const { throttlingRateLimit: rateLimit, throttlingBurstLimit: burstLimit } = settings;
  return {
    rateLimit: typeof rateLimit === "number" ? rateLimit : undefined,
    burstLimit: typeof burstLimit === "number" ? burstLimit : undefined,
  };
}

function putStage(apis: HttpApis, apiId: string, stage: HttpStage): HttpStage {
  if (stage.deploymentId !== undefined) apis.deployments.get(apiId, stage.deploymentId);
  const deployed =
    stage.autoDeploy && stage.deploymentId === undefined
      ? { ...stage, deploymentId: newDeployment(apis, apiId, { autoDeployed: true }).deploymentId }
      : stage;
  apis.stages.put(apiId, deployed);
  apis.touch(apiId);
  return deployed;
}

function newDeployment(
  apis: HttpApis,
  apiId: string,
  { autoDeployed, description }: Pick<Deployment, "autoDeployed" | "description">,
): Deployment {
  return apis.deployments.put(apiId, {
    ...{ deploymentId: newId(6), createdDate: apis.date(), deploymentStatus: "DEPLOYED" },
    ...{ autoDeployed, copy: autoDeployed ? undefined : asItIs(apis, apiId) },
    description:
      description ??
      (autoDeployed ? "Automatic deployment triggered by changes to the Api configuration" : undefined),
  });
}
