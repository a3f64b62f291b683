// What of an event others have written, as filters see it.

import type { FilteredPayload } from "../../../event-sources/record-filter.ts";
import type { SourceKind } from "../pipe-definition.ts";

export const filteredPayload: Readonly<Record<SourceKind, FilteredPayload>> = {
  kinesis: { member: "data", mayBeText: false },
  dynamodb: { member: undefined, mayBeText: false },
  sqs: { member: "body", mayBeText: true },
};
