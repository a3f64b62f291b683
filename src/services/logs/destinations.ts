// Destinations: names under which subscription filters find a stream.
// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutDestination.html

import { formatArn, type RegionIdentity } from "../../aws/arn.ts";
import { ServiceError } from "../../aws/service-error.ts";
import type { Records } from "../../storage/record-book.ts";
import type { Logs } from "./logs.ts";

export interface Destination {
  readonly destinationName: string;
  readonly targetArn: string;
  readonly roleArn: string;
  readonly accessPolicy?: string | undefined;
  readonly arn: string;
  readonly creationTime: number;
  readonly tags: Readonly<Record<string, string>>;
}

export class Destinations {
  readonly #identity: RegionIdentity;
  readonly #now: () => number;
  readonly #destinations: Records<Destination>;

  constructor(logs: Logs) {
    this.#identity = logs.identity;
    this.#now = () => logs.now();
    this.#destinations = logs.book.records<Destination>("destination");
  }

  put({
    destinationName,
    targetArn,
    roleArn,
    tags,
  }: Pick<Destination, "destinationName" | "targetArn" | "roleArn" | "tags">): Destination {
    const existing = this.#destinations.get(destinationName);
    const destination: Destination = {
      ...{ destinationName, targetArn, roleArn },
      accessPolicy: existing?.accessPolicy,
      arn: formatArn(this.#identity, "logs", `destination:${destinationName}`),
      creationTime: existing?.creationTime ?? this.#now(),
      tags: { ...existing?.tags, ...tags },
    };
    this.#destinations.put(destinationName, destination);
    return destination;
  }

  putPolicy(destinationName: string, accessPolicy: string): void {
    this.#destinations.put(destinationName, { ...this.#get(destinationName), accessPolicy });
  }

  /** Undefined for an ARN of none. */
  tagsOf(arn: string): Destination["tags"] | undefined {
    return this.#byArn(arn)?.tags;
  }

  tag(arn: string, tags: Destination["tags"]): void {
    const found = this.#byArn(arn);
    if (found !== undefined) this.#destinations.put(found.destinationName, { ...found, tags });
  }

  delete(destinationName: string): void {
    this.#get(destinationName);
    this.#destinations.remove(destinationName);
  }

  list(prefix = ""): readonly Destination[] {
    return this.#destinations
      .values()
      .filter(({ destinationName }) => destinationName.startsWith(prefix))
      .toSorted((one, other) => (one.destinationName < other.destinationName ? -1 : 1));
  }

  /** Where what is meant for this ARN goes: a destination's target, or the ARN itself. */
  targetOf(arn: string): string {
    return this.#byArn(arn)?.targetArn ?? arn;
  }

  #byArn(arn: string): Destination | undefined {
    return this.#destinations.values().find((destination) => destination.arn === arn);
  }

  #get(destinationName: string): Destination {
    const found = this.#destinations.get(destinationName);
    if (found !== undefined) return found;
    throw new ServiceError("ResourceNotFoundException", "The specified destination does not exist.");
  }
}
