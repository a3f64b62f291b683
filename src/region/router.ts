// The one way from a source to "whatever has this ARN". Each service puts in the targets that it offers; a source hands its
// request in and hears what became of it. Neither knows the other.

import { parseArn, type RegionIdentity } from "../aws/arn.ts";
import {
  type CheckedDelivery,
  type Deliver,
  type DeliveryOutcome,
  type DeliveryRequest,
  type DeliveryTarget,
  failedDelivery,
} from "../aws/delivery.ts";
import { Listeners } from "../aws/listeners.ts";
import { ServiceError } from "../aws/service-error.ts";
import { given } from "../aws/wire/given.ts";
import type { DeliveryRouter } from "../services/house.ts";
import { type Clock, systemClock } from "../time/clock.ts";
import { FailedDeliveries } from "./failed-deliveries.ts";

/** What was to be delivered, and what became of it. */
export interface ToldDelivery {
  readonly request: DeliveryRequest;
  readonly outcome: DeliveryOutcome;
}

type DeliveryCheck = (delivery: CheckedDelivery) => void;

export class Router implements DeliveryRouter {
  readonly #identity: RegionIdentity;
  readonly #targets = new Map<string, DeliveryTarget[]>();
  readonly #check: DeliveryCheck | undefined;
  readonly #deliveries = new Listeners<ToldDelivery>();
  readonly failures: FailedDeliveries;

  /** `check` throws ServiceError for what may not be delivered. */
  constructor(identity: RegionIdentity, check?: DeliveryCheck, clock: Pick<Clock, "now"> = systemClock) {
    this.#identity = identity;
    this.#check = check;
    this.failures = new FailedDeliveries(clock);
  }

  add(...targets: readonly DeliveryTarget[]): void {
    for (const target of targets) {
      const ofService = this.#targets.get(target.service) ?? [];
      const offered = told(withoutThrowing(checked(target, this.#check)), (request, outcome) => {
        if (outcome.status !== "DELIVERED") this.failures.note(request.caller.arn, request.arn, outcome);
        this.#deliveries.tell(() => ({ request, outcome }));
      });
      this.#targets.set(target.service, [...ofService, offered]);
    }
  }

  /** Tells of every delivery, once it is over. Answers with a function that ends the telling. */
  onDelivery(listener: (delivery: ToldDelivery) => void): () => void {
    return this.#deliveries.add(listener);
  }

  /** What can be delivered to, as people call it. */
  get kinds(): readonly string[] {
    return [...this.#targets.values()].flat().flatMap(({ kinds = [] }) => kinds);
  }

  /** Whether there can be such a thing in this region; whether there is one shows when something is delivered to it. */
  isServed(arn: string): boolean {
    const { region, accountId } = this.#identity;
    const parts = parseArn(arn);
    return parts?.region === region && parts.accountId === accountId && this.#find(arn) !== undefined;
  }

  /**
   * For a source that delivers to the same ARN again and again: its `deliver` does not throw. Throws ValidationException for an ARN
   * that is no target.
   */
  targetOf(arn: string): DeliveryTarget {
    const target = this.#find(arn);
    if (target === undefined) throw notServed(arn);
    return target;
  }

  /** Does not throw. Answers at once where the target does. It is handed on by itself. */
  readonly deliver: Deliver = (request) => {
    const target = this.#find(request.arn);
    return target === undefined ? failedDelivery(notServed(request.arn)) : target.deliver(request);
  };

  /** It is handed on by itself. */
  readonly reaches = (delivery: CheckedDelivery): boolean => {
    const target = this.#find(delivery.arn);
    if (target === undefined || target.has?.(delivery.arn) === false) return false;
    try {
      this.#check?.(delivery);
      return true;
    } catch (problem) {
      if (problem instanceof ServiceError) return false;
      throw problem;
    }
  };

  #find(arn: string): DeliveryTarget | undefined {
    const parts = parseArn(arn);
    if (parts === undefined) return undefined;
    return this.#targets.get(parts.service)?.find(({ resource }) => resource.test(parts.resource));
  }
}

function checked(target: DeliveryTarget, check: DeliveryCheck | undefined): DeliveryTarget {
  if (check === undefined) return target;
  return {
    ...target,
    check: (arn, until) => target.check?.(arn, until),
    has: (arn) => target.has?.(arn) ?? true,
    deliver(request) {
      check(request);
      return target.deliver(request);
    },
  };
}

function told(
  target: DeliveryTarget,
  tell: (request: DeliveryRequest, outcome: DeliveryOutcome) => void,
): DeliveryTarget {
  return {
    ...target,
    check: (arn, until) => target.check?.(arn, until),
    has: (arn) => target.has?.(arn) ?? true,
    deliver(request) {
      const outcome = target.deliver(request);
      if (outcome instanceof Promise) void outcome.then((settled) => tell(request, settled));
      else tell(request, outcome);
      return outcome;
    },
  };
}

function withoutThrowing(target: DeliveryTarget): DeliveryTarget {
  return {
    service: target.service,
    resource: target.resource,
    ...given("kinds", target.kinds),
    largestBatchBytes: target.largestBatchBytes,
    check: (arn, until) => target.check?.(arn, until),
    has: (arn) => target.has?.(arn) ?? true,
    deliver(request) {
      try {
        const outcome = target.deliver(request);
        return outcome instanceof Promise ? outcome.catch(failedDelivery) : outcome;
      } catch (thrown) {
        return failedDelivery(thrown);
      }
    },
  };
}

function notServed(arn: string): ServiceError {
  return new ServiceError("ValidationException", `The local region does not deliver to ${arn}`);
}
