// Which project a folder holds, told by the files that its tool looks for.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { newStackName } from "../services/cloudformation/api/stack-request.ts";
import { cdkProject } from "./cdk-project.ts";
import { type Project, type ProjectOptions, ProjectProblem } from "./project.ts";
import { isToolMade } from "./project-sources.ts";
import { serverlessFiles, serverlessProject } from "./serverless-project.ts";
import { isTemplateText } from "./template-machines.ts";
import { isSamTemplate, templateProject } from "./template-project.ts";

/** What SAM's and CloudFormation's own tools look for, and what people call their templates. */
const templateFiles = [
  "template.yaml",
  "template.yml",
  "template.json",
  "cloudformation.yaml",
  "cloudformation.yml",
  "cloudformation.json",
];

const projectFiles = [...serverlessFiles, "cdk.json", ...templateFiles];

/** Throws ProjectProblem if there is no project, or none where `template` says, and ServiceError for a name that no stack can have. */
export function findProject(folder: string, options: ProjectOptions): Project {
  if (options.stackName !== undefined) newStackName({ StackName: options.stackName });
  if (options.template !== undefined) return namedTemplate(folder, options.template, options);
  const serverless = serverlessFiles.find((name) => existsSync(join(folder, name)));
  if (serverless !== undefined) return serverlessProject(folder, serverless, options);
  if (["cdk.json", join("cdk.out", "manifest.json")].some((name) => existsSync(join(folder, name)))) {
    return cdkProject(folder, options);
  }
  const template = templateFiles.find((name) => existsSync(join(folder, name)));
  if (template !== undefined) return plainProject(folder, template, options);
  const others = otherTemplates(folder);
  const [other] = others;
  if (other !== undefined && others.length === 1) return plainProject(folder, other, options);
  throw new ProjectProblem(`there is no project in ${folder}`, whereElse(folder, others));
}

function whereElse(folder: string, templates: readonly string[]): string {
  if (templates.length > 0) return `which of its templates is it: --template ${templates.join(", or ")}`;
  const below = projectsBelow(folder);
  if (below.length > 0) return `there is one in ${below.join(", ")}: go there first`;
  return `it has none of ${serverlessFiles[0]}, cdk.json, cdk.out and ${templateFiles[0]}: go to the project's folder, or name its template with --template FILE`;
}

/** Templates that are called otherwise, such as `infrastructure.yaml`. */
function otherTemplates(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(?:ya?ml|json|template)$/.test(entry.name))
    .map(({ name }) => name)
    .filter((name) => isTemplateText(readFileSync(join(folder, name), "utf8")))
    .toSorted();
}

/** The folders within, at most so deep, that hold a project. */
function projectsBelow(folder: string, depth = 2): readonly string[] {
  if (depth === 0) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !isToolMade(join(folder, entry.name)))
    .flatMap(({ name }) => {
      const within = join(folder, name);
      const isProject = projectFiles.some((file) => existsSync(join(within, file)));
      return isProject ? [name] : projectsBelow(within, depth - 1).map((each) => join(name, each));
    });
}

function namedTemplate(folder: string, template: string, options: ProjectOptions): Project {
  const file = resolve(folder, template);
  if (!existsSync(file)) throw new ProjectProblem(`there is no template ${template}`);
  return plainProject(folder, relative(folder, file), options);
}

function plainProject(folder: string, file: string, options: ProjectOptions): Project {
  const kind = isSamTemplate(readFileSync(join(folder, file), "utf8")) ? "sam" : "cloudformation";
  return templateProject(kind, { folder, file }, options);
}
