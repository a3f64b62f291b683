// Fair queues: in which order a standard queue hands out the messages of several tenants, who are told apart by their message group.
// A tenant who has too much of what is in flight waits until there is nothing of the others.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-fair-queues-detailed.html

/** What of a message tells its tenant. */
interface Grouped {
  readonly groupId: string | undefined;
}

/** A tenant is noisy with as many messages in flight as this, if they are more than a tenth of all. */
const leastOfNoisy = 30;
const shareOfNoisy = 0.1;

export interface GroupCounts {
  readonly inFlight: number;
  readonly noisy: number;
  /** Messages of quiet groups and of none. */
  readonly quietVisible: number;
  readonly quietInFlight: number;
}

export class FairOrder {
  readonly #visible = new Map<string, number>();
  readonly #inFlight = new Map<string, number>();
  /** The groups that have enough in flight to be noisy. */
  readonly #loud = new Set<string>();

  shown({ groupId }: Grouped): void {
    if (groupId !== undefined) add(this.#visible, groupId, 1);
  }

  taken({ groupId }: Grouped): void {
    if (groupId !== undefined) add(this.#visible, groupId, -1);
  }

  received({ groupId }: Grouped): void {
    if (groupId !== undefined && add(this.#inFlight, groupId, 1) >= leastOfNoisy) this.#loud.add(groupId);
  }

  /** It is no longer in flight. */
  over({ groupId }: Grouped): void {
    if (groupId !== undefined && add(this.#inFlight, groupId, -1) < leastOfNoisy) this.#loud.delete(groupId);
  }

  clear(): void {
    this.#visible.clear();
    this.#inFlight.clear();
    this.#loud.clear();
  }

  /** Those with the fewest messages in flight first. `inFlight` is of all. */
  noisy(inFlight: number): readonly string[] {
    if (this.#loud.size === 0) return [];
    const of = (group: string) => this.#inFlight.get(group) ?? 0;
    const noisy = [...this.#loud].filter((group) => of(group) > inFlight * shareOfNoisy);
    return noisy.sort((one, other) => of(one) - of(other));
  }

  /** Both numbers are of all messages. */
  counts(visible: number, inFlight: number): GroupCounts {
    const noisy = this.noisy(inFlight);
    return {
      ...{ inFlight: this.#inFlight.size, noisy: noisy.length },
      quietVisible: without(noisy, this.#visible, visible),
      quietInFlight: without(noisy, this.#inFlight, inFlight),
    };
  }

  /** First those of quiet groups and of none, then the noisy ones'. Messages may be taken away meanwhile. */
  *order<Message extends Grouped>(
    visible: ReadonlySet<Message>,
    noisy: readonly string[],
  ): Iterable<Message> {
    const loud = new Set<string | undefined>(noisy);
    const quiet = without(noisy, this.#visible, visible.size);
    yield* some(visible, quiet, ({ groupId }) => !loud.has(groupId));
    for (const group of noisy)
      yield* some(visible, this.#visible.get(group) ?? 0, ({ groupId }) => groupId === group);
  }
}

function without(groups: readonly string[], counts: ReadonlyMap<string, number>, all: number): number {
  return groups.reduce((left, group) => left - (counts.get(group) ?? 0), all);
}

/** No further than the last of them: behind it there may be many others. */
function* some<Message extends Grouped>(
  visible: ReadonlySet<Message>,
  count: number,
  isMeant: (message: Message) => boolean,
): Iterable<Message> {
  let left = count;
  if (left === 0) return;
  for (const message of visible) {
    if (!isMeant(message)) continue;
    yield message;
    if (--left === 0) return;
  }
}

function add(counts: Map<string, number>, group: string, change: 1 | -1): number {
  const count = (counts.get(group) ?? 0) + change;
  if (count === 0) counts.delete(group);
  else counts.set(group, count);
  return count;
}
