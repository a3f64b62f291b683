// What the service seldom does, and has permissions for: each makes it do so, in a region that it is deployed in.

import { GetTopicRuleCommand, IoTClient, ReplaceTopicRuleCommand } from "@aws-sdk/client-iot";
import { IoTDataPlaneClient, PublishCommand } from "@aws-sdk/client-iot-data-plane";
import { DescribePipeCommand, PipesClient, UpdatePipeCommand } from "@aws-sdk/client-pipes";
import { RedriveExecutionCommand, SFNClient, StopExecutionCommand } from "@aws-sdk/client-sfn";
import { until } from "../support/until.ts";
import type { DeployedService } from "./deployed-service.ts";

const account = { region: "us-east-1", credentials: { accessKeyId: "local", secretAccessKey: "local" } };

/** An alert whose words the idempotency table has no room for: the id is given back. */
export async function wordWithoutRoom({ region }: DeployedService): Promise<void> {
  const finding = { findingId: "s/long/advisory/2010-01-01", stationId: "s", condition: "long" };
  const measured = { severity: "advisory", observedAt: "2010-01-01T00:00:00Z", value: 1, unit: "m" };
  const station = { name: "n".repeat(500_000), place: "p" };
  const payload = JSON.stringify({ finding: { ...finding, ...measured }, station });
  const functionName = "millrace-dev-notify:live";
  const { functionError } = await region.services.lambda.invoke({ functionName, payload });
  if (functionError === undefined) throw new Error("the words were kept");
}

/** A record that no execution takes is given up by the pipe, at once instead of after ten attempts. */
export async function giveUpRecord({ region, url, names }: DeployedService): Promise<void> {
  const pipes = new PipesClient({ ...account, endpoint: url });
  const Name = "millrace-dev-ingest-readings-pipe";
  const { RoleArn, SourceParameters } = await pipes.send(new DescribePipeCommand({ Name }));
  const { KinesisStreamParameters } = SourceParameters ?? {};
  const update = (MaximumRetryAttempts: number | undefined) =>
    pipes.send(
      new UpdatePipeCommand({
        ...{ Name, RoleArn },
        SourceParameters: {
          KinesisStreamParameters: {
            ...{ BatchSize: KinesisStreamParameters?.BatchSize, MaximumRetryAttempts },
            DeadLetterConfig: KinesisStreamParameters?.DeadLetterConfig,
            OnPartialBatchItemFailure: KinesisStreamParameters?.OnPartialBatchItemFailure,
          },
        },
      }),
    );
  const isRunning = () =>
    until(async () => (await pipes.send(new DescribePipeCommand({ Name }))).CurrentState === "RUNNING");
  await update(0);
  await isRunning();
  const data = Buffer.alloc(300_000, "x");
  await region.services.kinesis.append(names.streamName, [{ partitionKey: "large", data }]);
  const { sqs } = region.services;
  const given = () => sqs.messages("millrace-dev-readings-dead-letters").map(({ body }) => body);
  await until(() => given().some((body) => body.includes("KinesisBatchInfo")));
  await update(KinesisStreamParameters?.MaximumRetryAttempts);
  await isRunning();
  pipes.destroy();
}

/** A message of a buoy whose rule leads to a stream that is not there any more. */
export async function loseBuoyMessage({ region, url, names, outputs }: DeployedService): Promise<void> {
  const [iot, data] = [
    new IoTClient({ ...account, endpoint: url }),
    new IoTDataPlaneClient({ ...account, endpoint: url }),
  ];
  const ruleName = String(outputs.BuoyReadingsRuleName);
  const { rule } = await iot.send(new GetTopicRuleCommand({ ruleName }));
  const { sql, awsIotSqlVersion, actions = [], errorAction } = rule ?? {};
  const [{ kinesis } = {}] = actions;
  const leadTo = (streamName: string | undefined) =>
    iot.send(
      new ReplaceTopicRuleCommand({
        ruleName,
        topicRulePayload: {
          ...{ sql, awsIotSqlVersion, errorAction },
          actions: [{ kinesis: { ...kinesis, roleArn: kinesis?.roleArn, streamName } }],
        },
      }),
    );
  await leadTo("readings-that-was");
  const topic = names.buoyTopic.replace("+", "lost");
  await data.send(new PublishCommand({ topic, payload: Buffer.from('{"n":1}') }));
  const logGroupName = "/aws/vendedlogs/iot/millrace-dev-buoy-readings-failures";
  await until(() => region.services.logs.filterLogEvents({ logGroupName }).events.length > 0);
  await leadTo(kinesis?.streamName);
  iot.destroy();
  data.destroy();
}

/** A replay that is stopped, for its one line can't be put, and gone on with. */
export async function redriveReplay(service: DeployedService, key: string): Promise<void> {
  const workflows = new SFNClient({ ...account, endpoint: service.url });
  const { mapRuns } = service.region.services.states;
  const executionArn = await service.start("ReplayArchiveArn", { key });
  const isUnderWay = (redriveCount: number) =>
    until(() => {
      const [run] = mapRuns.list(executionArn, {}).items;
      return run?.redriveCount === redriveCount && run.counts.executions.running > 0;
    });
  await isUnderWay(0);
  await workflows.send(new StopExecutionCommand({ executionArn }));
  await service.ended(executionArn);
  await workflows.send(new RedriveExecutionCommand({ executionArn }));
  await isUnderWay(1);
  await workflows.send(new StopExecutionCommand({ executionArn }));
  await service.ended(executionArn);
  workflows.destroy();
}
