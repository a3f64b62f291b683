// Functions that are to run on a capacity provider.
// https://docs.aws.amazon.com/lambda/latest/api/API_CapacityProviderConfig.html

import type { FunctionSettings } from "./function-record.ts";
import { invalidParameter } from "./refusals.ts";

export interface CapacityProviderConfig {
  readonly LambdaManagedInstancesCapacityProviderConfig?: { readonly CapacityProviderArn?: string };
}

/** The ARN of the provider. */
export function providerIn(config: CapacityProviderConfig | undefined): string | undefined {
  return config?.LambdaManagedInstancesCapacityProviderConfig?.CapacityProviderArn;
}

export function providerOf({ told }: Pick<FunctionSettings, "told">): string | undefined {
  return providerIn(
    (told as { readonly CapacityProviderConfig?: CapacityProviderConfig }).CapacityProviderConfig,
  );
}

/** Throws InvalidParameterValueException. */
export function checkIsProvided(settings: Pick<FunctionSettings, "told">): void {
  if (providerOf(settings) === undefined)
    throw invalidParameter("PublishTo LATEST_PUBLISHED is only for functions with a CapacityProviderConfig.");
}
