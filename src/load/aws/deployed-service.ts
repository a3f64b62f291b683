// What a load test needs to know of the service as it is deployed: its parts by the stack's outputs and resources.

import { DescribeStacksCommand, paginateListStackResources } from "@aws-sdk/client-cloudformation";
import { DescribeStreamSummaryCommand } from "@aws-sdk/client-kinesis";
import { GetFunctionConfigurationCommand } from "@aws-sdk/client-lambda";
import type { Clients } from "./clients.ts";

export interface DeployedService {
  readonly stackName: string;
  readonly streamName: string;
  readonly shards: number;
  readonly onDemand: boolean;
  readonly pipeName: string;
  readonly ingestArn: string;
  readonly deadLettersUrl: string;
  readonly functions: { readonly validate: string; readonly assess: string };
  /** Where the functions put metrics of their own. */
  readonly namespace: string;
  readonly alarmNames: readonly string[];
}

/** The stack is there and is not this service. */
export class NotThisService extends Error {
  override readonly name = "NotThisService";
}

const alarmTypes: readonly string[] = ["AWS::CloudWatch::Alarm", "AWS::CloudWatch::CompositeAlarm"];

/** Rejects with the SDK's error for a stack that is not there, and with NotThisService if it lacks a part. */
export async function readDeployedService(clients: Clients, stackName: string): Promise<DeployedService> {
  const { cloudformation, kinesis, lambda } = clients;
  const { Stacks = [] } = await cloudformation.send(new DescribeStacksCommand({ StackName: stackName }));
  const outputs = new Map(
    Stacks[0]?.Outputs?.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]) ?? [],
  );
  const resources: { readonly id: string; readonly type: string; readonly name: string }[] = [];
  // DescribeStackResources tells of a hundred at most, and the service has more.
  for await (const page of paginateListStackResources({ client: cloudformation }, { StackName: stackName }))
    for (const { LogicalResourceId, ResourceType, PhysicalResourceId } of page.StackResourceSummaries ?? [])
      resources.push({
        ...{ id: LogicalResourceId ?? "", type: ResourceType ?? "", name: PhysicalResourceId ?? "" },
      });
  const lacking = (what: string) =>
    new NotThisService(`the stack ${stackName} has no ${what}: it is not the weather service`);
  const output = (name: string): string => {
    const value = outputs.get(name);
    if (value === undefined) throw lacking(`output ${name}`);
    return value;
  };
  const resource = (id: string): string => {
    const found = resources.find((each) => each.id === id);
    if (found === undefined) throw lacking(`resource ${id}`);
    return found.name;
  };

  const streamName = output("ReadingsStreamName");
  const functions = {
    validate: resource("ValidateLambdaFunction"),
    assess: resource("AssessLambdaFunction"),
  };
  const stream = await kinesis.send(new DescribeStreamSummaryCommand({ StreamName: streamName }));
  const { Environment } = await lambda.send(
    new GetFunctionConfigurationCommand({ FunctionName: functions.validate }),
  );
  const namespace = Environment?.Variables?.POWERTOOLS_METRICS_NAMESPACE;
  if (namespace === undefined) throw lacking("POWERTOOLS_METRICS_NAMESPACE in its function validate");
  return {
    ...{ stackName, streamName, functions, namespace },
    shards: stream.StreamDescriptionSummary?.OpenShardCount ?? 0,
    onDemand: stream.StreamDescriptionSummary?.StreamModeDetails?.StreamMode === "ON_DEMAND",
    pipeName: output("IngestReadingsPipeName"),
    ingestArn: output("IngestReadingsArn"),
    deadLettersUrl: output("ReadingsDeadLettersUrl"),
    alarmNames: resources.filter(({ type }) => alarmTypes.includes(type)).map(({ name }) => name),
  };
}
