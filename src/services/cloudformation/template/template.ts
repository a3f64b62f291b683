// A CloudFormation template whose transforms are done, section by section.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-anatomy.html

import type { JsonObject } from "../../../aws/json.ts";
import type { TemplateOutput } from "./sections/outputs-section.ts";
import type { ParameterDeclaration } from "./sections/parameters-section.ts";
import type { TemplateResource } from "./sections/resources-section.ts";
import type { TemplateRule } from "./sections/rules-section.ts";

export type { TemplateOutput } from "./sections/outputs-section.ts";
export type { TemplateResource } from "./sections/resources-section.ts";

export interface Template {
  /** The file that it was read from, named in every message. */
  readonly file: string;
  /** All of it, as the places of its parts are asked for. */
  readonly body: JsonObject;
  readonly description: string | undefined;
  readonly metadata: JsonObject;
  readonly parameters: ReadonlyMap<string, ParameterDeclaration>;
  readonly rules: ReadonlyMap<string, TemplateRule>;
  readonly mappings: JsonObject;
  readonly conditions: JsonObject;
  readonly resources: ReadonlyMap<string, TemplateResource>;
  readonly outputs: ReadonlyMap<string, TemplateOutput>;
}
