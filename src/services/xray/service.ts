// X-Ray: takes the segments of traces, by its API and from daemons' clients, and gives them back trace by trace.

import type { ServiceDoor } from "../door.ts";
import { xrayApi } from "./api.ts";
import { startTraceDaemon, type TraceDaemon } from "./trace-daemon.ts";
import { TraceSampling } from "./trace-sampling.ts";
import { Traces } from "./traces.ts";

export interface XRay {
  readonly traces: Traces;
  readonly sampling: TraceSampling;
  readonly daemon: TraceDaemon;
}

export const xray: ServiceDoor<"xray", unknown, XRay> = {
  name: "xray",
  async open() {
    const traces = new Traces();
    const daemon = await startTraceDaemon((document) => void traces.put(document));
    return { traces, sampling: new TraceSampling(), daemon };
  },
  permissions: {
    needsOf: (operation) => [{ action: `xray:${operation}`, resource: "*" }],
    denial: { status: 403 },
  },
  apis: { xray: ({ traces }) => xrayApi(traces) },
  close: ({ daemon }) => daemon.close(),
};
