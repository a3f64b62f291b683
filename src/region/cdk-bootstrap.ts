// What `cdk bootstrap` leaves in an account and a region: a CDK app looks for it before it deploys anything, so it is here from
// the start. Whoever bootstraps all the same puts his own in its place.
// https://docs.aws.amazon.com/cdk/v2/guide/bootstrapping-env.html

import type { RegionIdentity } from "../aws/arn.ts";
import type { NewRole } from "../services/iam/roles.ts";
import type { Services } from "./services.ts";

/** By which the names of one bootstrapping are told from another's: CDK's default. */
const qualifier = "hnb659fds";
/** Of the bootstrap template that CDK has now. Apps ask for at least 6. */
const version = "33";

/** On disk when it resolves. Rejects with what the disk refuses. */
export async function provideBootstrap(
  services: Pick<Services, "ecr" | "iam" | "s3" | "ssm">,
  identity: RegionIdentity,
): Promise<void> {
  const { iam, s3, ssm, ecr } = services;
  const place = `${identity.accountId}-${identity.region}`;
  ssm.provide(`/cdk-bootstrap/${qualifier}/version`, version);
  for (const role of rolesOf(identity)) iam.roles.provide(role);
  ecr.provide(`cdk-${qualifier}-container-assets-${place}`);
  await s3.provideBucket(`cdk-${qualifier}-assets-${place}`);
  await Promise.all([ssm, iam, ecr].map(({ book }) => book.committed()));
}

function rolesOf({ partition, accountId, region }: RegionIdentity): readonly NewRole[] {
  const account = { AWS: `arn:${partition}:iam::${accountId}:root` };
  const cloudformation = { Service: "cloudformation.amazonaws.com" };
  const role = (purpose: string, principal: object): NewRole => ({
    name: `cdk-${qualifier}-${purpose}-role-${accountId}-${region}`,
    trustPolicy: JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Principal: principal, Action: "sts:AssumeRole" }],
    }),
  });
  return [
    ...["deploy", "file-publishing", "image-publishing", "lookup"].map((purpose) => role(purpose, account)),
    role("cfn-exec", cloudformation),
  ];
}
