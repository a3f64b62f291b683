// One entry of `Events` of a function or a state machine, as the families of event sources see it.

import type { Json, JsonObject } from "../../../../../aws/json.ts";
import { type Draft, own } from "../draft.ts";
import type { Expansion } from "../expansion.ts";
import type { TemplatePath } from "../sam-error.ts";
import type { SamResource } from "../sam-resource.ts";
import { tagList } from "../tags.ts";

export class EventSource {
  readonly owner: SamResource;
  readonly expansion: Expansion;
  /** Its name in `Events`. */
  readonly name: string;
  readonly type: string;
  readonly properties: Draft;
  /** The logical id of what it expands to, or the beginning of the ids. */
  readonly id: string;

  constructor(owner: SamResource, expansion: Expansion, name: string, type: string, properties: Draft) {
    this.owner = owner;
    this.expansion = expansion;
    this.name = name;
    this.type = type;
    this.properties = properties;
    this.id = `${owner.id}${name}`;
  }

  property(name: string): Json | undefined {
    return own(this.properties, name) ?? undefined;
  }

  required(name: string): Json {
    return this.property(name) ?? this.fail(`Missing required property '${name}'.`);
  }

  add(id: string, type: string, properties: JsonObject, attributes: JsonObject = {}): void {
    this.expansion.add(this.owner, id, {
      ...attributes,
      ...this.owner.sharedAttributes(),
      Type: type,
      Properties: properties,
    });
  }

  /** The owner's tags, for what is made for the event, if they go to all that is made. */
  propagatedTags(): JsonObject {
    const tags =
      this.owner.property("PropagateTags") === true ? tagList(undefined, this.owner.property("Tags")) : [];
    return tags.length === 0 ? {} : { Tags: tags };
  }

  /** As `fail`, where AWS names the event by its logical id. */
  failWhole(problem: string, ...path: TemplatePath): never {
    const place = ["Properties", "Events", this.name, "Properties", ...path];
    return this.owner.failNamed(this.id, problem, place);
  }

  fail(problem: string, ...path: TemplatePath): never {
    return this.owner.failEvent(this.name, problem, ...(path.length === 0 ? [] : ["Properties", ...path]));
  }
}
