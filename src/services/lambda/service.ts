// Lambda: functions, their versions and layers, the environments of this process that their handlers run in, and what reads streams
// and queues for them.

import type { LogSink } from "../../aws/log-sink.ts";
import type { MetricSink } from "../../aws/metric-sink.ts";
import type { ObjectSink } from "../../aws/object-sink.ts";
import type { ServiceDoor } from "../door.ts";
import type { House } from "../house.ts";
import { checkReading } from "../source-permissions.ts";
import { lambdaApi } from "./api/api.ts";
import type { ObjectSource } from "./code/code-source.ts";
import type { MappingSources } from "./event-source-mappings/mapping-parts.ts";
import { FunctionPermits } from "./function-permits.ts";
import { Lambda, type LambdaOptions } from "./lambda.ts";
import { lambdaPermissions } from "./needs.ts";
import { lambdaAlias } from "./resources/alias.ts";
import { lambdaCapacityProvider } from "./resources/capacity-provider.ts";
import { lambdaCodeSigningConfig } from "./resources/code-signing-config.ts";
import { lambdaEventInvokeConfig } from "./resources/event-invoke-config.ts";
import { lambdaEventSourceMapping } from "./resources/event-source-mapping.ts";
import { lambdaFunction } from "./resources/function.ts";
import { lambdaLayerPermission, lambdaLayerVersion } from "./resources/layer-version.ts";
import { lambdaPermission } from "./resources/permission.ts";
import { lambdaUrl } from "./resources/url.ts";
import { lambdaVersion } from "./resources/version.ts";
import { functionTarget } from "./targets.ts";
import type { RoleKeys } from "./variables.ts";

interface SoundingFilter {
  readonly alarmNames: readonly string[];
  readonly stateValue: "ALARM";
}

interface NamedAlarm {
  readonly configuration: { readonly alarmName: string };
}

export interface LambdaNeeds
  extends Pick<
      House,
      "clock" | "identity" | "endpoint" | "folder" | "repair" | "router" | "onFault" | "access"
    >,
    MappingSources {
  readonly logs: LogSink;
  readonly cloudwatch: {
    readonly metrics: MetricSink;
    readonly alarms: { describeAlarms(of: SoundingFilter): readonly NamedAlarm[] };
  };
  readonly xray: { readonly daemon: { readonly address: string } };
  readonly s3: ObjectSource & ObjectSink;
  readonly codedeploy: LambdaOptions["deployments"];
  readonly sts: { keysFor(roleArn: string, sessionName: string): RoleKeys | undefined };
}

export const lambda: ServiceDoor<"lambda", LambdaNeeds, Lambda> = {
  name: "lambda",
  open: ({
    clock,
    identity,
    endpoint,
    folder,
    repair,
    router,
    onFault,
    logs,
    cloudwatch,
    xray,
    s3,
    sts,
    codedeploy,
    access,
    ...sources
  }) =>
    Lambda.open({
      eventSources: { kinesis: sources.kinesis, dynamodb: sources.dynamodb, sqs: sources.sqs },
      ...{ clock, identity, repair, logs, onFault, objects: s3, deliver: router.deliver },
      directory: folder("functions"),
      metrics: cloudwatch.metrics,
      deployments: codedeploy,
      soundingAlarm: (alarmNames) =>
        cloudwatch.alarms.describeAlarms({ alarmNames, stateValue: "ALARM" })[0]?.configuration.alarmName,
      endpointUrl: () => endpoint,
      traceDaemon: xray.daemon.address,
      permits: access && new FunctionPermits(access),
      checkReading:
        access &&
        ((sourceArn, roleArn) => checkReading(access, sourceArn, { roleArn, sessionName: "awslambda" })),
      keysFor: access && ((roleArn, sessionName) => sts.keysFor(roleArn, sessionName)),
    }),
  permissions: lambdaPermissions,
  apis: { lambda: lambdaApi },
  sources: [
    { name: "event source mapping", only: ["function"] },
    { name: "event source mapping's failure destination", only: ["queue", "topic"] },
    { name: "function's destination", only: ["queue", "topic", "function", "bus"] },
    { name: "function's dead-letter queue", only: ["queue", "topic"] },
  ],
  kinds: [
    lambdaFunction,
    lambdaVersion,
    lambdaAlias,
    lambdaPermission,
    lambdaEventInvokeConfig,
    lambdaUrl,
    lambdaCodeSigningConfig,
    lambdaCapacityProvider,
    lambdaLayerVersion,
    lambdaLayerPermission,
    lambdaEventSourceMapping,
  ],
  targets: [functionTarget],
  keeps: {
    "functions/functions.journal": "all functions, layers and capacity providers",
    "functions/events.journal":
      "asynchronous invocations that have not ended, and the state of tumbling windows",
  },
  start: (functions) => functions.start(),
  stop: (functions) => functions.stop(),
  close: (functions) => functions.close(),
};
