// What flows through the service, what of it is unusual, and what follows for a batch.

export interface Workload {
  readonly recordsPerSecond: number;
  /** Records that a batch has at most, and seconds for which a pipe waits for them. */
  readonly batch: number;
  readonly windowSeconds: number;
  /** Batches of a shard that a pipe hands over at once. */
  readonly parallelization: number;
  /** Bytes of a record's data. */
  readonly bytes: number;
  /** Share of the records that show a finding, of findings that have been announced before, and of records that are no readings. */
  readonly findings: number;
  readonly repeated: number;
  readonly rejected: number;
  /** Share of the new findings that are severe: somebody is asked before the public is warned. */
  readonly severe: number;
  /** Capacity of the stream above the rate, as a share of it: for peaks, and for keys that fall unevenly. */
  readonly headroom: number;
  /** What an invocation of `validate` or `assess` takes by itself and for each record. Measure yours: the metric Duration. */
  readonly invocationMs: number;
  readonly recordMs: number;
  readonly stream: "provisioned" | "on-demand";
  /** What EventBridge Pipes counts in pieces of 64 KB: a batch, or each record by itself. AWS's page can be read either way. */
  readonly pipesCount: "batch" | "record";
}

export const defaultWorkload: Workload = {
  recordsPerSecond: 1000,
  batch: 250,
  windowSeconds: 1,
  parallelization: 2,
  bytes: 200,
  findings: 0.001,
  repeated: 0.9,
  rejected: 0.0001,
  severe: 0.01,
  headroom: 0.25,
  invocationMs: 10,
  recordMs: 0.36,
  stream: "provisioned",
  pipesCount: "batch",
};

/** What a pipe adds to a record's data in base64: its envelope, as long as the service's names are, and a comma. */
const envelopeBytes = 582;
/** A partition key counts towards a shard's megabyte. */
export const keyBytes = 17;
/** Of what starts an execution. */
export const mostPayloadBytes = 262_144;

/** Of a record's data: what the payload of an execution has room for. */
export const mostBytes = Math.floor((mostPayloadBytes - envelopeBytes) / 4) * 3;

/** A record as a state machine gets it. */
export function eventBytes({ bytes }: Pick<Workload, "bytes">): number {
  return Math.ceil(bytes / 3) * 4 + envelopeBytes;
}

/**
 * Records that a batch really has: as many as fit what a state machine takes, and no more than come in a window on one of the
 * `lanes`, of which each fills a batch of its own.
 */
export function recordsOfBatch(workload: Workload, lanes: number): number {
  const fitting = Math.floor(mostPayloadBytes / eventBytes(workload));
  const coming = (workload.recordsPerSecond * workload.windowSeconds) / lanes;
  return Math.max(1, Math.min(workload.batch, fitting, coming));
}

/** Findings that are new are announced; each becomes an alert. */
export function alertsPerSecond({ recordsPerSecond, findings, repeated }: Workload): number {
  return recordsPerSecond * findings * (1 - repeated);
}

/** How likely it is that one of `count` has what each of them has with this chance. */
export function anyOf(chance: number, count: number): number {
  return 1 - (1 - chance) ** count;
}

export function handlerMs({ invocationMs, recordMs }: Workload, records: number): number {
  return Math.ceil(invocationMs + recordMs * records);
}
