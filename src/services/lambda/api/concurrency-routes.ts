// Concurrency on the wire: a function's share of the account's, and what is provisioned of it.
// https://docs.aws.amazon.com/lambda/latest/api/API_PutProvisionedConcurrencyConfig.html

import type { Route, WireObject } from "../../../aws/wire/operation.ts";
import { integer, required, structure } from "../../../aws/wire/shape.ts";
import type { ProvisionedConcurrency } from "../functions/function-record.ts";
import type { LambdaParts } from "./parts.ts";
import { json, named, nothing, pageOf, qualified, readBody, restRoute, unqualified } from "./rest.ts";

const path = (day: string, what: string) => `^/${day}/functions/(?<functionName>[^/]+)/${what}`;

export function concurrencyRoutes(parts: LambdaParts): readonly Route[] {
  const { functions, concurrency } = parts;
  const reserved = structure({ ReservedConcurrentExecutions: required(integer({ min: 0 })) });
  return [
    restRoute({
      ...{ operation: "PutFunctionConcurrency", method: "PUT", path: path("2017-10-31", "concurrency") },
      answer: async (call) => {
        const { ReservedConcurrentExecutions } = await readBody(reserved, call);
        concurrency.reserve(unqualified(call), ReservedConcurrentExecutions);
        await functions.book.committed();
        return json({ ReservedConcurrentExecutions });
      },
    }),
    restRoute({
      ...{ operation: "GetFunctionConcurrency", method: "GET", path: path("2019-09-30", "concurrency") },
      answer: (call) => {
        const { reservedConcurrency } = functions.get(unqualified(call));
        return json({ ReservedConcurrentExecutions: reservedConcurrency });
      },
    }),
    restRoute({
      ...{
        operation: "DeleteFunctionConcurrency",
        method: "DELETE",
        path: path("2017-10-31", "concurrency"),
      },
      answer: async (call) => {
        concurrency.reserve(unqualified(call), undefined);
        await functions.book.committed();
        return nothing();
      },
    }),
    ...provisionedRoutes(parts),
  ];
}

function provisionedRoutes({ functions, concurrency }: LambdaParts): readonly Route[] {
  const at = path("2019-09-30", "provisioned-concurrency");
  const count = structure({ ProvisionedConcurrentExecutions: required(integer({ min: 1 })) });
  return [
    restRoute({
      ...{ operation: "PutProvisionedConcurrencyConfig", method: "PUT", path: at },
      answer: async (call) => {
        const { ProvisionedConcurrentExecutions } = await readBody(count, call);
        const { name, qualifier } = qualified(call);
        const config = concurrency.provision(name, qualifier, ProvisionedConcurrentExecutions);
        await functions.book.committed();
        return json({ ...shown(config, "IN_PROGRESS") }, 202);
      },
    }),
    restRoute({
      ...{ operation: "ListProvisionedConcurrencyConfigs", method: "GET", path: at },
      accepts: (query) => query.get("List") === "ALL",
      answer: (call) => {
        const record = functions.get(named(call).name);
        const { items, next } = pageOf(Object.entries(record.provisioned ?? {}), call, ([key]) => key);
        const ProvisionedConcurrencyConfigs = items.map(([qualifier, config]) => ({
          FunctionArn: `${record.arn}:${qualifier}`,
          ...shown(config, "READY"),
        }));
        return json({ ProvisionedConcurrencyConfigs, NextMarker: next });
      },
    }),
    restRoute({
      ...{ operation: "GetProvisionedConcurrencyConfig", method: "GET", path: at },
      answer: (call) => {
        const { name, qualifier } = qualified(call);
        return json(shown(concurrency.provisioned(name, qualifier), "READY"));
      },
    }),
    restRoute({
      ...{ operation: "DeleteProvisionedConcurrencyConfig", method: "DELETE", path: at },
      answer: async (call) => {
        const { name, qualifier } = qualified(call);
        concurrency.withdraw(name, qualifier);
        await functions.book.committed();
        return nothing();
      },
    }),
  ];
}

/** Environments are started at once, so that whoever asks for a configuration finds it done. */
function shown(
  { requested, modifiedAt }: ProvisionedConcurrency,
  Status: "IN_PROGRESS" | "READY",
): WireObject {
  const there = Status === "READY" ? requested : 0;
  return {
    RequestedProvisionedConcurrentExecutions: requested,
    AvailableProvisionedConcurrentExecutions: there,
    AllocatedProvisionedConcurrentExecutions: there,
    Status,
    LastModified: new Date(modifiedAt).toISOString().replace(/\.\d+Z$/, "+0000"),
  };
}
