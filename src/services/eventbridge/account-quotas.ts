// What an account may have of each, unless AWS raises it. They hold only where AWS's limits are to hold: the machine is the limit
// otherwise. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html

import type { RegionIdentity } from "../../aws/arn.ts";
import { ServiceError } from "../../aws/service-error.ts";

export interface AccountQuotas {
  readonly eventBuses: number;
  /** Of each bus. */
  readonly rules: number;
  readonly connections: number;
  readonly apiDestinations: number;
}

const fewRules = new Set(["af-south-1", "eu-south-1"]);

export function accountQuotas({ region }: Pick<RegionIdentity, "region">): AccountQuotas {
  return {
    eventBuses: 100,
    rules: fewRules.has(region) ? 100 : 300,
    connections: 3000,
    apiDestinations: 3000,
  };
}

/** Throws LimitExceededException where there are as many already. */
export function checkQuota(count: number, most: number | undefined): void {
  if (most === undefined || count < most) return;
  throw limitExceeded();
}

export function limitExceeded(): ServiceError {
  return new ServiceError(
    "LimitExceededException",
    "The requested resource exceeds the maximum number allowed.",
  );
}
