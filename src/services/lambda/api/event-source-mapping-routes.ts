// Event source mappings on the wire.
// https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html

import type { Route, RouteCall } from "../../../aws/wire/operation.ts";
import {
  flag,
  integer,
  listOf,
  oneOf,
  optional,
  required,
  structure,
  text,
} from "../../../aws/wire/shape.ts";
import type { GivenSettings } from "../event-source-mappings/mapping-checks.ts";
import { shownMapping } from "../event-source-mappings/shown-mapping.ts";
import { parseFunctionName } from "../function-name.ts";
import { invalidParameter } from "../functions/refusals.ts";
import { checkSource, givenOfOtherSources, ofOtherSources } from "./other-sources.ts";
import type { LambdaParts } from "./parts.ts";
import { json, pageOf, readBody, restRoute } from "./rest.ts";
import { keyArn, tags } from "./shapes.ts";
import { arn, namespacedFunctionName } from "./uri-bounds.ts";

const path = "^/2015-03-31/event-source-mappings";
/** "A maximum of 100 items in each response, even if you set the number higher." */
const longestPage = 100;
const onePath = `${path}/(?<uuid>[^/]+)`;

const destination = text({
  max: 350,
  pattern:
    "$|kafka://([^.]([a-zA-Z0-9\\-_.]{0,248}))|arn:(aws[a-zA-Z0-9-]*):([a-zA-Z0-9\\-])+:([a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1})?:(\\d{12})?:(.*)",
});
const settings = {
  BatchSize: optional(integer({ min: 1, max: 10_000 })),
  MaximumBatchingWindowInSeconds: optional(integer({ min: 0, max: 300 })),
  FunctionResponseTypes: optional(listOf(oneOf("ReportBatchItemFailures"), { max: 1, isNotNullTold: true })),
  FilterCriteria: optional(
    structure({ Filters: optional(listOf(structure({ Pattern: optional(text({ max: 4096 })) }))) }),
  ),
  MetricsConfig: optional(
    structure({
      Metrics: optional(
        listOf(oneOf("EventCount", "ErrorCount", "KafkaMetrics"), { max: 3, isNotNullTold: true }),
      ),
    }),
  ),
  KMSKeyArn: optional(keyArn),
  LoggingConfig: optional(structure({ SystemLogLevel: optional(oneOf("DEBUG", "INFO", "WARN")) })),
  ParallelizationFactor: optional(integer({ min: 1, max: 10 })),
  MaximumRetryAttempts: optional(integer({ min: -1, max: 10_000 })),
  MaximumRecordAgeInSeconds: optional(integer({ min: -1, max: 604_800 })),
  BisectBatchOnFunctionError: optional(flag()),
  TumblingWindowInSeconds: optional(integer({ min: 0, max: 900 })),
  DestinationConfig: optional(
    structure({
      OnSuccess: optional(structure({ Destination: optional(destination) })),
      OnFailure: optional(structure({ Destination: optional(destination) })),
    }),
  ),
  ScalingConfig: optional(structure({ MaximumConcurrency: optional(integer({ min: 2, max: 1000 })) })),
  ProvisionedPollerConfig: optional(
    structure({
      MinimumPollers: optional(integer({ min: 1, max: 200 })),
      MaximumPollers: optional(integer({ min: 1, max: 2000 })),
      PollerGroupName: optional(text({ max: 128, pattern: "[a-zA-Z0-9-_]*" })),
    }),
  ),
};

const newMapping = structure({
  ...settings,
  ...ofOtherSources,
  EventSourceArn: optional(arn),
  FunctionName: required(namespacedFunctionName),
  Enabled: optional(flag()),
  StartingPosition: optional(oneOf("LATEST", "AT_TIMESTAMP", "TRIM_HORIZON")),
  StartingPositionTimestamp: optional({ read: (value: unknown) => secondsIn(value) }),
  Tags: optional(tags),
});
const changedMapping = structure({
  ...settings,
  ...ofOtherSources,
  FunctionName: optional(namespacedFunctionName),
  Enabled: optional(flag()),
});

