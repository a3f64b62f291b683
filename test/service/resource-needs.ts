// What CloudFormation needs in the name of whoever deploys the service's stage `dev`: what the handlers of its types call, each on a
// resource as the service calls it.

import type { Need } from "../../src/services/permissions.ts";
import { handlerPermissions } from "./handler-permissions.ts";

/** Of what the service's template does not have, or what a key's own policy allows. */
const unused: readonly RegExp[] = [
  // File systems, networks of services, tables in S3, streams of delivery, endpoints of other regions.
  /^(?:elasticfilesystem|firehose|s3files|s3tables|vpc-lattice|vpce):/,
  /^s3:REST\./,
  // Use of a key, which AWS's keys let the whole account by way of their service, and the service's own as well (own-key.yml).
  /^kms:(?:CreateGrant|Decrypt|Encrypt|GenerateDataKey\w*|ReEncrypt\w*|RevokeGrant)$/,
  // Layers, signed code and machines of one's own; functions at several places.
  /^lambda:(?:GetLayerVersion|GetCodeSigningConfig|PassCapacityProvider|AssociateRuntimeAlias)$/,
  // Servers; tables that grow by themselves; users and groups.
  /^codedeploy:RegisterOnPremisesInstance$/,
  /^iam:(?:CreateServiceLinkedRole|\w+(?:User|Group)Policy)$/,
  /^ec2:(?:DescribeInstances|ModifyVpcTenancy)$/,
];

const arn = (service: string, rest: string) => `arn:aws:${service}:us-east-1:000000000000:${rest}`;

type Place = readonly [of: RegExp, resource: string];

/** By type and action, as `AWS::SQS::Queue sqs:CreateQueue`; the first that matches. */
const places: readonly Place[] = [
  [/ (?:ec2|kms):/, "*"],
  [/ cloudwatch:DescribeAlarms$/, "*"],
  [/::Dashboard cloudwatch:/, "arn:aws:cloudwatch::000000000000:dashboard/millrace-dev"],
  [/ cloudwatch:/, arn("cloudwatch", "alarm:millrace-dev-late")],
  [/ codedeploy:GetDeploymentConfig$/, "*"],
  [
    /::Application codedeploy:|ApplicationRevision$/,
    arn("codedeploy", "application:millrace-dev-Releases-1"),
  ],
  [/ codedeploy:/, arn("codedeploy", "deploymentgroup:millrace-dev-Releases-1/millrace-dev-ask")],
  [/ dynamodb:/, arn("dynamodb", "table/millrace-dev-findings")],
  [/::EventBus events:/, arn("events", "event-bus/millrace-dev-weather")],
  [/ events:/, arn("events", "rule/millrace-dev-weather/millrace-dev-condition-detected")],
  [/ glue:/, arn("glue", "job/millrace-dev-summarise-day")],
  [/ iam:\w*Role\w*$/, "arn:aws:iam::000000000000:role/millrace-dev-ask"],
  [/ iam:/, "arn:aws:iam::000000000000:policy/millrace-dev-NetworkPolicy-1"],
  [/ iot:/, arn("iot", "rule/BuoyReadingsRule_1")],
  [/ kinesis:/, arn("kinesis", "stream/millrace-dev-readings")],
  [/::EventSourceMapping lambda:/, arn("lambda", "event-source-mapping:6c1a")],
  [/ lambda:/, arn("lambda", "function:millrace-dev-ask")],
  [/ logs:(?:\w*(?:LogDeliver|ResourcePolic)\w*|DescribeLogGroups|DescribeIndexPolicies)$/, "*"],
  [/ logs:/, arn("logs", "log-group:/aws/vendedlogs/states/millrace-dev-handle-alert")],
  [/ pipes:/, arn("pipes", "pipe/millrace-dev-ingest-readings-pipe")],
  [/ s3:/, "arn:aws:s3:::millrace-dev-archive-1"],
  [/::ScheduleGroup scheduler:/, arn("scheduler", "schedule-group/millrace-dev")],
  [/ scheduler:/, arn("scheduler", "schedule/millrace-dev/millrace-dev-summarise-day")],
  [/ secretsmanager:GetRandomPassword$/, "*"],
  [/ secretsmanager:/, arn("secretsmanager", "secret:millrace-dev-approval-key-a1b2c3")],
  [/ sns:/, arn("sns", "millrace-dev-alerts")],
  [/ sqs:/, arn("sqs", "millrace-dev-alert-log")],
  [/ states:/, arn("states", "stateMachine:millrace-dev-handle-alert")],
];

/** Throws for an action that nobody has told the place of. */
export function resourceNeeds(): readonly Need[] {
  return Object.entries(handlerPermissions).flatMap(([type, text]) =>
    text
      .split(" ")
      .flatMap((ofService) => {
        const [service, actions = ""] = ofService.split(":");
        return actions.split(",").map((action) => `${service}:${action}`);
      })
      .filter((action) => !unused.some((pattern) => pattern.test(action)))
      .map((action) => {
        const [, resource] = places.find(([of]) => of.test(`${type} ${action}`)) ?? [];
        if (resource === undefined) throw new Error(`what is ${type}'s ${action} done to?`);
        return { action, resource };
      }),
  );
}
