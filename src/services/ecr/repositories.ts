// ECR's repositories as they are described: names, settings and policies. No image is in them, and none can be pushed.
// https://docs.aws.amazon.com/AmazonECR/latest/userguide/Repositories.html

import { formatArn, type RegionIdentity } from "../../aws/arn.ts";
import type { JsonObject } from "../../aws/json.ts";
import { ServiceError } from "../../aws/service-error.ts";
import type { RecordBook, Records } from "../../storage/record-book.ts";
import type { Clock } from "../../time/clock.ts";

export interface RepositorySettings {
  /** @default "MUTABLE" */
  readonly tagMutability?: string | undefined;
  /** @default false */
  readonly scanOnPush?: boolean | undefined;
  readonly encryption?: JsonObject | undefined;
}

export interface Repository {
  readonly name: string;
  readonly arn: string;
  readonly uri: string;
  readonly tagMutability: string;
  readonly scanOnPush: boolean;
  readonly encryption: JsonObject;
  readonly tags: Readonly<Record<string, string>>;
  readonly policy?: string;
  readonly lifecyclePolicy?: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  /** Whether it is from the region itself, and free to be taken. */
  readonly isProvided?: boolean;
}

export class Repositories {
  readonly identity: RegionIdentity;
  readonly book: RecordBook;
  readonly #clock: Clock;
  readonly #repositories: Records<Repository>;

  constructor(clock: Clock, identity: RegionIdentity, book: RecordBook) {
    this.identity = identity;
    this.book = book;
    this.#clock = clock;
    this.#repositories = book.records("repositories");
  }

  /** Where images would be pushed to. */
  get registry(): string {
    const { accountId, region } = this.identity;
    return `${accountId}.dkr.ecr.${region}.amazonaws.com`;
  }

  now(): number {
    return this.#clock.now();
  }

  all(): readonly Repository[] {
    return this.#repositories.values();
  }

  find(name: string): Repository | undefined {
    return this.#repositories.get(name);
  }

  /** Throws RepositoryNotFoundException. */
  get(name: string): Repository {
    const repository = this.find(name);
    if (repository !== undefined) return repository;
    throw new ServiceError(
      "RepositoryNotFoundException",
      `The repository with name '${name}' does not exist in the registry with id '${this.identity.accountId}'`,
    );
  }

  /** Throws RepositoryAlreadyExistsException. */
  create(
    name: string,
    settings: RepositorySettings = {},
    tags: Readonly<Record<string, string>> = {},
  ): Repository {
    const present = this.find(name);
    if (present !== undefined && present.isProvided !== true) {
      throw new ServiceError(
        "RepositoryAlreadyExistsException",
        `The repository with name '${name}' already exists in the registry with id '${this.identity.accountId}'`,
      );
    }
    const { tagMutability = "MUTABLE", scanOnPush = false } = settings;
    const { encryption = { encryptionType: "AES256" } } = settings;
    return this.#put({
      ...{ name, tags, tagMutability, scanOnPush, encryption },
      arn: formatArn(this.identity, "ecr", `repository/${name}`),
      uri: `${this.registry}/${name}`,
      createdAt: this.#clock.now(),
    });
  }

  /** Puts what the region itself provides where there is none yet. Whoever creates a repository of this name takes its place. */
  provide(name: string): void {
    if (this.find(name) === undefined) this.#put({ ...this.create(name), isProvided: true });
  }

  set(name: string, change: Partial<Pick<Repository, "tagMutability" | "scanOnPush" | "tags">>): Repository {
    return this.#put({ ...this.get(name), ...change });
  }

  setPolicy(name: string, policy: string | undefined): Repository {
    const { policy: _, ...repository } = this.get(name);
    return this.#put({ ...repository, ...(policy === undefined ? {} : { policy }) });
  }

  setLifecyclePolicy(name: string, lifecyclePolicy: string | undefined): Repository {
    const { lifecyclePolicy: _, ...repository } = this.get(name);
    return this.#put({ ...repository, ...(lifecyclePolicy === undefined ? {} : { lifecyclePolicy }) });
  }

  delete(name: string): Repository {
    const repository = this.get(name);
    this.#repositories.remove(name);
    return repository;
  }

  close(): Promise<void> {
    return this.book.close();
  }

  #put(repository: Repository): Repository {
    this.#repositories.put(repository.name, repository);
    return repository;
  }
}