export function eventSourceMappingRoutes({ mappings, functions }: LambdaParts): readonly Route[] {
  const { identity, book } = functions;
  const named = ({ parameters }: RouteCall) => mappings.get(parameters.uuid ?? "");
  return [
    restRoute({
      ...{ operation: "CreateEventSourceMapping", method: "POST", path },
      answer: async (call) => {
        const request = await readBody(newMapping, call);
        checkSource(request);
        const { EventSourceArn, FunctionName, Enabled, Tags, ...given } = request;
        mappings.checkReadable({ sourceArn: EventSourceArn, functionName: FunctionName });
        const mapping = mappings.create({
          ...{ sourceArn: EventSourceArn, functionName: FunctionName, isEnabled: Enabled, tags: Tags },
          settings: settingsIn(given),
        });
        const state = mapping.record.isEnabled ? "Creating" : "Disabled";
        const shown = shownMapping(mapping, identity, state);
        await book.committed();
        return json(shown, 202);
      },
    }),
    restRoute({
      ...{ operation: "ListEventSourceMappings", method: "GET", path },
      answer: (call) => {
        const [source, name] = [call.query.get("EventSourceArn"), call.query.get("FunctionName")];
        const wanted = name === null ? undefined : parseFunctionName(name);
        const found = mappings.all.filter(({ record: { sourceArn, functionArn } }) => {
          const { functionName, qualifier } = parseFunctionName(functionArn);
          const isOfFunction =
            wanted === undefined || (wanted.functionName === functionName && wanted.qualifier === qualifier);
          return isOfFunction && (source === null || source === sourceArn);
        });
        const { items, next } = pageOf(found, call, ({ record }) => record.uuid, longestPage);
        return json({
          EventSourceMappings: items.map((each) => shownMapping(each, identity)),
          NextMarker: next,
        });
      },
    }),
    restRoute({
      ...{ operation: "GetEventSourceMapping", method: "GET", path: onePath },
      answer: (call) => json(shownMapping(named(call), identity)),
    }),
    restRoute({
      ...{ operation: "UpdateEventSourceMapping", method: "PUT", path: onePath },
      answer: async (call) => {
        const { FunctionName, Enabled, ...given } = await readBody(changedMapping, call);
        const [other] = givenOfOtherSources(given);
        if (other !== undefined)
          throw invalidParameter(`Unsupported ${other} parameter for given event source mapping type.`);
        const mapping = mappings.update(named(call).record.uuid, {
          ...{ functionName: FunctionName, isEnabled: Enabled },
          settings: settingsIn(given),
        });
        const shown = shownMapping(mapping, identity);
        await book.committed();
        return json(shown, 202);
      },
    }),
    restRoute({
      ...{ operation: "DeleteEventSourceMapping", method: "DELETE", path: onePath },
      answer: async (call) => {
        const shown = shownMapping(mappings.delete(named(call).record.uuid), identity);
        await book.committed();
        return json(shown, 202);
      },
    }),
  ];
}

interface WireSettings extends Omit<GivenSettings, "FilterCriteria" | "MetricsConfig" | "DestinationConfig"> {
  readonly FilterCriteria?:
    | { readonly Filters?: readonly { readonly Pattern?: string | undefined }[] | undefined }
    | undefined;
  readonly MetricsConfig?: { readonly Metrics?: readonly string[] | undefined } | undefined;
  readonly DestinationConfig?:
    | { readonly OnFailure?: { readonly Destination?: string | undefined } | undefined }
    | undefined;
}

/** A list that is empty, or not there, takes what was set away. */
function settingsIn({
  FilterCriteria,
  MetricsConfig,
  DestinationConfig,
  ...rest
}: WireSettings): GivenSettings {
  return {
    ...rest,
    FilterCriteria: FilterCriteria && {
      Filters: (FilterCriteria.Filters ?? []).map(({ Pattern = "" }) => ({ Pattern })),
    },
    MetricsConfig: MetricsConfig && { Metrics: MetricsConfig.Metrics ?? [] },
    DestinationConfig: DestinationConfig && { OnFailure: DestinationConfig.OnFailure ?? {} },
  };
}

/** A number of seconds, or a text of ISO 8601, as a state machine gives it. Throws InvalidParameterValueException. */
function secondsIn(value: unknown): number {
  const seconds = typeof value === "string" ? Date.parse(value) / 1000 : Number(value);
  if (Number.isFinite(seconds)) return seconds;
  throw invalidParameter(`StartingPositionTimestamp must be a time, not ${JSON.stringify(value)}`);
}
