// What can be set of functions and their account besides: recursion, runtimes, scaling, limits.

import type { Route, WireObject } from "../../../aws/wire/operation.ts";
import { integer, oneOf, optional, required, structure, text } from "../../../aws/wire/shape.ts";
import { accountConcurrency } from "../account-concurrency.ts";
import { packageOf } from "../code/package-of.ts";
import { largestUnzippedBytes } from "../code/unpack-zip.ts";
import { invalidParameter } from "../functions/refusals.ts";
import { latestVersion } from "../functions/versions.ts";
import { arnOf } from "./answers.ts";
import type { LambdaParts } from "./parts.ts";
import { json, named, qualified, readBody, restRoute } from "./rest.ts";

const path = (day: string, what: string) => `^/${day}/functions/(?<functionName>[^/]+)/${what}`;

export function settingRoutes(parts: LambdaParts): readonly Route[] {
  return [
    accountSettings(parts),
    ...recursionRoutes(parts),
    ...runtimeRoutes(parts),
    ...scalingRoutes(parts),
  ];
}

function accountSettings({ functions, concurrency }: LambdaParts): Route {
  return restRoute({
    ...{ operation: "GetAccountSettings", method: "GET", path: "^/2016-08-19/account-settings" },
    answer: async () => {
      const all = functions.list();
      const versions = all.flatMap(({ latest, published }) => [latest, ...published]);
      const sizes = versions.map(packageOf);
      return json({
        AccountLimit: {
          TotalCodeSize: 80_530_636_800,
          CodeSizeUnzipped: largestUnzippedBytes,
          CodeSizeZipped: 52_428_800,
          ConcurrentExecutions: accountConcurrency,
          UnreservedConcurrentExecutions: concurrency.unreserved,
        },
        AccountUsage: {
          TotalCodeSize: sizes.reduce((sum, { bytes }) => sum + bytes, 0),
          FunctionCount: all.length,
        },
      });
    },
  });
}

function recursionRoutes({ functions }: LambdaParts): readonly Route[] {
  const at = path("2024-08-31", "recursion-config");
  const shape = structure({ RecursiveLoop: required(oneOf("Terminate", "Allow")) });
  return [
    restRoute({
      ...{ operation: "PutFunctionRecursionConfig", method: "PUT", path: at },
      answer: async (call) => {
        const { RecursiveLoop } = await readBody(shape, call);
        functions.change(named(call).name, { recursiveLoop: RecursiveLoop });
        await functions.book.committed();
        return json({ RecursiveLoop });
      },
    }),
    restRoute({
      ...{ operation: "GetFunctionRecursionConfig", method: "GET", path: at },
      answer: (call) => {
        const { recursiveLoop: RecursiveLoop = "Terminate" } = functions.get(named(call).name);
        return json({ RecursiveLoop });
      },
    }),
  ];
}

function runtimeRoutes({ functions }: LambdaParts): readonly Route[] {
  const at = path("2021-07-20", "runtime-management-config");
  const shape = structure({
    UpdateRuntimeOn: required(oneOf("Auto", "Manual", "FunctionUpdate")),
    RuntimeVersionArn: optional(
      text({
        min: 26,
        max: 2048,
        pattern: /arn:(aws[a-zA-Z-]*):lambda:[a-z]{2}((-gov)|(-iso(b?)))?-[a-z]+-\d{1}::runtime:.+/,
      }),
    ),
  });
  const shown = (name: string, qualifier: string | undefined): WireObject => {
    const record = functions.get(name);
    functions.version(name, qualifier);
    const present = record.runtimeManagement?.[qualifier ?? latestVersion];
    return {
      UpdateRuntimeOn: present?.updateRuntimeOn ?? "Auto",
      ...(present?.runtimeVersionArn === undefined ? {} : { RuntimeVersionArn: present.runtimeVersionArn }),
      FunctionArn: arnOf(record, qualifier ?? latestVersion),
    };
  };
  return [
    restRoute({
      ...{ operation: "PutRuntimeManagementConfig", method: "PUT", path: at },
      answer: async (call) => {
        const { UpdateRuntimeOn, RuntimeVersionArn } = await readBody(shape, call);
        const { name, qualifier } = named(call);
        if ((UpdateRuntimeOn === "Manual") !== (RuntimeVersionArn !== undefined))
          throw invalidParameter(
            "A RuntimeVersionArn is needed for the update mode Manual, and for no other.",
          );
        functions.version(name, qualifier);
        const present = functions.get(name).runtimeManagement;
        const config = { updateRuntimeOn: UpdateRuntimeOn, runtimeVersionArn: RuntimeVersionArn };
        functions.change(name, { runtimeManagement: { ...present, [qualifier ?? latestVersion]: config } });
        await functions.book.committed();
        return json(shown(name, qualifier));
      },
    }),
    restRoute({
      ...{ operation: "GetRuntimeManagementConfig", method: "GET", path: at },
      answer: (call) => {
        const { name, qualifier } = named(call);
        return json(shown(name, qualifier));
      },
    }),
  ];
}

function scalingRoutes({ functions }: LambdaParts): readonly Route[] {
  const at = path("2025-11-30", "function-scaling-config");
  const bound = optional(integer({ min: 0, max: 15_000 }));
  const shape = structure({
    FunctionScalingConfig: optional(
      structure({ MinExecutionEnvironments: bound, MaxExecutionEnvironments: bound }),
    ),
  });
  return [
    restRoute({
      ...{ operation: "PutFunctionScalingConfig", method: "PUT", path: at },
      answer: async (call) => {
        const { FunctionScalingConfig = {} } = await readBody(shape, call);
        const { name, qualifier } = qualified(call);
        functions.version(name, qualifier);
        const scaling = { ...functions.get(name).scaling, [qualifier]: { ...FunctionScalingConfig } };
        functions.change(name, { scaling });
        await functions.book.committed();
        return json({ FunctionState: "Active" }, 202);
      },
    }),
    restRoute({
      ...{ operation: "GetFunctionScalingConfig", method: "GET", path: at },
      answer: (call) => {
        const { name, qualifier } = qualified(call);
        functions.version(name, qualifier);
        const record = functions.get(name);
        const config = record.scaling?.[qualifier];
        const told = { AppliedFunctionScalingConfig: config, RequestedFunctionScalingConfig: config };
        return json({ FunctionArn: arnOf(record, qualifier), ...(config === undefined ? {} : told) });
      },
    }),
  ];
}
