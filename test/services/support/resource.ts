// One resource of a template: made, changed and deleted as a stack does it, without a stack.

import { localIdentity } from "../../../src/aws/arn.ts";
import type { JsonObject } from "../../../src/aws/json.ts";
import { Properties } from "../../../src/aws/template/properties.ts";
import type { CreatedResource, ResourceKind } from "../../../src/aws/template/resource-kind.ts";

const place = { file: "t.json", path: "/Resources/R/Properties" };

interface Means {
  readonly mayExist?: boolean;
  readonly signal?: AbortSignal;
}

export class TestedResource<Service> {
  readonly #kind: ResourceKind<Service>;
  readonly #deployment;
  #former: JsonObject = {};
  #ref = "";
  /** Of the last call. */
  warnings: readonly string[] = [];

  constructor(kind: ResourceKind<Service>, service: Service, { mayExist = false, ...signal }: Means = {}) {
    this.#kind = kind;
    const names = { logicalId: "R", generatedName: "stack-R" };
    this.#deployment = { service, identity: localIdentity, mayExist, ...signal, ...names };
  }

  async create(values: JsonObject): Promise<CreatedResource> {
    return this.#call(values, (properties) => this.#kind.create(properties, this.#deployment));
  }

  async update(values: JsonObject): Promise<CreatedResource> {
    const { update } = this.#kind;
    if (update === undefined) throw new Error(`${this.#kind.type} has no update`);
    const former = { ref: this.#ref, former: new Properties(this.#former, place) };
    return this.#call(values, (properties) => update(properties, { ...this.#deployment, ...former }));
  }

  async delete(): Promise<void> {
    const former = { ref: this.#ref, former: new Properties(this.#former, place) };
    await this.#kind.delete?.(this.#ref, { ...this.#deployment, ...former });
  }

  async #call(
    values: JsonObject,
    call: (properties: Properties) => CreatedResource | Promise<CreatedResource>,
  ): Promise<CreatedResource> {
    const properties = new Properties(values, place);
    const created = await call(properties);
    this.warnings = properties.warnings(this.#kind.type);
    this.#former = values;
    this.#ref = created.ref;
    return created;
  }
}
