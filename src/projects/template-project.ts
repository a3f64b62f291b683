// A project that is a template of SAM or CloudFormation, with its code and definitions in files beside it. What the template names
// as a path goes to S3 first, as the tools' own `package` commands do it.
// https://docs.aws.amazon.com/cli/latest/reference/cloudformation/package.html

import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { isJsonObject, type JsonObject } from "../aws/json.ts";
import { placeOf } from "../aws/template/places.ts";
import type { TemplateProblem } from "../aws/template/template-error.ts";
import {
  readTemplateText,
  type TemplateSource,
} from "../services/cloudformation/template/template-source.ts";
import { type ArtifactSource, artifactBucket, contentKey } from "./artifacts.ts";
import { withPlaces } from "./local-paths.ts";
import {
  type Project,
  type ProjectKind,
  type ProjectOptions,
  ProjectProblem,
  type ProjectStack,
  type Upload,
} from "./project.ts";
import { type Builds, samBuilds } from "./sam-build.ts";
import { samConfig } from "./sam-config.ts";
import { uninstalledWarnings } from "./uninstalled.ts";

/** What `sam build` leaves: packages with what they depend on, and the template that names them. */
const builtTemplate = join(".aws-sam", "build", "template.yaml");

export function isSamTemplate(text: string): boolean {
  return text.includes("AWS::Serverless");
}

export function templateProject(
  kind: ProjectKind,
  { folder, file }: { readonly folder: string; readonly file: string },
  options: ProjectOptions,
): Project {
  const config = kind === "sam" ? samConfig(folder) : undefined;
  const { stackName = config?.stackName } = options;
  /** What was built last, for functions that cannot be built now. */
  let built: Builds = new Map();
  return {
    kind,
    folder,
    file,
    madeFor: config?.madeFor ?? {},
    async stacks() {
      const isBuilt =
        kind === "sam" && options.template === undefined && existsSync(join(folder, builtTemplate));
      const name = isBuilt ? builtTemplate : file;
      const written = read(join(folder, name), name);
      const { builds, mistakes } = isBuilt
        ? noBuilds
        : await samBuilds(join(folder, file), written.body, built);
      built = builds;
      const parameters = { ...declaredOf(config?.parameters, written.body), ...options.parameters };
      const stack = stackOf(folder, { written, builds }, { ...options, stackName, parameters });
      return [
        {
          ...stack,
          mistakes,
          warnings: isBuilt ? [] : uninstalledWarnings(join(folder, file), written.body),
        },
      ];
    },
  };
}

const noBuilds = { builds: new Map<string, Uint8Array>(), mistakes: [] };

/** SAM gives a template no more than it has. */
function declaredOf(
  given: Readonly<Record<string, string>> = {},
  { Parameters: declared }: JsonObject,
): Readonly<Record<string, string>> {
  const has = (name: string) => isJsonObject(declared) && Object.hasOwn(declared, name);
  return Object.fromEntries(Object.entries(given).filter(([name]) => has(name)));
}

function stackOf(
  folder: string,
  { written, builds }: { readonly written: TemplateSource; readonly builds: Builds },
  { stackName, parameters }: ProjectOptions,
): ProjectStack {
  const uploads: Upload[] = [];
  const places: string[] = [];
  const problems: TemplateProblem[] = [];
  const artifacts: Artifacts = {
    missed: (problem) => void problems.push(problem),
    upload: (artifact) => void uploads.push(artifact),
    found: (place) => void places.push(place),
    builds,
  };
  const body = withArtifacts(join(folder, written.file), written.body, artifacts);
  return {
    stackName: stackName ?? defaultStackName(folder),
    template: { ...written, body },
    written,
    parameters,
    uploads,
    places,
    problems,
  };
}

/** Throws TemplateError, and ProjectProblem for one that was taken away since the project was found. */
function read(path: string, file: string): TemplateSource {
  try {
    return readTemplateText(readFileSync(path, "utf8"), file, "written out");
  } catch (problem) {
    const { code } = problem as NodeJS.ErrnoException;
    if (code === undefined) throw problem;
    throw new ProjectProblem(
      code === "ENOENT" ? `${file} is not there any more` : `${file} cannot be read: ${code}`,
      "put it back, or start again with --template FILE",
    );
  }
}

/** A stack's name begins with a letter and has letters, digits and hyphens, of which none at its end would mean anything. */
function defaultStackName(folder: string): string {
  const name = basename(resolve(folder)).replaceAll(/[^A-Za-z0-9-]+/g, "-");
  return (/^[A-Za-z]/.test(name) ? name : `stack-${name}`).replace(/-+$/, "");
}

interface Artifacts {
  readonly upload: (artifact: Upload) => void;
  /** Told of each file or folder. */
  readonly found: (path: string) => void;
  /** Told of each that is not there. */
  readonly missed: (problem: TemplateProblem) => void;
  readonly builds?: Builds;
}

/** The template in a file, and those that it nests, with all that they name put among the uploads. */
function withArtifacts(file: string, body: JsonObject, artifacts: Artifacts): JsonObject {
  const { upload, found, missed, builds } = artifacts;
  return withPlaces(body, (path, { pointer, isTemplate }) => {
    const artifact = resolve(dirname(file), path);
    if (!existsSync(artifact)) {
      const problem = { path: pointer, problem: `there is no ${artifact}`, place: placeOf(body, pointer) };
      missed(problem);
      return { bucket: artifactBucket, key: "" };
    }
    found(artifact);
    const build = builds?.get(pointer);
    const source =
      build !== undefined
        ? { content: build, ending: ".zip" }
        : isTemplate
          ? nested(artifact, { upload, found, missed })
          : { path: artifact };
    const place = { bucket: artifactBucket, key: contentKey(source) };
    upload({ ...place, ...source });
    return place;
  });
}

function nested(file: string, artifacts: Omit<Artifacts, "builds">): ArtifactSource {
  const body = withArtifacts(file, read(file, file).body, artifacts);
  return { content: JSON.stringify(body), ending: ".template" };
}
