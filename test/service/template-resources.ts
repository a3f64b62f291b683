// The resources of a packaged template, by their types and logical ids.

import type { Template } from "./packaged-service.ts";

export class TemplateResources {
  readonly #template: Template;

  constructor(template: Template) {
    this.#template = template;
  }

  ofType(type: string): [logicalId: string, properties: Record<string, unknown>][] {
    return Object.entries(this.#template.Resources)
      .filter(([, resource]) => resource.Type === type)
      .map(([logicalId, resource]) => [logicalId, resource.Properties]);
  }

  propertiesOf(logicalId: string): Record<string, unknown> {
    return this.#template.Resources[logicalId]?.Properties ?? {};
  }

  /** What a state machine is defined as. */
  definitionOf(logicalId: string): unknown {
    return JSON.parse(String(this.propertiesOf(logicalId).DefinitionString));
  }

  namesOf(type: string, member: string): unknown[] {
    return this.ofType(type)
      .map(([, properties]) => properties[member])
      .sort();
  }
}
