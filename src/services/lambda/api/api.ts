// Lambda on the wire: REST paths instead of targets.
// https://docs.aws.amazon.com/lambda/latest/api/API_Operations.html

import type { Route, ServiceApi } from "../../../aws/wire/operation.ts";
import { operationsOf } from "../../../aws/wire/route-operations.ts";
import { checkReach } from "../function-name.ts";
import { actions } from "../needs.ts";
import { capacityProviderRoutes } from "./capacity-provider-routes.ts";
import { codeSigningRoutes } from "./code-signing-routes.ts";
import { concurrencyRoutes } from "./concurrency-routes.ts";
import { durablePayloadRoutes, durableRoutes } from "./durable-routes.ts";
import { eventConfigRoutes } from "./event-config-routes.ts";
import { eventSourceMappingRoutes } from "./event-source-mapping-routes.ts";
import { functionRoutes } from "./function-routes.ts";
import { invokeAsyncRoute, invokeRoute } from "./invoke.ts";
import { invokeStreamingRoute } from "./invoke-streaming.ts";
import { layerRoutes } from "./layer-routes.ts";
import type { LambdaParts } from "./parts.ts";
import { policyRoutes } from "./policy-routes.ts";
import { resourcePolicyRoutes } from "./resource-policy-routes.ts";
import { settingRoutes } from "./setting-routes.ts";
import { urlRequestRoutes } from "./url-requests.ts";
import { urlRoutes } from "./url-routes.ts";
import { versionRoutes } from "./version-routes.ts";

/** The members that paths have otherwise than with a capital. */
const memberNames = {
  aliasName: "Name",
  arn: "Resource",
  capacityProviderName: "CapacityProviderName",
  configArn: "CodeSigningConfigArn",
  number: "VersionNumber",
  uuid: "UUID",
};

/** The errors whose message Lambda's model writes with a capital letter. */
const withCapital: ReadonlySet<string> = new Set([
  "CallbackTimeoutException",
  "CodeSigningConfigNotFoundException",
  "DurableExecutionAlreadyStartedException",
  "InvalidRuntimeException",
  "RecursiveInvocationException",
  "ResourceInUseException",
  "ResourceNotFoundException",
  "ServiceException",
]);

export function lambdaApi(parts: LambdaParts): ServiceApi {
  const described = withinReach(parts, [
    ...functionRoutes(parts),
    ...versionRoutes(parts),
    ...policyRoutes(parts),
    ...resourcePolicyRoutes(parts),
    ...codeSigningRoutes(parts),
    ...capacityProviderRoutes(parts),
    ...layerRoutes(parts),
    ...eventConfigRoutes(parts),
    ...concurrencyRoutes(parts),
    ...settingRoutes(parts),
    ...eventSourceMappingRoutes(parts),
    ...urlRoutes(parts),
    ...durableRoutes(parts),
  ]);
  return {
    name: "Lambda",
    targetPrefix: undefined,
    errorNamespace: "",
    messageMember: ({ code }) => (withCapital.has(code) ? "Message" : "message"),
    jsonVersion: "1.1",
    operations: operationsOf(described, memberNames),
    // Above what an invocation takes, so that the host says by how much.
    largestBodyBytes: 8 * 1024 * 1024,
    routes: [
      ...withinReach(parts, [invokeRoute(parts), invokeAsyncRoute(parts), invokeStreamingRoute(parts)]),
      ...described,
      ...durablePayloadRoutes(parts),
      ...urlRequestRoutes(parts),
    ],
  };
}

/** Each refuses the function of another account or region that its path names. */
function withinReach({ functions }: LambdaParts, routes: readonly Route[]): readonly Route[] {
  return routes.map((route) => ({
    ...route,
    handle(call) {
      const { functionName } = call.parameters;
      if (functionName !== undefined)
        checkReach(functions.identity, functionName, actions[route.operation] ?? route.operation);
      return route.handle(call);
    },
  }));
}
