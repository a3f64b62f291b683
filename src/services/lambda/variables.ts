// The environment variables of an execution environment: those Lambda sets, then the function's own. Nothing of the
// host's environment reaches a function but PATH.

import type { RegionIdentity } from "../../aws/arn.ts";
import type { ResolvedFunction } from "./configuration.ts";

export interface VariableFacts {
  readonly identity: RegionIdentity;
  readonly logStreamName: string;
  /** Where the function's own SDK clients find the region. */
  readonly endpointUrl: string | undefined;
  /** Where its tracer sends segments, as `host:port`. */
  readonly traceDaemon: string | undefined;
}

export function environmentVariables(
  configuration: ResolvedFunction,
  { identity, logStreamName, endpointUrl, traceDaemon }: VariableFacts,
): Record<string, string> {
  return {
    PATH: process.env.PATH ?? "",
    LANG: "en_US.UTF-8",
    TZ: ":UTC",
    ...(endpointUrl === undefined ? {} : { AWS_ENDPOINT_URL: endpointUrl }),
    // The credentials are those that AWS's documentation shows as an example; a local region accepts any.
    AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE",
    AWS_SECRET_ACCESS_KEY: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    AWS_SESSION_TOKEN: "local",
    // Of the places where Lambda's runtime looks for packages, the one that is here.
    NODE_PATH: configuration.codeRoot,
    ...configuration.environment,
    AWS_REGION: identity.region,
    AWS_DEFAULT_REGION: configuration.environment.AWS_DEFAULT_REGION ?? identity.region,
    AWS_EXECUTION_ENV: `AWS_Lambda_${configuration.runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: configuration.functionName,
    AWS_LAMBDA_FUNCTION_VERSION: configuration.version,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(configuration.memorySizeMb),
    AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
    AWS_LAMBDA_LOG_GROUP_NAME: configuration.logGroupName,
    AWS_LAMBDA_LOG_STREAM_NAME: logStreamName,
    AWS_XRAY_CONTEXT_MISSING: "LOG_ERROR",
    ...(traceDaemon === undefined ? {} : { AWS_XRAY_DAEMON_ADDRESS: traceDaemon }),
    LAMBDA_TASK_ROOT: configuration.codeRoot,
    _HANDLER: configuration.handler,
  };
}
