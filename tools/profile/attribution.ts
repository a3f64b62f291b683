// Says what the samples of a process were of: each belongs to the part whose code asked for it, so that what Node.js does for a part is
// counted to that part. A part is a room of this project (a service, the engine), a package, or one of the two things that V8 does itself.

/** A profile as V8 writes it, as far as it is read. Times are microseconds. */
export interface CpuProfile {
  readonly nodes: readonly ProfileNode[];
  readonly startTime: number;
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

interface ProfileNode {
  readonly id: number;
  readonly callFrame: CallFrame;
  readonly children?: readonly number[];
}

/** Where a function begins; lines and columns from zero. */
export interface CallFrame {
  readonly functionName: string;
  readonly url: string;
  readonly lineNumber: number;
  readonly columnNumber: number;
}

export interface Window {
  readonly from: number;
  readonly to: number;
}

/** Samples by part, and within a part by function. */
export type Attribution = Map<string, Map<string, number>>;

/** The path of the source that a function comes from; undefined for what is Node.js's own. */
export type SourceOf = (frame: CallFrame) => string | undefined;

const collecting = "garbage collection";
const native = "Node.js and the system";

/**
 * Adds to `attribution` what was sampled within the window. Nothing counts while a process waits, for its event loop or in a read. A
 * sample counts as one however long ago the last was: it is taken when its thread runs, and that may have waited for a processor.
 */
export function attribute(
  attribution: Attribution,
  profile: CpuProfile,
  window: Window,
  sourceOf: SourceOf,
): void {
  const places = placesOf(profile, sourceOf);
  let at = profile.startTime;
  for (const [index, id] of profile.samples.entries()) {
    at += profile.timeDeltas[index] ?? 0;
    const place = places.get(id);
    if (place === undefined || at < window.from || at > window.to) continue;
    const functions = attribution.get(place.part) ?? new Map<string, number>();
    attribution.set(place.part, functions);
    functions.set(place.name, (functions.get(place.name) ?? 0) + 1);
  }
}

export function samplesOf(functions: ReadonlyMap<string, number>): number {
  let sum = 0;
  for (const samples of functions.values()) sum += samples;
  return sum;
}

interface Place {
  readonly part: string;
  readonly name: string;
}

/** By the id of a node; none for one that waits. */
function placesOf({ nodes }: CpuProfile, sourceOf: SourceOf): ReadonlyMap<number, Place> {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const places = new Map<number, Place>();
  const visit = (node: ProfileNode, asking: string): void => {
    const source = sourceOf(node.callFrame);
    const part = source === undefined ? asking : partOf(source);
    const place = placeOf(node.callFrame, part);
    if (place !== undefined) places.set(node.id, place);
    for (const id of node.children ?? []) {
      const child = byId.get(id);
      if (child !== undefined) visit(child, part);
    }
  };
  if (nodes[0] !== undefined) visit(nodes[0], native);
  return places;
}

function placeOf({ functionName, url }: CallFrame, part: string): Place | undefined {
  if (functionName === "(idle)") return undefined;
  if (functionName === "(garbage collector)") return { part: collecting, name: functionName };
  // The handlers' processes wait for their next invocation in it.
  if (functionName === "read" && url === "" && part === "bootstrap.mjs") return undefined;
  return { part, name: `${functionName || "(anonymous)"} ${url.slice(url.lastIndexOf("/") + 1)}`.trim() };
}

/** `src/services/kinesis/…` is of `services/kinesis`, `…/node_modules/@middy/core/…` of `@middy/core`. */
function partOf(source: string): string {
  const [, dependency] = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(source) ?? [];
  if (dependency !== undefined) return dependency;
  const [, room] = /(?:^|\/)src\/(services\/[^/]+|[^/]+)\//.exec(source) ?? [];
  if (room !== undefined) return room;
  return source.includes("handlers/") ? "handlers" : source.slice(source.lastIndexOf("/") + 1);
}
