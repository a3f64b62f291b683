// What calls what, out of segments: each service once, with how often it was asked, how long it took and how often it failed.

import { isBad, type Segment } from "./segments.ts";

export interface ServiceNode {
  readonly name: string;
  readonly type: string;
  readonly requests: number;
  readonly failed: number;
  /** Milliseconds, of one request. */
  readonly average: number;
}

export interface ServiceGraph {
  readonly nodes: readonly ServiceNode[];
  /** By names of nodes. */
  readonly calls: readonly { readonly from: string; readonly to: string }[];
}

interface Draft {
  type: string;
  requests: number;
  failed: number;
  seconds: number;
}

export function serviceGraph(segments: readonly Segment[]): ServiceGraph {
  const drafts = new Map<string, Draft>();
  const calls = new Map<string, { from: string; to: string }>();
  /** Which service a segment or a subsegment, by its id, is told by. */
  const owners = new Map<string, string>();
  /** Subsegments that a segment of its own answers: that tells of the service asked, with more. */
  const answered = new Set(segments.flatMap(({ parent_id: parent }) => parent ?? []));
  const link = (from: string, to: string) => {
    if (from !== to) calls.set(`${from}\n${to}`, { from, to });
  };
  const own = (segment: Segment, owner: string) => {
    owners.set(segment.id, owner);
    for (const inner of segment.subsegments ?? []) own(inner, owner);
  };
  for (const segment of segments) own(segment, segment.name);
  for (const segment of segments) {
    note(drafts, segment, segment.origin?.replace(/^AWS::/, "").replace("::", " ") ?? "service");
    const caller = segment.parent_id === undefined ? undefined : owners.get(segment.parent_id);
    if (caller !== undefined) link(caller, segment.name);
    for (const inner of remoteWithin(segment)) {
      if (answered.has(inner.id)) continue;
      note(drafts, inner, inner.namespace === "aws" ? "AWS" : "remote");
      link(segment.name, inner.name);
    }
  }
  const nodes = Array.from(drafts, ([name, { type, requests, failed, seconds }]) => ({
    ...{ name, type, requests, failed },
    average: (seconds / requests) * 1000,
  }));
  return { nodes, calls: [...calls.values()] };
}

/** Subsegments that stand for asking somebody else. */
function remoteWithin({ subsegments = [] }: Segment): readonly Segment[] {
  return subsegments.flatMap((inner) =>
    inner.namespace === "aws" || inner.namespace === "remote" ? [inner] : remoteWithin(inner),
  );
}

function note(drafts: Map<string, Draft>, segment: Segment, type: string): void {
  const draft = drafts.get(segment.name) ?? { type, requests: 0, failed: 0, seconds: 0 };
  draft.requests += 1;
  if (isBad(segment)) draft.failed += 1;
  draft.seconds += Math.max(0, (segment.end_time ?? segment.start_time) - segment.start_time);
  drafts.set(segment.name, draft);
}
