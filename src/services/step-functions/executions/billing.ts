// What AWS would bill for an Express execution. https://aws.amazon.com/step-functions/pricing/

/** Steps of time and memory, of which at least one is billed. The local region does not measure memory. */
const stepMs = 100;
const leastMemoryMb = 64;

export interface Bill {
  readonly durationMs: number;
  readonly memoryMb: number;
}

export function billOf(durationMs: number): Bill {
  return { durationMs: Math.max(1, Math.ceil(durationMs / stepMs)) * stepMs, memoryMb: leastMemoryMb };
}
