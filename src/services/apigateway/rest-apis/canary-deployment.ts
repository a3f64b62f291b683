// A deployment that a share of a stage's requests is answered by, before it answers them all.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/create-canary-deployment.html

import { badRequest } from "../refusals.ts";
import { canarySettings, type GivenCanary } from "./canary.ts";
import type { RestDeployment } from "./records.ts";
import type { RestApis } from "./rest-apis.ts";
import { deploy, putStage } from "./stages.ts";

const invalid = "Invalid deployment content specified.";

/** As the canary of a stage, which has to be there. Throws NotFoundException, BadRequestException. */
export function deployCanary(
  apis: RestApis,
  { apiId, stageName }: { readonly apiId: string; readonly stageName: string | undefined },
  { description, ...given }: GivenCanary & { readonly description?: string | undefined },
): RestDeployment {
  apis.get(apiId);
  if (stageName === undefined || stageName === "")
    throw badRequest(
      `${invalid}Non null and non empty stageName must be provided for canary deployment. Provided value is ${stageName ?? "null"}`,
    );
  const stage = apis.stages.find(apiId, stageName);
  if (stage === undefined)
    throw badRequest(
      `${invalid}Stage ${stageName} must already be created before making a canary release deployment`,
    );
  // What is wrong with it is found before there is a deployment.
  const settings = canarySettings("", given);
  const deployment = deploy(apis, apiId, description);
  const canary = { ...settings, deploymentId: deployment.id };
  putStage(apis, apiId, stageName, { ...stage, canarySettings: canary });
  return deployment;
}
