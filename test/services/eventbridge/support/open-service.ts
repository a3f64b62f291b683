// EventBridge by itself: its door opened with a router that delivers as the test wants.

import { localIdentity, parseArn } from "../../../../src/aws/arn.ts";
import type { Deliver, DeliveryRequest } from "../../../../src/aws/delivery.ts";
import { failedDelivery } from "../../../../src/aws/delivery.ts";
import type { MetricSink } from "../../../../src/aws/metric-sink.ts";
import type { EventBridge } from "../../../../src/services/eventbridge/eventbridge.ts";
import { eventbridge } from "../../../../src/services/eventbridge/service.ts";
import type { Clock } from "../../../../src/time/clock.ts";

export interface OpenOptions {
  readonly clock: Clock;
  readonly directory?: string;
  /** What is delivered to anything but EventBridge's own targets. */
  readonly deliver: Deliver;
  readonly onFault?: (fault: unknown) => void;
  /** @default nobody counts */
  readonly metrics?: MetricSink;
  /** Whether AWS's quotas of an account hold. @default false */
  readonly enforceLimits?: boolean;
}

export async function openEventBridge(options: OpenOptions): Promise<EventBridge> {
  const { clock, directory, onFault = (fault) => console.error(fault) } = options;
  const { metrics = { series: () => ({ record: () => {} }) } } = options;
  let own: ((request: DeliveryRequest) => ReturnType<Deliver> | undefined) | undefined;
  const deliver: Deliver = (request) => own?.(request) ?? options.deliver(request);
  const service = await eventbridge.open({
    ...{ clock, identity: localIdentity, repair: undefined, onFault },
    enforceLimits: options.enforceLimits,
    folder: (name) => (directory === undefined ? undefined : `${directory}/${name}`),
    router: {
      deliver,
      isServed: () => true,
      reaches: () => true,
      targetOf: () => {
        throw new Error("nobody asks");
      },
    },
    cloudwatch: { metrics },
    logs: { append: () => {} },
  });
  const targets = eventbridge.targets?.map((target) => target(service)) ?? [];
  own = (request) => {
    const { service: name = "", resource = "" } = parseArn(request.arn) ?? {};
    const target = targets.find((each) => each.service === name && each.resource.test(resource));
    if (target === undefined) return undefined;
    return (async () => target.deliver(request))().catch(failedDelivery);
  };
  return service;
}

export async function closeEventBridge(service: EventBridge): Promise<void> {
  await eventbridge.stop?.(service);
  await eventbridge.close?.(service);
}
