// Creates in the region what a CloudFormation template describes, in the order of its references. Nothing in a template
// is dropped without a word: what the region does not support is a warning, or an error where others build on it.

import { formatArn, type RegionIdentity } from "../aws/arn.ts";
import type { Json } from "../aws/json.ts";
import { ServiceError } from "../aws/service-error.ts";
import { Properties } from "../aws/template/properties.ts";
import type { CreatedResource, OfferedKind } from "../aws/template/resource-kind.ts";
import { TemplateError } from "../aws/template/template-error.ts";
import { creationPlan } from "../services/cloudformation/template/creation-order.ts";
import { parameterValues } from "../services/cloudformation/template/parameters/parameter-values.ts";
import { pseudoParameters } from "../services/cloudformation/template/parameters/pseudo-parameters.ts";
import { Resolver } from "../services/cloudformation/template/resolver.ts";
import type {
  Template,
  TemplateOutput,
  TemplateResource,
} from "../services/cloudformation/template/template.ts";
import { lostWithout } from "./unserved-types.ts";

export interface DeployRequest {
  readonly template: Template;
  readonly kind: (type: string) => OfferedKind | undefined;
  readonly identity: RegionIdentity;
  readonly stackName: string;
  readonly codeRoot: string;
}

export interface Deployed {
  /** The created resources by logical id. */
  readonly resources: ReadonlyMap<string, CreatedResource & { readonly type: string }>;
  readonly outputs: Readonly<Record<string, Json>>;
  /** What the template asks for and the region does not do: a line each. */
  readonly warnings: readonly string[];
  /** Types that are accepted because they only grant permissions or hold the package, with how many of each there are. */
  readonly unenforced: ReadonlyMap<string, number>;
}

/** Throws TemplateError for a template that cannot be honoured; what was created by then stays. */
export async function deployTemplate(request: DeployRequest): Promise<Deployed> {
  const parameters = await parameterValues(request.template, { values: new Map(), stored: () => undefined });
  return new TemplateDeployment(
    request,
    new Map([...parameters].map(([name, { ref }]) => [name, ref])),
  ).run();
}

class TemplateDeployment {
  readonly #request: DeployRequest;
  readonly #resolver: Resolver;
  readonly #created = new Map<string, CreatedResource & { readonly type: string }>();
  readonly #warnings: string[] = [];
  readonly #unenforced = new Map<string, number>();

  constructor(request: DeployRequest, parameters: ReadonlyMap<string, Json>) {
    this.#request = request;
    const { identity, stackName } = request;
    const stackId = formatArn(identity, "cloudformation", `stack/${stackName}/local`);
    const names = new Map([...pseudoParameters(identity, { stackName, stackId }), ...parameters]);
    this.#resolver = new Resolver(request.template, {
      ref: (name) => names.get(name) ?? this.#created.get(name)?.ref,
      attribute: (id, attribute) => {
        const attributes = this.#created.get(id)?.attributes ?? {};
        return Object.hasOwn(attributes, attribute) ? attributes[attribute] : undefined;
      },
    });
  }

  async run(): Promise<Deployed> {
    const { template } = this.#request;
    const { resources, outputs } = creationPlan(template, this.#resolver);
    for (const resource of resources) await this.#create(resource);
    return {
      resources: this.#created,
      outputs: this.#outputs(outputs),
      warnings: this.#warnings,
      unenforced: this.#unenforced,
    };
  }

  async #create(resource: TemplateResource): Promise<void> {
    const { logicalId, type } = resource;
    const path = `/Resources/${logicalId}`;
    const kind = this.#request.kind(type);
    if (kind === undefined) {
      const lost = lostWithout(type);
      if (lost !== undefined) {
        const problem = `resource type ${type} is not supported by the local region: ${lost}`;
        throw new TemplateError(this.#request.template.file, path, problem);
      }
      // Whoever refers to it fails by name, so that only a resource nobody builds on is passed over.
      this.#warnings.push(
        `${path}: resource type ${type} is not supported by the local region and was not created`,
      );
      return;
    }
    const file = this.#request.template.file;
    const values = this.#resolver.resolve(resource.properties, `${path}/Properties`) as Record<string, Json>;
    const properties = new Properties(values, { file, path: `${path}/Properties` });
    const created = await namingThePlace(file, path, () =>
      kind.create(properties, {
        identity: this.#request.identity,
        codeRoot: this.#request.codeRoot,
        logicalId,
        generatedName: `${this.#request.stackName}-${logicalId}`,
        mayExist: true,
      }),
    );
    this.#created.set(logicalId, { ...created, type });
    if (kind.isInert) this.#unenforced.set(type, (this.#unenforced.get(type) ?? 0) + 1);
    this.#warnings.push(...properties.warnings(type));
  }

  #outputs(outputs: readonly TemplateOutput[]): Readonly<Record<string, Json>> {
    const entries = outputs.map(({ name, value }) => {
      return [name, this.#resolver.resolve(value, `/Outputs/${name}/Value`)] as const;
    });
    return Object.fromEntries(entries);
  }
}

/** A part refuses in its service's words; the message must also say which resource was refused. */
async function namingThePlace<T>(file: string, path: string, create: () => T | Promise<T>): Promise<T> {
  try {
    return await create();
  } catch (error) {
    if (error instanceof ServiceError) throw new TemplateError(file, path, `${error.code}: ${error.message}`);
    throw error;
  }
}
