import { expect, test } from "@jest/globals";
import { type Attribution, attribute, type CpuProfile, samplesOf } from "../../tools/profile/attribution.ts";

/** Where a function of the profile below is; what it calls is indented further. */
const functions: readonly (readonly [depth: number, name: string, url: string])[] = [
  [0, "(root)", ""],
  [1, "(idle)", ""],
  [1, "(program)", ""],
  [1, "(garbage collector)", ""],
  [1, "append", "file:///m/src/services/kinesis/streams/stream.ts"],
  [2, "writeSync", "node:fs"],
  [3, "writeBuffer", ""],
  [2, "run", "file:///m/src/engine/run.ts"],
  [1, "handler", "file:///m/dist/functions/validate.mjs"],
  [2, "parse", "file:///m/node_modules/zod/v4/core.js"],
  [2, "before", "file:///m/node_modules/@middy/core/index.js"],
  [1, "receive", "file:///e/bootstrap.mjs"],
  [2, "readSync", "node:fs"],
  [3, "read", ""],
  [3, "toString", "node:buffer"],
];

/** One sample of each function, 1,000 µs apart, the first at 1,000. */
const profile = profileOf(functions);

test("each sample belongs to the part whose code asked for it, and waiting to none", () => {
  expect(partsWithin({ from: 0, to: 1e6 })).toEqual({
    "Node.js and the system": 2,
    "garbage collection": 1,
    "services/kinesis": 3,
    engine: 1,
    handlers: 1,
    zod: 1,
    "@middy/core": 1,
    "bootstrap.mjs": 3,
  });
});

test("only what was sampled within the window counts", () => {
  expect(partsWithin({ from: 5000, to: 6000 })).toEqual({ "services/kinesis": 2 });
});

test("a function is told by its name and its file, and the samples of several processes add up", () => {
  const attribution: Attribution = new Map();
  for (let process = 0; process < 2; process++)
    attribute(attribution, profile, { from: 0, to: 1e6 }, sourceOf);
  expect(Object.fromEntries(attribution.get("services/kinesis") ?? [])).toEqual({
    "append stream.ts": 2,
    "writeSync node:fs": 2,
    writeBuffer: 2,
  });
});

function partsWithin(window: { readonly from: number; readonly to: number }): Record<string, number> {
  const attribution: Attribution = new Map();
  attribute(attribution, profile, window, sourceOf);
  return Object.fromEntries(Array.from(attribution, ([part, within]) => [part, samplesOf(within)]));
}

/** A bundle's function comes from another file. */
function sourceOf({ url }: { readonly url: string }): string | undefined {
  if (!url.startsWith("file:")) return undefined;
  return url.endsWith("validate.mjs") ? "../../handlers/validate.ts" : url;
}

function profileOf(lines: typeof functions): CpuProfile {
  const children = lines.map((_, at) =>
    lines.flatMap(([depth], other) => (parentOf(lines, other, depth) === at ? [other + 1] : [])),
  );
  return {
    startTime: 0,
    samples: lines.map((_, at) => at + 1),
    timeDeltas: lines.map(() => 1000),
    nodes: lines.map(([, functionName, url], at) => ({
      ...{ id: at + 1, children: children[at] ?? [] },
      callFrame: { functionName, url, lineNumber: 0, columnNumber: 0 },
    })),
  };
}

/** The last one before it that is less deep. */
function parentOf(lines: typeof functions, at: number, depth: number): number {
  return lines.slice(0, at).findLastIndex(([other]) => other < depth);
}
