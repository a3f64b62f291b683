// AWS::CloudFormation::WaitConditionHandle, an address, and AWS::CloudFormation::WaitCondition, which is there once so many signals
// have come to the address, or by SignalResource.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-waitcondition.html

import { isJsonObject, type Json, type JsonObject, objectOrEmpty } from "../../../aws/json.ts";
import type { Clock } from "../../../time/clock.ts";
import {
  onGivenUp,
  type ProvidedResource,
  type Provider,
  type ProviderCall,
  ResourceFailure,
} from "./provider.ts";
import { resourceKey, type Signal, type SignalBook } from "./signals.ts";

const gone = async (): Promise<void> => {};

export function waitConditionHandle(signals: SignalBook): Provider {
  return { create: async () => ({ ref: signals.newAddress() }), update: undefined, delete: gone };
}

export interface WaitConditionParts {
  readonly clock: Clock;
  readonly signals: SignalBook;
}

export function waitCondition(parts: WaitConditionParts): Provider {
  return {
    create: (call) => waited(parts, call),
    // What has come is not waited for again.
    update: async ({ former }) => ({ ref: former.ref, attributes: former.attributes }),
    delete: gone,
  };
}

interface Expected {
  readonly key: string;
  readonly count: number;
  readonly seconds: number;
}

/** Throws ResourceFailure. */
async function waited({ clock, signals }: WaitConditionParts, call: ProviderCall): Promise<ProvidedResource> {
  const { key, count, seconds } = expectedOf(call);
  const { promise, resolve, reject } = Promise.withResolvers<readonly Signal[]>();
  const look = () => {
    const received = signals.received(key);
    const failed = received.find(({ isSuccess }) => !isSuccess);
    if (failed !== undefined)
      reject(
        new ResourceFailure(
          `WaitCondition received failed message: '${failed.reason ?? ""}' for uniqueId: ${failed.id}`,
        ),
      );
    else if (received.length >= count) resolve(received);
  };
  const timer = clock.setTimer(seconds * 1000, () => {
    const received = signals.received(key).length;
    reject(
      new ResourceFailure(`WaitCondition timed out. Received ${received} conditions when expecting ${count}`),
    );
  });
  const giveUp = () => reject(new ResourceFailure("Resource creation cancelled"));
  const release = onGivenUp(call.signal, giveUp);
  const forget = signals.watch(key, look);
  try {
    look();
    const received = await promise;
    const data = Object.fromEntries(received.map((each) => [each.id, each.data ?? ""]));
    const ref = `${call.stack.id.replace(/:stack\//, ":waitcondition/")}/${call.logicalId}`;
    return { ref, attributes: { Data: JSON.stringify(data) } };
  } finally {
    timer.cancel();
    release();
    forget();
    signals.forget(key);
  }
}

/** Throws ResourceFailure. */
function expectedOf(call: ProviderCall): Expected {
  const { properties, stack, logicalId } = call;
  const { ResourceSignal: policy } = creationPolicyOf(call);
  if (isJsonObject(policy)) {
    const { Count: count = 1, Timeout: timeout = "PT5M" } = policy;
    return {
      key: resourceKey(stack.id, logicalId),
      count: Number(count),
      seconds: durationSeconds(String(timeout)),
    };
  }
  const { Handle: handle, Timeout: timeout, Count: count = 1 } = properties;
  if (typeof handle !== "string") throw new ResourceFailure(missing("Handle"));
  if (timeout === undefined) throw new ResourceFailure(missing("Timeout"));
  return { key: handle, count: Number(count), seconds: Number(timeout) };
}

function missing(name: string): string {
  return `Property validation failure: [The property {/${name}} is required]`;
}

function creationPolicyOf({ stack, logicalId }: ProviderCall): JsonObject {
  const { Resources: resources = {} } = stack.input.processed;
  const resource: Json | undefined = isJsonObject(resources) ? resources[logicalId] : undefined;
  const policy = resource !== undefined && isJsonObject(resource) ? resource.CreationPolicy : undefined;
  return objectOrEmpty(policy);
}

/** Such as `PT1H30M5S`. */
function durationSeconds(text: string): number {
  const [, hours = "0", minutes = "0", seconds = "0"] =
    /^PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?$/.exec(text) ?? [];
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
}
