// What is deployed, and what hands things on to what: read from AWS's own operations.

import { buckets, functions, machines, tables } from "./called.ts";
import { buses, deliveryStreams, mappings, pipes, queues, schedules, streams, topics } from "./handing-on.ts";
import { type Part, plainArn } from "./part.ts";

export interface Connections extends Part {
  /** What the region refused to tell; what it did tell is there all the same. */
  readonly problems: readonly Error[];
}

const readers = [
  ...[streams, deliveryStreams, pipes, mappings, buses, schedules, topics, queues],
  ...[machines, functions, tables, buckets],
];

/** Rejects only if the region tells nothing at all. */
export async function readConnections(): Promise<Connections> {
  const read = await Promise.allSettled(readers.map((each) => each()));
  const parts = read.flatMap((each) => (each.status === "fulfilled" ? [each.value] : []));
  const problems = read.flatMap((each) => (each.status === "rejected" ? [each.reason as Error] : []));
  if (parts.length === 0 && problems[0] !== undefined) throw problems[0];
  const things = parts.flatMap((part) => part.things);
  const byName = new Map(things.map((thing) => [`${thing.kind} ${thing.name}`, thing]));
  const byArn = new Map(things.map((thing) => [plainArn(thing.arn), thing]));
  const find = (reference: string) => byArn.get(plainArn(reference)) ?? byName.get(reference);
  const connections = parts
    .flatMap((part) => part.connections)
    .flatMap(({ from, to, label }) => {
      const [source, target] = [find(from), find(to)];
      return source && target ? [{ from: plainArn(source.arn), to: plainArn(target.arn), label }] : [];
    });
  const isUsed = new Set(connections.flatMap(({ from, to }) => [from, to]));
  return {
    // Buckets that nothing of the service names are those of tools.
    things: [...byArn]
      .map(([arn, thing]) => ({ ...thing, arn }))
      .filter(({ kind, arn }) => kind !== "bucket" || isUsed.has(arn)),
    connections,
    problems,
  };
}
