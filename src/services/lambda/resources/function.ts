// AWS::Lambda::Function and AWS::Lambda::Permission. The code is not taken from the package in S3 but from the folder it was packaged from: the
// handler's path in the one is its path in the other.

import { existsSync } from "node:fs";
import { join } from "node:path";
import { byId, inertKind } from "../../aws/template/inert-kind.ts";
import type { Properties } from "../../aws/template/properties.ts";
import type { ResourceKind } from "../../aws/template/resource-kind.ts";
import type { FunctionRuntime } from "./configuration.ts";
import type { FunctionHost } from "./function-host.ts";

const runtimes: readonly string[] = ["nodejs24.x", "nodejs22.x"] satisfies FunctionRuntime[];

export const lambdaFunction: ResourceKind<FunctionHost> = {
  type: "AWS::Lambda::Function",
  create(properties, { service: functions, codeRoot, generatedName }) {
    properties.inert("Architectures", "Code", "KmsKeyArn", "Tags", "TracingConfig", "VpcConfig");
    properties.inert("CodeSigningConfigArn", "EphemeralStorage", "FunctionScalingConfig", "PackageType");
    properties.inert("PublishToLatestPublished", "RecursiveLoop", "RuntimeManagementConfig", "SnapStart");
    properties.refuse("CapacityProviderConfig", "there are no capacity providers");
    properties.refuse("DurableConfig", "there are no durable functions");
    properties.refuse("FileSystemConfigs", "there are no file systems to share");
    properties.refuse("TenancyConfig", "tenants are not kept apart");
    if (codeRoot === undefined) return properties.fail("Code", "must be of a project's folder");
    properties.refuse("Layers", "bundle what the handler needs into its package");
    properties.refuse("ImageConfig", "functions in container images cannot be run");
    properties.refuse("DeadLetterConfig", "failed events would not reach it");
    const runtime = runtimeOf(properties);
    const functionName = properties.optionalText("FunctionName") ?? generatedName;
    const reservedConcurrency = properties.optionalNumber("ReservedConcurrentExecutions");
    const logGroupName = properties.section("LoggingConfig").optionalText("LogGroup");
    const created = functions.create({
      functionName,
      codeRoot,
      handler: handlerOf(properties, codeRoot),
      runtime,
      environment: properties.section("Environment").textMap("Variables"),
      timeoutSeconds: properties.optionalNumber("Timeout") ?? 3,
      memorySizeMb: properties.optionalNumber("MemorySize") ?? 128,
      description: properties.optionalText("Description") ?? "",
      role: properties.optionalText("Role") ?? "",
      ...(reservedConcurrency === undefined ? {} : { reservedConcurrency }),
      ...(logGroupName === undefined ? {} : { logGroupName }),
    });
    const noSnapStart = { ApplyOn: "None", OptimizationStatus: "Off" };
    return {
      ref: functionName,
      attributes: {
        Arn: created.arn,
        SnapStartResponse: noSnapStart,
        "SnapStartResponse.ApplyOn": noSnapStart.ApplyOn,
        "SnapStartResponse.OptimizationStatus": noSnapStart.OptimizationStatus,
      },
    };
  },
};

/** Everybody may invoke every function. */
export const lambdaPermission = inertKind("AWS::Lambda::Permission", byId);

function runtimeOf(properties: Properties): FunctionRuntime {
  const runtime = properties.text("Runtime");
  if (runtimes.includes(runtime)) return runtime as FunctionRuntime;
  return properties.fail("Runtime", `must be one of ${runtimes.join(", ")} to run locally, not "${runtime}"`);
}

function handlerOf(properties: Properties, codeRoot: string): string {
  const handler = properties.text("Handler");
  const module = join(codeRoot, handler.replace(/\.[^.]*$/, ""));
  if ([".mjs", ".js", ".cjs"].some((extension) => existsSync(module + extension))) return handler;
  return properties.fail("Handler", `there is no ${module}.mjs; package the service first`);
}
