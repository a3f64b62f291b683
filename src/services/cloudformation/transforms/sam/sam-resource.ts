// A resource of one of SAM's own types, as it stands in the template.

import type { Json, JsonObject } from "../../../../aws/json.ts";
import { type Draft, isDraft, own, present } from "./draft.ts";
import { InvalidResource, type TemplatePath } from "./sam-error.ts";

export class SamResource {
  readonly id: string;
  readonly type: string;
  readonly properties: Draft;
  readonly #definition: JsonObject;

  constructor(id: string, definition: JsonObject) {
    this.id = id;
    this.type = String(definition.Type);
    this.properties = isDraft(definition.Properties) ? definition.Properties : {};
    this.#definition = definition;
  }

  /** A property's value; null counts as none. */
  property(name: string): Json | undefined {
    return own(this.properties, name) ?? undefined;
  }

  attribute(name: string): Json | undefined {
    return own(this.#definition, name) ?? undefined;
  }

  get condition(): string | undefined {
    const condition = this.attribute("Condition");
    return typeof condition === "string" ? condition : undefined;
  }

  /** What each resource that this one expands to gets. */
  sharedAttributes(): JsonObject {
    return present({
      Condition: this.attribute("Condition"),
      DeletionPolicy: this.attribute("DeletionPolicy"),
      UpdateReplacePolicy: this.attribute("UpdateReplacePolicy"),
    });
  }

  /** What only the resource that takes this one's place gets. */
  ownAttributes(): JsonObject {
    return {
      ...this.sharedAttributes(),
      ...present({
        DependsOn: this.attribute("DependsOn"),
        Metadata: this.attribute("Metadata"),
        UpdatePolicy: this.attribute("UpdatePolicy"),
      }),
    };
  }

  fail(problem: string, ...path: TemplatePath): never {
    throw InvalidResource.because(this.id, problem, path.length === 0 ? [] : ["Properties", ...path]);
  }

  /** For a part of the resource that AWS names instead of it. `place` begins at the resource. */
  failPart(name: string, problem: string, place: TemplatePath): never {
    throw InvalidResource.because(name, problem, place, this.id);
  }

  failEvent(event: string, problem: string, ...path: TemplatePath): never {
    return this.failNamed(event, problem, ["Properties", "Events", event, ...path]);
  }

  /** For an event that AWS can't make out, or whose route it can't. */
  failUnread(event: string, problem: string, ...path: TemplatePath): never {
    const place = ["Properties", "Events", event, ...path];
    throw InvalidResource.because(this.id, `Event with id [${event}] is invalid. ${problem}`, place);
  }

  failNamed(event: string, problem: string, place: TemplatePath): never {
    const account = `Event with id [${event}] is invalid. ${problem}`;
    // AWS names the resource of a function's event, but not that of a state machine's.
    if (this.type === "AWS::Serverless::StateMachine") throw new InvalidResource(this.id, account, place);
    throw InvalidResource.because(this.id, account, place);
  }
}
