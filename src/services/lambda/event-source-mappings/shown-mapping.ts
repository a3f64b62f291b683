// A mapping as Lambda's answers tell of it.
// https://docs.aws.amazon.com/lambda/latest/api/API_EventSourceMappingConfiguration.html

import type { RegionIdentity } from "../../../aws/arn.ts";
import type { WireObject } from "../../../aws/wire/operation.ts";
import type { LiveMapping, MappingState } from "./live-mapping.ts";
import { kindOf } from "./mapping-checks.ts";
import { mappingArn } from "./mapping-record.ts";

/** `state`: what the change that is answered for is called while it is made. */
export function shownMapping(
  { record, state: present, lastResult }: LiveMapping,
  identity: RegionIdentity,
  state: MappingState = present,
): WireObject {
  const { uuid, sourceArn, functionArn, settings, modifiedAt } = record;
  const isQueue = kindOf(sourceArn) === "sqs";
  return {
    UUID: uuid,
    ...settings,
    EventSourceArn: sourceArn,
    FunctionArn: functionArn,
    LastModified: modifiedAt / 1000,
    ...(isQueue ? {} : { LastProcessingResult: lastResult }),
    State: state,
    StateTransitionReason: isQueue ? "USER_INITIATED" : "User action",
    EventSourceMappingArn: mappingArn(record, identity),
  };
}
