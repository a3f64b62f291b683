// What a stack's resources say that their types do not have, and what they read or lead to that the region does not have: told of all of
// them before anything is made, as far as that is known by then: where a resource refers to another that is yet to be made, it is told
// when that is there.

import type { RegionIdentity } from "../../../aws/arn.ts";
import { memberPointer } from "../../../aws/json-pointer.ts";
import { TemplateError, type TemplateProblem } from "../../../aws/template/template-error.ts";
import { inSlices } from "../../../time/time-slice.ts";
import { unknownProperties } from "../providers/property-names.ts";
import type { Provider } from "../providers/provider.ts";
import type { TemplateResource } from "../template/template.ts";
import { Evaluation } from "./evaluation.ts";
import { physicalName } from "./physical-name.ts";
import { anyAttribute, knownAfterApply } from "./plan-changes.ts";
import type { Stack, StackInput, Standing } from "./stack.ts";

export interface MissingPartsOf {
  readonly identity: RegionIdentity;
  readonly providerOf: (type: string) => Provider;
  readonly stack: Pick<Stack, "id" | "name">;
  readonly input: StackInput;
  /** How a resource stands at the moment. */
  readonly standing: (logicalId: string) => Standing | undefined;
  /** The value of an export of the region. */
  readonly exported: (name: string) => string | undefined;
}

/** Rejects with TemplateError, with all of them. */
export async function refuseMissingParts(of: MissingPartsOf): Promise<void> {
  const { file, processed } = of.input;
  const problems = await new Foresight(of).problems();
  if (problems.length > 0) throw TemplateError.of(file, processed, problems);
}

class Foresight {
  readonly #of: MissingPartsOf;
  readonly #foreseen = new Map<string, Pick<Standing, "ref" | "attributes">>();

  constructor(of: MissingPartsOf) {
    this.#of = of;
  }

  async problems(): Promise<readonly TemplateProblem[]> {
    const { identity, stack, input, exported, standing } = this.#of;
    const unknown = { ref: knownAfterApply, attributes: anyAttribute };
    const foreseen = (id: string) => this.#foreseen.get(id) ?? standing(id) ?? unknown;
    const evaluation = await inSlices(
      Evaluation.of({ ...{ identity, stack, input, exported }, standing: foreseen }),
    );
    return evaluation.wanted.flatMap((resource) => [
      ...this.#namesOf(resource, evaluation),
      ...this.#missedBy(resource, evaluation),
    ]);
  }

  #namesOf({ logicalId, type, ...resource }: TemplateResource, evaluation: Evaluation) {
    const properties = propertiesOf({ logicalId, type, ...resource }, evaluation);
    return properties === undefined ? [] : unknownProperties({ logicalId, type, properties });
  }

  #missedBy(resource: TemplateResource, evaluation: Evaluation): readonly TemplateProblem[] {
    const { logicalId, type } = resource;
    const { providerOf, stack } = this.#of;
    const { missedParts, foresee } = providerOf(type);
    if (missedParts === undefined && foresee === undefined) return [];
    const properties = propertiesOf(resource, evaluation);
    if (properties === undefined) return [];
    const generatedName = physicalName(stack.name, logicalId, type);
    const seen = foresee?.({ logicalId, type, properties, generatedName });
    if (seen !== undefined) this.#foreseen.set(logicalId, { attributes: {}, ...seen });
    const path = memberPointer("/Resources", logicalId);
    return (missedParts?.(properties) ?? [])
      .filter(({ problem }) => !problem.includes(knownAfterApply))
      .map((part) => ({
        path: part.path === "" ? path : `${path}/Properties${part.path}`,
        problem: part.problem,
      }));
  }
}

/** Undefined for those with a mistake, which is told when the resource is made. */
function propertiesOf(resource: TemplateResource, evaluation: Evaluation) {
  try {
    return evaluation.draft(resource).properties;
  } catch (problem) {
    if (problem instanceof TemplateError) return undefined;
    throw problem;
  }
}
