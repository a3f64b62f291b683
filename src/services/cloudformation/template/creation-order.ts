// Which resources of a template there are to be, and in what order: each after all that it depends on.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-dependson.html

import type { Json } from "../../../aws/json.ts";
import { memberPointer } from "../../../aws/json-pointer.ts";
import { TemplateError } from "../../../aws/template/template-error.ts";
import { checkExportsDiffer } from "./checks/check-exports.ts";
import { Problems } from "./problems.ts";
import { type Reference, referencesIn, referringPartOf, referringPartOfOutput } from "./references.ts";
import type { Resolver } from "./resolver.ts";
import type { Template, TemplateOutput, TemplateResource } from "./template.ts";

export interface CreationPlan {
  /** Those whose condition holds, each after those that it depends on. */
  readonly resources: readonly TemplateResource[];
  /** By logical id, those of the plan that the resource depends on. */
  readonly dependencies: ReadonlyMap<string, ReadonlySet<string>>;
  /** Those whose condition holds. */
  readonly outputs: readonly TemplateOutput[];
}

/**
 * Yields where whoever asks may give way to others. Throws TemplateError for references to resources that are not to be, and for
 * resources that depend on themselves.
 */
export function* planInPieces(template: Template, resolver: Resolver): Generator<void, CreationPlan> {
  const isWanted = ({ condition }: { readonly condition: string | undefined }, path: string) =>
    condition === undefined || resolver.holds(condition, `${path}/Condition`);
  const wanted = [...template.resources.values()].filter((each) => isWanted(each, pathOf(each)));
  const outputs = [...template.outputs.values()].filter((each) =>
    isWanted(each, memberPointer("/Outputs", each.name)),
  );
  const ids = new Set(wanted.map(({ logicalId }) => logicalId));
  const references = new Map<string, readonly Reference[]>();
  for (const resource of wanted) {
    references.set(resource.logicalId, evaluated(referringPartOf(resource), pathOf(resource), resolver));
    yield;
  }
  const ofOutputs = outputs.flatMap((output) => {
    return evaluated(referringPartOfOutput(output), memberPointer("/Outputs", output.name), resolver);
  });
  const problems = new Problems();
  tellMissing("Resources", [...references.values()].flat(), template, ids, problems);
  tellMissing("Outputs", ofOutputs, template, ids, problems);
  checkExportsDiffer(outputs, resolver, problems);
  const dependencies = new Map(
    wanted.map(({ logicalId, dependsOn }) => {
      const names = [...dependsOn, ...(references.get(logicalId) ?? []).map(({ name }) => name)];
      return [logicalId, new Set(names.filter((name) => ids.has(name)))] as const;
    }),
  );
  const resources = inOrder(wanted, dependencies, problems);
  if (problems.all.length > 0) throw TemplateError.of(template.file, template.body, problems.all);
  return { resources, dependencies, outputs };
}

/** Throws TemplateError for resources that depend on themselves whichever conditions hold. */
export function checkCircles(template: Template): void {
  const all = [...template.resources.values()];
  const dependencies = new Map(all.map((resource) => [resource.logicalId, certainDependencies(resource)]));
  const problems = new Problems();
  inOrder(all, dependencies, problems);
  if (problems.all.length > 0) throw TemplateError.of(template.file, template.body, problems.all);
}

/** What the resource refers to with either branch of each Fn::If. */
function certainDependencies(resource: TemplateResource): ReadonlySet<string> {
  const namesIf = (holds: boolean) =>
    [...referencesIn(referringPartOf(resource), "", () => holds)].map(({ name }) => name);
  const otherwise = new Set(namesIf(false));
  return new Set([...resource.dependsOn, ...namesIf(true).filter((name) => otherwise.has(name))]);
}

function pathOf({ logicalId }: TemplateResource): string {
  return memberPointer("/Resources", logicalId);
}

/** Of an Fn::If only the branch that is taken refers. */
function evaluated(part: Json, path: string, resolver: Resolver): readonly Reference[] {
  return [...referencesIn(part, path, (condition) => resolver.holds(condition, path))];
}

/** A resource that the template has, but that its condition leaves out. */
function tellMissing(
  block: string,
  references: readonly Reference[],
  template: Template,
  ids: ReadonlySet<string>,
  problems: Problems,
): void {
  const missing = references.filter(({ name }) => template.resources.has(name) && !ids.has(name));
  const names = [...new Set(missing.map(({ name }) => name))].join(", ");
  for (const { path, name } of missing) {
    const condition = template.resources.get(name)?.condition;
    const problem = `Template format error: Unresolved resource dependencies [${names}] in the ${block} block of the template`;
    problems.add(path, problem, `the condition ${condition} of ${name} does not hold`);
  }
}

function inOrder(
  wanted: readonly TemplateResource[],
  dependencies: ReadonlyMap<string, ReadonlySet<string>>,
  problems: Problems,
): readonly TemplateResource[] {
  const ordered: TemplateResource[] = [];
  const byId = new Map(wanted.map((resource) => [resource.logicalId, resource]));
  const state = new Map<string, "open" | "done">();
  const trail: string[] = [];
  const visit = (resource: TemplateResource): void => {
    const { logicalId } = resource;
    if (state.get(logicalId) === "done") return;
    if (state.get(logicalId) === "open") {
      tellCircle(trail.slice(trail.indexOf(logicalId)), dependencies, problems);
      return;
    }
    state.set(logicalId, "open");
    trail.push(logicalId);
    for (const id of dependencies.get(logicalId) ?? []) {
      const dependency = byId.get(id);
      if (dependency !== undefined) visit(dependency);
    }
    trail.pop();
    state.set(logicalId, "done");
    ordered.push(resource);
  };
  for (const resource of wanted) visit(resource);
  return ordered;
}

function tellCircle(
  circle: readonly string[],
  dependencies: ReadonlyMap<string, ReadonlySet<string>>,
  problems: Problems,
): void {
  const names = waitingFor(circle, dependencies);
  const problem = `Circular dependency between resources: [${names.join(", ")}]`;
  problems.add(memberPointer("/Resources", circle[0] ?? ""), problem, [...circle, circle[0]].join(" → "));
}

/** Whatever cannot be created before the circle is: AWS names all of it, here in the order of the template. */
function waitingFor(
  circle: readonly string[],
  dependencies: ReadonlyMap<string, ReadonlySet<string>>,
): readonly string[] {
  const waiting = new Set(circle);
  let before = 0;
  while (waiting.size > before) {
    before = waiting.size;
    for (const [id, needed] of dependencies)
      if ([...needed].some((each) => waiting.has(each))) waiting.add(id);
  }
  return [...dependencies.keys()].filter((id) => waiting.has(id));
}
