// What X-Ray has on AWS and not here, by why.

import type { RefusedOperations } from "../../aws/wire/operation.ts";

export const refused: RefusedOperations = {
  "there are no sampling rules but the default one": [
    "CreateSamplingRule POST /CreateSamplingRule",
    "DeleteSamplingRule POST /DeleteSamplingRule",
    "GetSamplingRules POST /GetSamplingRules",
    "GetSamplingStatisticSummaries POST /SamplingStatisticSummaries",
    "GetSamplingTargets POST /SamplingTargets",
    "UpdateSamplingRule POST /UpdateSamplingRule",
    "GetIndexingRules POST /GetIndexingRules",
    "UpdateIndexingRule POST /UpdateIndexingRule",
  ],
  "there are no groups": [
    "CreateGroup POST /CreateGroup",
    "DeleteGroup POST /DeleteGroup",
    "GetGroup POST /GetGroup",
    "GetGroups POST /Groups",
    "UpdateGroup POST /UpdateGroup",
  ],
  "there are no insights": [
    "GetInsight POST /Insight",
    "GetInsightEvents POST /InsightEvents",
    "GetInsightImpactGraph POST /InsightImpactGraph",
    "GetInsightSummaries POST /InsightSummaries",
  ],
  "no graph is drawn; BatchGetTraces has the segments": [
    "GetServiceGraph POST /ServiceGraph",
    "GetTimeSeriesServiceStatistics POST /TimeSeriesServiceStatistics",
    "GetTraceGraph POST /TraceGraph",
  ],
  "traces are kept by X-Ray alone and not in a log group": [
    "CancelTraceRetrieval POST /CancelTraceRetrieval",
    "GetRetrievedTracesGraph POST /GetRetrievedTracesGraph",
    "ListRetrievedTraces POST /ListRetrievedTraces",
    "StartTraceRetrieval POST /StartTraceRetrieval",
    "GetTraceSegmentDestination POST /GetTraceSegmentDestination",
    "UpdateTraceSegmentDestination POST /UpdateTraceSegmentDestination",
  ],
  "permissions are not enforced": [
    "DeleteResourcePolicy POST /DeleteResourcePolicy",
    "ListResourcePolicies POST /ListResourcePolicies",
    "PutResourcePolicy POST /PutResourcePolicy",
  ],
  "traces are held in memory and not encrypted": [
    "GetEncryptionConfig POST /EncryptionConfig",
    "PutEncryptionConfig POST /PutEncryptionConfig",
  ],
  "there is nothing that bears tags": [
    "ListTagsForResource POST /ListTagsForResource",
    "TagResource POST /TagResource",
    "UntagResource POST /UntagResource",
  ],
  "nobody reads what daemons tell of themselves": ["PutTelemetryRecords POST /TelemetryRecords"],
};
