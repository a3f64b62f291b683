// A template in the course of its expansion: what is there by now, and what the expansion of one resource must know of others.

import type { Json, JsonObject } from "../../../../aws/json.ts";
import { type Draft, isDraft, own, setOwn } from "./draft.ts";
import type { ParameterValues } from "./parameter-values.ts";
import { InvalidResource } from "./sam-error.ts";
import type { SamResource } from "./sam-resource.ts";

export interface ExpansionSetting {
  readonly template: Draft;
  readonly resources: Draft;
  readonly parameters: ParameterValues;
  readonly region: string;
  readonly partition: string;
}

export interface Deployment {
  /** Whether the preference names a role of its own. */
  readonly hasRole: boolean;
  readonly condition: string | undefined;
  readonly tags: readonly Json[];
}

/** One of the REST APIs that share a usage plan. */
export interface SharedPlanMember {
  readonly api: SamResource;
  /** The logical id of its stage. */
  readonly stage: string;
  readonly plan: Draft;
}

export class Expansion {
  readonly template: Draft;
  /** By logical id: the template's own resources, in whose place the expanded ones come. */
  readonly resources: Draft;
  readonly parameters: ParameterValues;
  readonly region: string;
  readonly partition: string;
  /** Where AWS keeps the copy of an application from the repository: known to AWS only. */
  readonly publishedTemplateUrl = "https://awsserverlessrepo-changesets-xxx.s3.amazonaws.com/signed-url";
  /** What `Hello.Alias` and the like stand for, by the logical id before the dot. */
  readonly references = new Map<string, Map<string, string>>();
  /** Logical ids that the expansion changes, such as those of layers. */
  readonly renamed = new Map<string, string>();
  /** The functions whose traffic CodeDeploy shifts. */
  readonly deployments: Deployment[] = [];
  /** The routes of HTTP APIs that events have taken, by API, method and path. */
  readonly routes = new Set<string>();
  readonly sharedPlan: SharedPlanMember[] = [];
  /** The types of the template's own resources, as they came. */
  readonly statedTypes: ReadonlyMap<string, string>;

  constructor({ template, resources, parameters, region, partition }: ExpansionSetting) {
    this.template = template;
    this.resources = resources;
    this.parameters = parameters;
    this.region = region;
    this.partition = partition;
    this.statedTypes = new Map(
      Object.entries(resources).map(([id, resource]) => [id, String(own(resource, "Type"))]),
    );
  }

  resource(id: string | undefined): Draft | undefined {
    const resource = id === undefined ? undefined : own(this.resources, id);
    return isDraft(resource) ? resource : undefined;
  }

  typeOf(id: string | undefined): string | undefined {
    const type = this.resource(id)?.Type;
    return typeof type === "string" ? type : undefined;
  }

  /** Adds a resource that another expands to. Throws InvalidResource if the template has one of that id already. */
  add(owner: SamResource, id: string, resource: JsonObject): void {
    if (id !== owner.id && this.statedTypes.has(id))
      throw InvalidResource.duplicate(owner.id, id, String(resource.Type));
    setOwn(this.resources, id, resource);
  }

  refer(id: string, attribute: string, target: string): void {
    const known = this.references.get(id) ?? new Map<string, string>();
    known.set(attribute, target);
    this.references.set(id, known);
  }

  /** Makes a condition that holds where the named one doesn't, and says its name. */
  negated(condition: string, suffix = ""): string {
    return this.#condition(`NOT${condition}${suffix}`, { "Fn::Not": [{ Condition: condition }] });
  }

  condition(name: string, definition: JsonObject): void {
    this.#condition(name, definition);
  }

  #condition(name: string, definition: Json): string {
    if (!isDraft(this.template.Conditions)) this.template.Conditions = {};
    setOwn(this.template.Conditions as Draft, name, definition);
    return name;
  }
}
