// Aliases of state machines: a name for one version, or for two of which each gets its share of the executions.
// https://docs.aws.amazon.com/step-functions/latest/dg/concepts-state-machine-alias.html

import { ServiceError } from "../../../aws/service-error.ts";
import type { Random } from "../../../engine/seams.ts";
import type { Clock } from "../../../time/clock.ts";
import { type Page, type PageRequest, pageOf } from "../page.ts";
import type { DocumentStore } from "../store/execution-store.ts";
import { checkRoutingWithin, type Route } from "./routing.ts";

export interface StateMachineAlias {
  readonly arn: string;
  readonly machineArn: string;
  readonly name: string;
  readonly description: string | undefined;
  readonly routing: readonly Route[];
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface CreateAliasRequest {
  readonly name: string;
  readonly description?: string | undefined;
  readonly routing: readonly Route[];
}

export interface UpdateAliasRequest {
  readonly description?: string | undefined;
  readonly routing?: readonly Route[] | undefined;
}

export interface AliasQuery {
  readonly machineArn: string;
  readonly version?: string | undefined;
}

/** Quotas, "Aliases per state machine". */
const mostAliases = 100;
const documentKind = "state machine alias";

export class StateMachineAliases {
  readonly #clock: Clock;
  readonly #documents: DocumentStore;
  /** By ARN, oldest first. */
  readonly #aliases: Map<string, StateMachineAlias>;

  constructor(clock: Clock, documents: DocumentStore) {
    this.#clock = clock;
    this.#documents = documents;
    const kept = [...documents.documents(documentKind)].map(
      ([arn, text]) => [arn, JSON.parse(text) as StateMachineAlias] as const,
    );
    this.#aliases = new Map(kept.sort((a, b) => a[1].createdAt - b[1].createdAt));
  }

  /** The same request again answers with the alias that is there. Throws ValidationException and ConflictException. */
  create(machineArn: string, { name, description, routing }: CreateAliasRequest): StateMachineAlias {
    const arn = `${machineArn}:${name}`;
    const existing = this.#aliases.get(arn);
    if (existing !== undefined) {
      if (sameRouting(existing.routing, routing) && existing.description === description) return existing;
      throw new ServiceError(
        "ConflictException",
        "Failed to create alias because an alias with the same name and a different routing configuration already exists.",
      );
    }
    if (this.of(machineArn).length >= mostAliases) {
      throw new ServiceError(
        "ServiceQuotaExceededException",
        `The state machine has ${mostAliases} aliases, which is the most: delete some first.`,
      );
    }
    const now = this.#clock.now();
    return this.#keep({ arn, machineArn, name, description, routing, createdAt: now, updatedAt: now });
  }

  update(arn: string, { description, routing }: UpdateAliasRequest): StateMachineAlias {
    const alias = this.describe(arn);
    if (description === undefined && routing === undefined) {
      throw new ServiceError(
        "ValidationException",
        "Either the description or the routing configuration must be specified",
        { members: { reason: "MISSING_REQUIRED_PARAMETER" } },
      );
    }
    if (routing !== undefined) checkRoutingWithin(alias.machineArn, routing);
    return this.#keep({
      ...alias,
      description: description ?? alias.description,
      routing: routing ?? alias.routing,
      updatedAt: this.#clock.now(),
    });
  }

  /** Throws ResourceNotFound. */
  describe(arn: string): StateMachineAlias {
    const alias = this.#aliases.get(arn);
    if (alias !== undefined) return alias;
    throw resourceNotFound(arn);
  }

  find(arn: string): StateMachineAlias | undefined {
    return this.#aliases.get(arn);
  }

  /** One that is not there is as good as deleted, as on AWS. */
  delete(arn: string): void {
    if (this.#aliases.delete(arn)) this.#documents.remove(documentKind, arn);
  }

  deleteAll(machineArn: string): void {
    for (const { arn } of this.of(machineArn)) this.delete(arn);
  }

  of(machineArn: string): readonly StateMachineAlias[] {
    return [...this.#aliases.values()].filter((alias) => alias.machineArn === machineArn);
  }

  /** Those of a machine, or only those that route to one of its versions; by name. */
  list({ machineArn, version }: AliasQuery, request: PageRequest): Page<StateMachineAlias> {
    const found = this.of(machineArn).filter(
      ({ routing }) => version === undefined || routing.some(({ versionArn }) => versionArn === version),
    );
    return pageOf(found, request, {
      key: `aliases ${version ?? machineArn}`,
      now: this.#clock.now(),
      positionOf: ({ name }) => name,
    });
  }

  /** Names of the machine's aliases that route to a version. */
  referencing(machineArn: string, versionArn: string): readonly string[] {
    return this.of(machineArn)
      .filter(({ routing }) => routing.some((route) => route.versionArn === versionArn))
      .map(({ name }) => name);
  }

  #keep(alias: StateMachineAlias): StateMachineAlias {
    this.#aliases.set(alias.arn, alias);
    this.#documents.put(documentKind, alias.arn, JSON.stringify(alias));
    return alias;
  }
}

export function resourceNotFound(arn: string): ServiceError {
  return new ServiceError("ResourceNotFound", "Request references a resource that does not exist.", {
    members: { resourceName: arn },
  });
}

/** The version that the next execution runs: the same chance, the same version. */
export function chooseVersion({ routing }: StateMachineAlias, random: Random): string {
  let left = random.next() * 100;
  for (const { versionArn, weight } of routing) {
    left -= weight;
    if (left < 0) return versionArn;
  }
  return routing[0]?.versionArn ?? "";
}

function sameRouting(one: readonly Route[], other: readonly Route[]): boolean {
  const text = (routing: readonly Route[]) =>
    routing
      .map(({ versionArn, weight }) => `${versionArn} ${weight}`)
      .sort()
      .join();
  return text(one) === text(other);
}
