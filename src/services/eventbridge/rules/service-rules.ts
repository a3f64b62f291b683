// The rules that other services of the region have made on the default bus, as they do on AWS. What they are told there they know here
// without them, so that the rules' targets are delivered nothing.

import type { RegionIdentity } from "../../../aws/arn.ts";
import { matchesNothing } from "../../../event-patterns/compile-pattern.ts";
import type { RecordBook, Records } from "../../../storage/record-book.ts";
import { ruleArn } from "../names.ts";
import type { ManagedRules } from "./managed-rules.ts";
import { compileTarget, type Rule } from "./rule.ts";

export interface ServiceRule {
  readonly name: string;
  /** Such as `states.amazonaws.com`. */
  readonly managedBy: string;
  readonly description: string;
  readonly eventPattern: string;
  readonly target: { readonly id: string; readonly arn: string };
}

/** As it is kept. */
interface KeptRule extends ServiceRule {
  readonly isUntargeted?: boolean;
}

export class ServiceRules implements ManagedRules {
  readonly #identity: RegionIdentity;
  readonly #kept: Records<KeptRule>;
  readonly #book: RecordBook;
  readonly #busArn: string;

  constructor(identity: RegionIdentity, book: RecordBook, busArn: string) {
    this.#identity = identity;
    this.#book = book;
    this.#kept = book.records("service-rules");
    this.#busArn = busArn;
  }

  /** What was taken of it is there again. */
  make(rule: ServiceRule): void {
    const known = this.#kept.get(rule.name);
    if (known === undefined || known.isUntargeted === true) this.#kept.keep(rule.name, rule);
  }

  on(busArn: string): readonly Rule[] {
    return busArn === this.#busArn ? this.#kept.values().map((kept) => this.#ruleOf(kept)) : [];
  }

  isListening(): boolean {
    return false;
  }

  async removeTargets({ name }: Rule, ids: readonly string[]): Promise<void> {
    const kept = this.#kept.get(name);
    if (kept === undefined || !ids.includes(kept.target.id)) return;
    this.#kept.put(name, { ...kept, isUntargeted: true });
    await this.#book.committed();
  }

  async delete({ name }: Rule): Promise<void> {
    this.#kept.remove(name);
    await this.#book.committed();
  }

  #ruleOf({ name, managedBy, description, eventPattern, target, isUntargeted = false }: KeptRule): Rule {
    return {
      ...{ name, managedBy, description, eventPattern },
      ...{ arn: ruleArn(this.#identity, "default", name), enabled: true },
      ...{ pattern: matchesNothing, schedule: undefined },
      targets: new Map(isUntargeted ? [] : [[target.id, compileTarget(target)]]),
    };
  }
}
