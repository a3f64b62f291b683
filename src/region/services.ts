// The services of the region, in the order in which they are opened. Adding one is a folder in `src/services` and a line here.

import { type ApiGatewaySettings, apigateway } from "../services/apigateway/service.ts";
import { cloudformation } from "../services/cloudformation/service.ts";
import { cloudwatch } from "../services/cloudwatch/service.ts";
import { codedeploy } from "../services/codedeploy/service.ts";
import { dynamodb } from "../services/dynamodb/service.ts";
import { ecr } from "../services/ecr/service.ts";
import { eventbridge } from "../services/eventbridge/service.ts";
import { firehose } from "../services/firehose/service.ts";
import type { House } from "../services/house.ts";
import { iam } from "../services/iam/service.ts";
import { type IotSettings, iot } from "../services/iot/service.ts";
import { kinesis } from "../services/kinesis/service.ts";
import { lambda } from "../services/lambda/service.ts";
import { logs } from "../services/logs/service.ts";
import { pipes } from "../services/pipes/service.ts";
import { s3 } from "../services/s3/service.ts";
import { scheduler } from "../services/scheduler/service.ts";
import { secretsmanager } from "../services/secretsmanager/service.ts";
import { sns } from "../services/sns/service.ts";
import { sqs } from "../services/sqs/service.ts";
import { ssm } from "../services/ssm/service.ts";
import { type StepFunctionsSettings, stepFunctions } from "../services/step-functions/service.ts";
import { sts } from "../services/sts/service.ts";
import { xray } from "../services/xray/service.ts";
import { Doors } from "./doors.ts";

/** What single services are told by whoever opens the region. */
export type ServiceSettings = StepFunctionsSettings &
  IotSettings &
  ApiGatewaySettings &
  Pick<House, "enforceLimits">;

export const services = Doors.of<House & ServiceSettings>()
  .with(iam)
  .with(sts)
  .with(ssm)
  .with(secretsmanager)
  .with(ecr)
  .with(xray)
  .with(logs)
  .with(cloudwatch)
  .with(kinesis)
  .with(sqs)
  .with(dynamodb)
  .with(s3)
  .with(sns)
  .with(codedeploy)
  .with(lambda)
  .with(firehose)
  .with(apigateway)
  .with(eventbridge)
  .with(stepFunctions)
  .with(pipes)
  .with(scheduler)
  .with(iot)
  .with(cloudformation);

type OpenOf<List> = List extends Doors<infer Open> ? Open : never;

/** What a region has open, by the names in ARNs. */
export interface Services extends OpenOf<typeof services> {}
