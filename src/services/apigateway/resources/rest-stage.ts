// AWS::ApiGateway::Deployment and Stage
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-stage.html

import type { Properties } from "../../../aws/template/properties.ts";
import type { CreatedResource, ResourceKind } from "../../../aws/template/resource-kind.ts";
import type { ApiGateway } from "../apigateway.ts";
import { canarySettings, type GivenCanary } from "../rest-apis/canary.ts";
import { deployCanary } from "../rest-apis/canary-deployment.ts";
import type { MethodSetting } from "../rest-apis/records.ts";
import {
  createStage,
  deleteDeployment,
  deleteStage,
  deploy,
  putStage,
  type StageSettings,
} from "../rest-apis/stages.ts";
import { tagsIn } from "./tags.ts";

export const restDeployment: ResourceKind<ApiGateway> = {
  type: "AWS::ApiGateway::Deployment",
  isKept: true,
  async create(properties, { service: { restApis, book } }) {
    const apiId = properties.text("RestApiId");
    const description = properties.optionalText("Description");
    const stageName = properties.optionalText("StageName");
    const givenCanary = properties.section("DeploymentCanarySettings");
    if (properties.has("DeploymentCanarySettings")) {
      const given = canaryIn(givenCanary);
      const canary = deployCanary(restApis, { apiId, stageName }, { ...given, description });
      await book.committed();
      return { ref: canary.id, attributes: { DeploymentId: canary.id } };
    }
    const { id } = deploy(restApis, apiId, description);
    const stage = properties.section("StageDescription");
    const methodSettings = { "*/*": settingIn(stage), ...methodSettingsIn(stage) };
    const settings = { ...stageIn(stage, id), methodSettings };
    if (stageName !== undefined) putStage(restApis, apiId, stageName, settings);
    await book.committed();
    return { ref: id, attributes: { DeploymentId: id } };
  },
  async delete(ref, { service: { restApis, book }, former }) {
    const apiId = former.text("RestApiId");
    // The stage that came with it goes with it.
    const stage = former.optionalText("StageName");
    if (stage !== undefined && restApis.stages.find(apiId, stage)?.deploymentId === ref)
      deleteStage(restApis, apiId, stage);
    if (restApis.deployments.find(apiId, ref) !== undefined) deleteDeployment(restApis, apiId, ref);
    await book.committed();
  },
};

export const restStage: ResourceKind<ApiGateway> = {
  type: "AWS::ApiGateway::Stage",
  isKept: true,
  create: (properties, { service, mayExist }) => settleStage(service, properties, mayExist),
  update: (properties, { service }) => settleStage(service, properties, true),
  async delete(ref, { service: { restApis, book }, former }) {
    const apiId = former.text("RestApiId");
    if (restApis.stages.find(apiId, ref) !== undefined) deleteStage(restApis, apiId, ref);
    await book.committed();
  },
};

async function settleStage(
  { restApis, book }: ApiGateway,
  properties: Properties,
  mayExist: boolean,
): Promise<CreatedResource> {
  const stageName = properties.text("StageName");
  const settle = mayExist ? putStage : createStage;
  const settings = stageIn(properties, properties.text("DeploymentId"));
  settle(restApis, properties.text("RestApiId"), stageName, settings);
  await book.committed();
  return { ref: stageName };
}

/** What a stage says of itself, or a deployment of the stage that comes with it. */
function stageIn(properties: Properties, deploymentId: string): StageSettings {
  properties.inert("CacheClusterEnabled", "CacheClusterSize");
  const [canary, log] = [properties.section("CanarySetting"), properties.section("AccessLogSetting")];
  const [destinationArn, format] = [log.optionalText("DestinationArn"), log.optionalText("Format")];
  const canaryDeploymentId = canary.optionalText("DeploymentId") ?? deploymentId;
  return {
    deploymentId,
    description: properties.optionalText("Description"),
    variables: properties.textMap("Variables"),
    methodSettings: methodSettingsIn(properties),
    tracingEnabled: properties.optionalBoolean("TracingEnabled") ?? false,
    clientCertificateId: properties.optionalText("ClientCertificateId"),
    documentationVersion: properties.optionalText("DocumentationVersion"),
    tags: tagsIn(properties),
    ...(destinationArn === undefined || format === undefined
      ? {}
      : { accessLogSettings: { destinationArn, format } }),
    ...(properties.has("CanarySetting")
      ? { canarySettings: canarySettings(canaryDeploymentId, canaryIn(canary)) }
      : {}),
  };
}

function canaryIn(canary: Properties): GivenCanary {
  return {
    percentTraffic: canary.optionalNumber("PercentTraffic"),
    useStageCache: canary.optionalBoolean("UseStageCache"),
    ...(canary.has("StageVariableOverrides")
      ? { stageVariableOverrides: canary.textMap("StageVariableOverrides") }
      : {}),
  };
}

function methodSettingsIn(properties: Properties): Readonly<Record<string, MethodSetting>> {
  return Object.fromEntries(
    properties.sections("MethodSettings").map((each) => {
      const path = (each.optionalText("ResourcePath") ?? "/*").replace(/^\//, "");
      return [`${path}/${each.optionalText("HttpMethod") ?? "*"}`, settingIn(each)];
    }),
  );
}

function settingIn(properties: Properties): MethodSetting {
  properties.inert("CacheDataEncrypted", "CacheTtlInSeconds", "CachingEnabled");
  return {
    throttlingRateLimit: properties.optionalNumber("ThrottlingRateLimit"),
    throttlingBurstLimit: properties.optionalNumber("ThrottlingBurstLimit"),
    metricsEnabled: properties.optionalBoolean("MetricsEnabled"),
    loggingLevel: properties.optionalText("LoggingLevel"),
    dataTraceEnabled: properties.optionalBoolean("DataTraceEnabled"),
  };
}
