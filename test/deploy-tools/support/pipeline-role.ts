// The role that the pipeline deploys a stage as (infrastructure/pipeline/roles.yml), in a region, with keys as a run of it has them.

import { readFileSync } from "node:fs";
import { until } from "../../support/until.ts";
import type { Deployment, ToolKeys } from "./deployment.ts";

export interface PipelineRole {
  readonly arn: string;
  readonly keys: ToolKeys;
  remove(): Promise<void>;
}

export async function makePipelineRole(deployment: Deployment, stage: string): Promise<PipelineRole> {
  const StackName = `millrace-pipeline-${stage}`;
  const rests = (status: string) =>
    until(async () => (await deployment.stackStatus(StackName)) === status || undefined);
  await deployment.ask("cloudformation", "CreateStack", {
    StackName,
    TemplateBody: readFileSync("infrastructure/pipeline/roles.yml", "utf8"),
    Parameters: [
      { ParameterKey: "Repository", ParameterValue: "you/millrace" },
      { ParameterKey: "Stage", ParameterValue: stage },
    ],
    Capabilities: ["CAPABILITY_NAMED_IAM"],
  });
  await rests("CREATE_COMPLETE");
  const arn = await deployment.output(StackName, "DeployRoleArn");
  return {
    arn,
    keys: await keysOfRun(deployment, arn, `repo:you/millrace:environment:${stage}`),
    async remove() {
      await deployment.ask("cloudformation", "DeleteStack", { StackName });
      await rests("DELETE_COMPLETE");
    },
  };
}

/** GitHub's token says which run it is. */
async function keysOfRun(deployment: Deployment, RoleArn: string, sub: string): Promise<ToolKeys> {
  const claims = { iss: "https://token.actions.githubusercontent.com", aud: "sts.amazonaws.com", sub };
  const payload = Buffer.from(JSON.stringify(claims)).toString("base64url");
  const { Credentials: given } = (await deployment.ask("sts", "AssumeRoleWithWebIdentity", {
    ...{ RoleArn, RoleSessionName: "run", WebIdentityToken: `header.${payload}.signature` },
  })) as {
    readonly Credentials: Readonly<Record<"AccessKeyId" | "SecretAccessKey" | "SessionToken", string>>;
  };
  return {
    AWS_ACCESS_KEY_ID: given.AccessKeyId,
    AWS_SECRET_ACCESS_KEY: given.SecretAccessKey,
    AWS_SESSION_TOKEN: given.SessionToken,
  };
}
