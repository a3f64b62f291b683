// X-Ray on the wire: REST paths with JSON bodies; times are numbers of seconds.
// https://docs.aws.amazon.com/xray/latest/api/API_Operations.html

import { ServiceError } from "../../aws/service-error.ts";
import { optionalString, optionalStringList, requiredNumber } from "../../aws/wire/members.ts";
import type { ServiceApi, WireObject } from "../../aws/wire/operation.ts";
import { operationsIn, type RestOperation, restRoutes } from "../../aws/wire/rest-operation.ts";
import { refused } from "./refused-operations.ts";
import type { Trace, Traces } from "./traces.ts";

/** BatchGetTraces takes no more ids; GetTraceSummaries here gives no more traces in a page. */
const mostTraceIds = 5;
const summariesPerPage = 100;

export function xrayApi(traces: Traces): ServiceApi {
  const post = (
    path: string,
    answer: (traces: Traces, request: WireObject) => WireObject,
  ): RestOperation => ({
    path,
    method: "POST",
    run: (request) => answer(traces, request),
  });
  const operations = {
    PutTraceSegments: post("/TraceSegments", putSegments),
    GetTraceSummaries: post("/TraceSummaries", summaries),
    BatchGetTraces: post("/Traces", batchGet),
  };
  return {
    name: "X-Ray",
    targetPrefix: undefined,
    errorNamespace: "",
    jsonVersion: "1.1",
    operations: operationsIn(operations),
    refused,
    routes: restRoutes(operations, { readJson: (body) => JSON.parse(body.toString()) as unknown, invalid }),
  };
}

function putSegments(traces: Traces, request: WireObject): WireObject {
  const documents = requiredTexts(request, "TraceSegmentDocuments");
  const refused = documents
    .map((document) => traces.put(document))
    .filter((problem) => problem !== undefined);
  return { UnprocessedTraceSegments: refused };
}

function summaries(traces: Traces, request: WireObject): WireObject {
  const startMs = requiredNumber(request, "StartTime") * 1000;
  const endMs = requiredNumber(request, "EndTime") * 1000;
  if (startMs > endMs) throw invalid("StartTime must not be after EndTime.");
  if (optionalString(request, "FilterExpression") !== undefined) {
    throw invalid(
      "FilterExpression is not supported by the local region: leave it out and filter the summaries.",
    );
  }
  const from = Number(optionalString(request, "NextToken") ?? 0);
  if (!Number.isInteger(from) || from < 0) throw invalid("NextToken is not one that GetTraceSummaries gave.");
  const all = traces.between(startMs, endMs);
  const to = from + summariesPerPage;
  return {
    TraceSummaries: all.slice(from, to).map(summary),
    TracesProcessedCount: all.length,
    ...(to < all.length ? { NextToken: String(to) } : {}),
  };
}

function batchGet(traces: Traces, request: WireObject): WireObject {
  const ids = requiredTexts(request, "TraceIds");
  if (ids.length > mostTraceIds) throw invalid(`At most ${mostTraceIds} trace ids can be asked for at once.`);
  const found = ids.map((id) => traces.get(id)).filter((trace) => trace !== undefined);
  return {
    Traces: found.map((trace) => ({
      Id: trace.id,
      Duration: durationSeconds(trace),
      LimitExceeded: false,
      Segments: trace.segments.map(({ id, document }) => ({ Id: id, Document: document })),
    })),
    UnprocessedTraceIds: [],
  };
}

function summary(trace: Trace): WireObject {
  const { id, startedAt, hasError, hasFault, hasThrottle } = trace;
  return {
    Id: id,
    StartTime: startedAt / 1000,
    Duration: durationSeconds(trace),
    ResponseTime: durationSeconds(trace),
    HasError: hasError,
    HasFault: hasFault,
    HasThrottle: hasThrottle,
    IsPartial: false,
  };
}

function requiredTexts(request: WireObject, member: string): readonly string[] {
  const texts = optionalStringList(request, member);
  if (texts === undefined) throw invalid(`${member} is required.`);
  return texts;
}

function durationSeconds({ startedAt, endedAt }: Trace): number {
  return (endedAt - startedAt) / 1000;
}

function invalid(message: string): ServiceError {
  return new ServiceError("InvalidRequestException", message);
}
