// The environment in which a tool asks a region of this machine, and not AWS.

import { preloadedModule, preloading } from "./preloaded-module.ts";

export interface AskedRegion {
  /** Where its API is. */
  readonly url: string;
  /** Its name, such as `us-east-1`. */
  readonly region: string;
}

/** What would have a tool ask elsewhere, or in somebody's name. */
const misleading =
  /^AWS_(?:PROFILE|DEFAULT_PROFILE|SESSION_TOKEN|ENDPOINT_URL_.+|IGNORE_CONFIGURED_ENDPOINT_URLS|ROLE_ARN|WEB_IDENTITY_TOKEN_FILE)$/;

/** What any client of AWS is to be told. */
export function clientVariables({ url, region }: AskedRegion): Readonly<Record<string, string>> {
  return {
    AWS_ENDPOINT_URL: url,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
    // Otherwise clients look for start-sync-execution at sync-127.0.0.1.
    AWS_DISABLE_HOST_PREFIX_INJECTION: "true",
  };
}

export function regionEnvironment(
  { url, region }: AskedRegion,
  inherited: NodeJS.ProcessEnv,
): NodeJS.ProcessEnv {
  const kept = Object.entries(inherited).filter(([name]) => !misleading.test(name));
  return {
    ...Object.fromEntries(kept),
    ...clientVariables({ url, region }),
    // AWS's SDK 2 knows no AWS_ENDPOINT_URL.
    NODE_OPTIONS: preloading(inherited.NODE_OPTIONS, preloadedModule("packaging-requests")),
  };
}
