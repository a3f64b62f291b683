// The environment variables of an execution environment: those Lambda sets, then the function's own. Nothing of the
// host's environment reaches a function but PATH.
// https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html

import type { RegionIdentity } from "../../aws/arn.ts";
import type { ResolvedFunction } from "./configuration.ts";

/** Keys to act in the function's role. */
export interface RoleKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** Those that AWS's documentation shows as an example: where nobody asks what a role may, any will do. */
const exampleKeys: RoleKeys = {
  accessKeyId: "AKIAIOSFODNN7EXAMPLE",
  secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
  sessionToken: "local",
};

export interface VariableFacts {
  readonly identity: RegionIdentity;
  readonly logStreamName: string;
  /** Where the function's own SDK clients find the region. */
  readonly endpointUrl: string | undefined;
  /** Of its role, where it matters whose they are. */
  readonly keys?: RoleKeys | undefined;
  /** Where its tracer sends segments, as `host:port`. */
  readonly traceDaemon: string | undefined;
  /** What stands for /opt, if there is anything in it. */
  readonly layerFolder: string | undefined;
  /** What stands for /tmp. */
  readonly temporaryFolder: string;
}

export function environmentVariables(
  configuration: ResolvedFunction,
  facts: VariableFacts,
): Record<string, string> {
  const { identity, endpointUrl, traceDaemon, logStreamName, layerFolder, keys = exampleKeys } = facts;
  const { environment, codeRoot, runtime, logging, provisionedConcurrency } = configuration;
  const { applicationLevel } = logging;
  return {
    LANG: "en_US.UTF-8",
    TZ: ":UTC",
    ...(endpointUrl === undefined ? {} : { AWS_ENDPOINT_URL: endpointUrl }),
    AWS_ACCESS_KEY_ID: keys.accessKeyId,
    AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
    AWS_SESSION_TOKEN: keys.sessionToken,
    AWS_XRAY_CONTEXT_MISSING: "LOG_ERROR",
    TMPDIR: facts.temporaryFolder,
    ...searchPaths(configuration, layerFolder),
    ...environment,
    AWS_REGION: identity.region,
    AWS_DEFAULT_REGION: environment.AWS_DEFAULT_REGION ?? identity.region,
    AWS_EXECUTION_ENV: `AWS_Lambda_${runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: configuration.functionName,
    AWS_LAMBDA_FUNCTION_VERSION: configuration.version,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(configuration.memorySizeMb),
    AWS_LAMBDA_INITIALIZATION_TYPE: provisionedConcurrency > 0 ? "provisioned-concurrency" : "on-demand",
    AWS_LAMBDA_LOG_GROUP_NAME: configuration.logGroupName,
    AWS_LAMBDA_LOG_STREAM_NAME: logStreamName,
    ...(logging.format === "JSON" ? { AWS_LAMBDA_LOG_FORMAT: "JSON" } : {}),
    ...(logging.format === "JSON" && applicationLevel !== undefined
      ? { AWS_LAMBDA_LOG_LEVEL: applicationLevel }
      : {}),
    ...(traceDaemon === undefined ? {} : { AWS_XRAY_DAEMON_ADDRESS: traceDaemon }),
    LAMBDA_TASK_ROOT: codeRoot,
    LAMBDA_RUNTIME_DIR: "/var/runtime",
    _HANDLER: configuration.handler,
  };
}

/** Where programs, libraries and packages are looked for: of the places that Lambda names, those that are here. */
function searchPaths(
  { codeRoot, runtime }: ResolvedFunction,
  opt: string | undefined,
): Record<string, string> {
  const path = process.env.PATH ?? "";
  if (opt === undefined)
    return { PATH: path, NODE_PATH: codeRoot, LD_LIBRARY_PATH: `${codeRoot}:${codeRoot}/lib` };
  const major = /^nodejs(\d+)/.exec(runtime)?.[1];
  const node = [...(major === undefined ? [] : [`${opt}/nodejs/node${major}`]), `${opt}/nodejs`];
  return {
    PATH: `${path}:${opt}/bin`,
    LD_LIBRARY_PATH: `${codeRoot}:${codeRoot}/lib:${opt}/lib`,
    NODE_PATH: [...node.map((folder) => `${folder}/node_modules`), codeRoot].join(":"),
    // Where a layer's Python packages are on Lambda, which its runtime adds by itself.
    PYTHONPATH: `${codeRoot}:${opt}/python`,
    RUBYLIB: `${codeRoot}:${opt}/ruby/lib`,
  };
}
