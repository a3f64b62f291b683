// What hands on what came to it: streams, pipes, mappings, buses with their rules, schedules, topics and queues.

import { nameOfArn } from "../parts/words.ts";
import { call } from "../region/call.ts";
import { destinationOf, listDeliveryStreams, sourceOf } from "../region/delivery-streams.ts";
import { deadLetters, delivers, type Part, plainArn, running, thing } from "./part.ts";

export async function streams(): Promise<Part> {
  const { StreamSummaries: all = [] } = await call<{ StreamSummaries?: { StreamARN: string }[] }>(
    "kinesis",
    "ListStreams",
  );
  return { things: all.map(({ StreamARN: arn }) => thing("stream", arn)), connections: [] };
}

export async function deliveryStreams(): Promise<Part> {
  const all = await listDeliveryStreams();
  return {
    things: all.map(({ DeliveryStreamARN: arn }) => thing("delivery stream", arn)),
    connections: all.flatMap((each) => {
      const [arn, source, destination] = [each.DeliveryStreamARN, sourceOf(each), destinationOf(each)];
      return [
        ...(source === undefined ? [] : [delivers(source, arn)]),
        ...(destination === undefined ? [] : [delivers(arn, destination)]),
      ];
    }),
  };
}

interface DescribedPipe {
  readonly Arn: string;
  readonly CurrentState: string;
  readonly Source: string;
  readonly Target: string;
  readonly Enrichment?: string;
  readonly SourceParameters?: {
    readonly KinesisStreamParameters?: { readonly DeadLetterConfig?: { readonly Arn?: string } };
  };
}

export async function pipes(): Promise<Part> {
  const { Pipes: all } = await call<{ Pipes: { Name: string }[] }>("pipes", "ListPipes");
  const described = await Promise.all(
    all.map(({ Name }) => call<DescribedPipe>("pipes", "DescribePipe", { Name })),
  );
  return {
    things: described.map(({ Arn: arn, CurrentState }) => running(thing("pipe", arn), CurrentState)),
    connections: described.flatMap(({ Arn, Source, Target, Enrichment, SourceParameters }) => [
      delivers(Source, Arn),
      delivers(Arn, Target),
      ...(Enrichment === undefined ? [] : [{ from: Arn, to: Enrichment, label: "calls" } as const]),
      ...deadLetters(Arn, SourceParameters?.KinesisStreamParameters?.DeadLetterConfig?.Arn),
    ]),
  };
}

export async function mappings(): Promise<Part> {
  const { EventSourceMappings: all } = await call<{
    EventSourceMappings: {
      EventSourceMappingArn: string;
      State: string;
      EventSourceArn: string;
      FunctionArn: string;
      DestinationConfig?: { OnFailure?: { Destination?: string } };
    }[];
  }>("lambda", "ListEventSourceMappings");
  return {
    things: all.map(({ EventSourceMappingArn: arn, FunctionArn, State }) =>
      running(thing("mapping", arn, `to ${nameOfArn(plainArn(FunctionArn))}`), State),
    ),
    connections: all.flatMap((each) => [
      delivers(each.EventSourceArn, each.EventSourceMappingArn),
      delivers(each.EventSourceMappingArn, each.FunctionArn),
      ...deadLetters(each.EventSourceMappingArn, each.DestinationConfig?.OnFailure?.Destination),
    ]),
  };
}

export async function buses(): Promise<Part> {
  const { EventBuses: all } = await call<{ EventBuses: { Name: string; Arn: string }[] }>(
    "eventbridge",
    "ListEventBuses",
  );
  const ofBuses = await Promise.all(all.map(rulesOf));
  const inUse = all.filter((_, index) => (ofBuses[index]?.things.length ?? 0) > 0);
  return {
    things: [...inUse.map(({ Arn }) => thing("bus", Arn)), ...ofBuses.flatMap((each) => each.things)],
    connections: ofBuses.flatMap((each) => each.connections),
  };
}

async function rulesOf(bus: { readonly Name: string; readonly Arn: string }): Promise<Part> {
  const { Rules: rules } = await call<{ Rules: { Name: string; Arn: string; State: string }[] }>(
    "eventbridge",
    "ListRules",
    {
      EventBusName: bus.Name,
    },
  );
  const targets = await Promise.all(
    rules.map(({ Name: Rule }) =>
      call<{ Targets: { Arn: string; DeadLetterConfig?: { Arn?: string } }[] }>(
        "eventbridge",
        "ListTargetsByRule",
        {
          Rule,
          EventBusName: bus.Name,
        },
      ),
    ),
  );
  return {
    things: rules.map(({ Arn, State }) => running(thing("rule", Arn), State)),
    connections: rules.flatMap(({ Arn }, index) => [
      delivers(bus.Arn, Arn),
      ...(targets[index]?.Targets ?? []).flatMap((target) => [
        delivers(Arn, target.Arn),
        ...deadLetters(Arn, target.DeadLetterConfig?.Arn),
      ]),
    ]),
  };
}

export async function schedules(): Promise<Part> {
  const { Schedules: all } = await call<{
    Schedules: { Arn: string; Name: string; GroupName: string }[];
  }>("scheduler", "ListSchedules", { MaxResults: 100 });
  const described = await Promise.all(
    all.map(({ Name, GroupName }) =>
      call<{ Arn: string; State: string; Target: { Arn: string; DeadLetterConfig?: { Arn?: string } } }>(
        "scheduler",
        "GetSchedule",
        { Name, GroupName },
      ),
    ),
  );
  return {
    things: described.map(({ Arn: arn, State }) => running(thing("schedule", arn), State)),
    connections: described.flatMap(({ Arn, Target }) => [
      delivers(Arn, Target.Arn),
      ...deadLetters(Arn, Target.DeadLetterConfig?.Arn),
    ]),
  };
}

export async function topics(): Promise<Part> {
  const [{ Topics: all }, { Subscriptions: subscriptions }] = await Promise.all([
    call<{ Topics: { TopicArn: string }[] }>("sns", "ListTopics"),
    call<{ Subscriptions: { TopicArn: string; Endpoint: string }[] }>("sns", "ListSubscriptions"),
  ]);
  return {
    things: all.map(({ TopicArn: arn }) => thing("topic", arn)),
    connections: subscriptions.map(({ TopicArn, Endpoint }) => delivers(TopicArn, Endpoint)),
  };
}

export async function queues(): Promise<Part> {
  const { QueueUrls: urls = [] } = await call<{ QueueUrls?: string[] }>("sqs", "ListQueues");
  const attributes = await Promise.all(
    urls.map((QueueUrl) =>
      call<{ Attributes: { QueueArn: string; RedrivePolicy?: string } }>("sqs", "GetQueueAttributes", {
        QueueUrl,
        AttributeNames: ["All"],
      }),
    ),
  );
  return {
    things: attributes.map(({ Attributes: { QueueArn: arn } }) => thing("queue", arn)),
    connections: attributes.flatMap(({ Attributes: { QueueArn, RedrivePolicy } }) =>
      deadLetters(
        QueueArn,
        RedrivePolicy && (JSON.parse(RedrivePolicy) as { deadLetterTargetArn?: string }).deadLetterTargetArn,
      ),
    ),
  };
}
