// Stages of REST APIs, and what is deployed to them.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-deploy-api.html

import { newId } from "../ids.ts";
import { badRequest, conflict } from "../refusals.ts";
import type { RestDeployment, RestStage } from "./records.ts";
import type { RestApis } from "./rest-apis.ts";
import { checkVariables } from "./stage-variables.ts";

export type StageSettings = Omit<RestStage, "stageName" | "createdDate" | "lastUpdatedDate">;

/** Throws NotFoundException, and BadRequestException for an API that has no method. */
export function deploy(apis: RestApis, apiId: string, description?: string): RestDeployment {
  const { policy, endpointConfiguration } = apis.get(apiId);
  const copy = apis.resources.of(apiId);
  const methods = apis.methods(apiId);
  if (methods.length === 0) throw badRequest("The REST API doesn't contain any methods");
  if (methods.some((each) => each.methodIntegration === undefined))
    throw badRequest("No integration defined for method");
  if (endpointConfiguration?.types?.includes("PRIVATE") && policy === undefined)
    throw badRequest("Private REST API doesn't have a resource policy attached to it");
  return apis.deployments.put(apiId, {
    ...{ id: newId(6), createdDate: apis.seconds(), copy, parts: apis.parts(apiId) },
    ...{ description, policy },
  });
}

/** Throws NotFoundException, and BadRequestException for one that a stage answers by. */
export function deleteDeployment(apis: RestApis, apiId: string, deploymentId: string): void {
  apis.get(apiId);
  apis.deployments.get(apiId, deploymentId);
  const isActive = (stage: RestStage) =>
    stage.deploymentId === deploymentId || stage.canarySettings?.deploymentId === deploymentId;
  if (apis.stages.of(apiId).some(isActive))
    throw badRequest("Active stages pointing to this deployment must be moved or deleted");
  apis.deployments.remove(apiId, deploymentId);
}

/** Throws NotFoundException, BadRequestException, and ConflictException for one that is there. */
export function createStage(
  apis: RestApis,
  apiId: string,
  stageName: string,
  settings: StageSettings,
): RestStage {
  apis.get(apiId);
  if (apis.stages.find(apiId, stageName) !== undefined) throw conflict("Stage already exists");
  return putStage(apis, apiId, stageName, settings);
}

/** Makes it, or changes the one that is there. Throws NotFoundException, BadRequestException. */
export function putStage(
  apis: RestApis,
  apiId: string,
  stageName: string,
  settings: StageSettings,
): RestStage {
  apis.get(apiId);
  if (!/^[A-Za-z0-9_-]{1,128}$/.test(stageName)) throw badRequest("Stage name only allows a-zA-Z0-9_");
  apis.deployments.get(apiId, settings.deploymentId);
  checkVariables(settings.variables ?? {});
  checkCanary(apis, apiId, settings);
  if (settings.documentationVersion !== undefined)
    apis.documentationVersions.get(apiId, settings.documentationVersion);
  const lastUpdatedDate = apis.seconds();
  const createdDate = apis.stages.find(apiId, stageName)?.createdDate ?? lastUpdatedDate;
  const stage = apis.stages.put(apiId, { ...settings, stageName, createdDate, lastUpdatedDate });
  apis.touch(apiId);
  return stage;
}

/** Throws NotFoundException, and BadRequestException for one that a custom domain name leads to. */
export function deleteStage(apis: RestApis, apiId: string, stageName: string): void {
  apis.get(apiId);
  apis.stages.get(apiId, stageName);
  apis.checkUnmapped(apiId, stageName);
  apis.stages.remove(apiId, stageName);
  apis.touch(apiId);
}

function checkCanary(apis: RestApis, apiId: string, { canarySettings: canary }: StageSettings): void {
  if (canary === undefined) return;
  if (apis.deployments.find(apiId, canary.deploymentId) === undefined)
    throw badRequest("Deployment id does not exist");
  checkVariables(canary.stageVariableOverrides ?? {});
}
