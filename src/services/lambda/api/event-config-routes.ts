// What becomes of a function's events, on the wire.
// https://docs.aws.amazon.com/lambda/latest/api/API_FunctionEventInvokeConfig.html

import type { Route, RouteCall, WireObject } from "../../../aws/wire/operation.ts";
import { integer, optional, structure, text } from "../../../aws/wire/shape.ts";
import type { EventConfigChange } from "../functions/event-configs.ts";
import type { EventInvokeConfig } from "../functions/function-record.ts";
import { latestVersion } from "../functions/versions.ts";
import type { LambdaParts } from "./parts.ts";
import { json, named, nothing, pageOf, readBody, restRoute } from "./rest.ts";

const path = "^/2019-09-25/functions/(?<functionName>[^/]+)/event-invoke-config";
const destination = optional(structure({ Destination: optional(text({ max: 350 })) }));
const given = structure({
  MaximumRetryAttempts: optional(integer({ min: 0, max: 2 })),
  MaximumEventAgeInSeconds: optional(integer({ min: 60, max: 21_600 })),
  DestinationConfig: optional(structure({ OnSuccess: destination, OnFailure: destination })),
});

export function eventConfigRoutes({ functions, eventConfigs }: LambdaParts): readonly Route[] {
  const shown = ({ name, qualifier = latestVersion }: Named, config: EventInvokeConfig): WireObject => ({
    LastModified: config.modifiedAt / 1000,
    FunctionArn: `${functions.get(name).arn}:${qualifier}`,
    MaximumRetryAttempts: config.maximumRetryAttempts,
    MaximumEventAgeInSeconds: config.maximumAgeSeconds,
    DestinationConfig: {
      OnSuccess: config.onSuccess === undefined ? {} : { Destination: config.onSuccess },
      OnFailure: config.onFailure === undefined ? {} : { Destination: config.onFailure },
    },
  });
  const changing =
    (change: (of: Named, given: EventConfigChange) => EventInvokeConfig) => async (call: RouteCall) => {
      const config = change(named(call), await changeIn(call));
      await functions.book.committed();
      return json(shown(named(call), config));
    };
  return [
    restRoute({
      ...{ operation: "PutFunctionEventInvokeConfig", method: "PUT", path },
      answer: changing(({ name, qualifier }, change) => eventConfigs.put(name, qualifier, change)),
    }),
    restRoute({
      ...{ operation: "UpdateFunctionEventInvokeConfig", method: "POST", path },
      answer: changing(({ name, qualifier }, change) => eventConfigs.update(name, qualifier, change)),
    }),
    restRoute({
      ...{ operation: "GetFunctionEventInvokeConfig", method: "GET", path },
      answer: (call) => {
        const { name, qualifier } = named(call);
        return json(shown({ name, qualifier }, eventConfigs.get(name, qualifier)));
      },
    }),
    restRoute({
      ...{ operation: "DeleteFunctionEventInvokeConfig", method: "DELETE", path },
      answer: async (call) => {
        const { name, qualifier } = named(call);
        eventConfigs.delete(name, qualifier);
        await functions.book.committed();
        return nothing();
      },
    }),
    restRoute({
      ...{ operation: "ListFunctionEventInvokeConfigs", method: "GET", path: `${path}/list` },
      answer: (call) => {
        const { name } = named(call);
        const { items, next } = pageOf(eventConfigs.list(name), call, ([qualifier]) => qualifier);
        const configs = items.map(([qualifier, config]) => shown({ name, qualifier }, config));
        return json({ FunctionEventInvokeConfigs: configs, NextMarker: next });
      },
    }),
  ];
}

interface Named {
  readonly name: string;
  readonly qualifier: string | undefined;
}

async function changeIn(call: RouteCall): Promise<EventConfigChange> {
  const { MaximumRetryAttempts, MaximumEventAgeInSeconds, DestinationConfig } = await readBody(given, call);
  return {
    maximumRetryAttempts: MaximumRetryAttempts,
    maximumAgeSeconds: MaximumEventAgeInSeconds,
    ...destinationsIn(DestinationConfig),
  };
}

/** A destination that is named and empty is taken away. */
function destinationsIn(config: WireDestinations | undefined): EventConfigChange {
  if (config === undefined) return {};
  const { OnSuccess, OnFailure } = config;
  return {
    onSuccess: OnSuccess && (OnSuccess.Destination ?? ""),
    onFailure: OnFailure && (OnFailure.Destination ?? ""),
  };
}

interface WireDestinations {
  readonly OnSuccess: { readonly Destination: string | undefined } | undefined;
  readonly OnFailure: { readonly Destination: string | undefined } | undefined;
}
