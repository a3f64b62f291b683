// A CDK app: its cloud assembly, synthesized by the project's own CDK where it is not there yet. The assembly's manifest names the
// stacks, what each depends on, and the files that go to S3.
// https://docs.aws.amazon.com/cdk/v2/guide/deploy.html#deploy-how-synth-assemblies

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { localIdentity, type RegionIdentity } from "../aws/arn.ts";
import { readTemplateText } from "../services/cloudformation/template/template-source.ts";
import { appOf, complaintOf, synthesize } from "./cdk-synthesis.ts";
import { packagingAlone } from "./packaging-lock.ts";
import {
  type Destination,
  type MadeFor,
  type Project,
  type ProjectOptions,
  ProjectProblem,
  type ProjectStack,
  type Upload,
} from "./project.ts";

const assembly = "cdk.out";

export function cdkProject(folder: string, options: ProjectOptions): Project {
  const tool = appOf(folder, assembly);
  return {
    kind: "cdk",
    folder,
    prepare: () => tool.prepare(),
    close: () => tool.close(),
    check: (signal) => complaintOf(tool, signal),
    madeFor: formerEnvironment(join(folder, assembly, "manifest.json")),
    file: existsSync(join(folder, "cdk.json")) ? "cdk.json" : join(assembly, "manifest.json"),
    async stacks({ identity = localIdentity }: Partial<Destination> = {}) {
      return await packagingAlone(folder, async () => {
        // What the app would make now: a former synthesis may be of older sources.
        if (existsSync(join(folder, "cdk.json"))) {
          await synthesize({ tool, folder, output: assembly, environment: options.environment });
        }
        return stacksOf(join(folder, assembly), { ...options, identity });
      });
    },
  };
}

interface AssemblyOptions extends ProjectOptions {
  /** Whose an assembly is that is for no account in particular. */
  readonly identity: RegionIdentity;
}

interface Manifest {
  readonly artifacts: Readonly<Record<string, Artifact>>;
}

interface Artifact {
  readonly type: string;
  /** Such as `aws://123456789012/eu-west-1`, or `aws://unknown-account/unknown-region`. */
  readonly environment?: string;
  readonly dependencies?: readonly string[];
  readonly properties?: {
    readonly templateFile?: string;
    readonly stackName?: string;
    readonly parameters?: Readonly<Record<string, string>>;
    /** Of an asset manifest, and of an assembly within this one. */
    readonly file?: string;
    readonly directoryName?: string;
  };
}

function stacksOf(folder: string, options: AssemblyOptions): readonly ProjectStack[] {
  const { artifacts } = readJson<Manifest>(join(folder, "manifest.json"));
  const stacks = inOrder(artifacts).flatMap(([id, artifact]) => {
    if (artifact.type === "cdk:cloud-assembly") {
      return stacksOf(join(folder, artifact.properties?.directoryName ?? ""), options);
    }
    if (artifact.type !== "aws:cloudformation:stack") return [];
    const stack = stackOf(folder, { id, artifact, artifacts }, options);
    return hasResources(stack) ? [stack] : [];
  });
  if (stacks.length === 1 && options.stackName !== undefined && stacks[0] !== undefined) {
    return [{ ...stacks[0], stackName: options.stackName }];
  }
  return stacks;
}

/** CDK deploys no stack without resources, as those of an app's own tests are. */
function hasResources({ template: { body } }: ProjectStack): boolean {
  return Object.keys(body.Resources ?? {}).length > 0;
}

/** Each after those that it depends on. */
function inOrder(artifacts: Manifest["artifacts"]): readonly (readonly [string, Artifact])[] {
  const ordered = new Map<string, Artifact>();
  const visit = (id: string) => {
    const artifact = artifacts[id];
    if (artifact === undefined || ordered.has(id)) return;
    for (const dependency of artifact.dependencies ?? []) visit(dependency);
    ordered.set(id, artifact);
  };
  for (const id of Object.keys(artifacts)) visit(id);
  return [...ordered];
}

function stackOf(
  folder: string,
  {
    id,
    artifact,
    artifacts,
  }: { readonly id: string; readonly artifact: Artifact; readonly artifacts: Manifest["artifacts"] },
  { parameters, identity }: AssemblyOptions,
): ProjectStack {
  const { templateFile = "", stackName = id, parameters: own = {} } = artifact.properties ?? {};
  const file = join(folder, templateFile);
  return {
    stackName,
    madeFor: environmentOf(artifact),
    template: readTemplateText(readFileSync(file, "utf8"), file),
    parameters: { ...own, ...parameters },
    uploads: (artifact.dependencies ?? []).flatMap((dependency) => {
      const assets = artifacts[dependency];
      return assets?.type === "cdk:asset-manifest"
        ? uploadsOf(folder, assets.properties?.file ?? "", identity)
        : [];
    }),
  };
}

/** Of the assembly that was synthesized before, of which all stacks are for the same. */
function formerEnvironment(manifest: string): MadeFor {
  if (!existsSync(manifest)) return {};
  const { artifacts = {} } = readJson<Partial<Manifest>>(manifest);
  const stacks = Object.values(artifacts).filter(({ type }) => type === "aws:cloudformation:stack");
  const [first, ...others] = stacks.map(environmentOf);
  return first !== undefined && others.every((other) => isDeepStrictEqual(other, first)) ? first : {};
}

function environmentOf({ environment = "" }: Artifact): MadeFor {
  const [, accountId, region] = /^aws:\/\/(\d{12}|unknown-account)\/(.+)$/.exec(environment) ?? [];
  return {
    ...(accountId === undefined || accountId === "unknown-account" ? {} : { accountId }),
    ...(region === undefined || region === "unknown-region" ? {} : { region }),
  };
}

interface AssetManifest {
  readonly files?: Readonly<Record<string, FileAsset>>;
}

interface FileAsset {
  /** An asset may be made by a program instead, which is not run here. */
  readonly source: { readonly path?: string };
  readonly destinations: Readonly<
    Record<string, { readonly bucketName: string; readonly objectKey: string }>
  >;
}

function uploadsOf(folder: string, manifest: string, identity: RegionIdentity): readonly Upload[] {
  const { files = {} } = readJson<AssetManifest>(join(folder, manifest));
  return Object.values(files).flatMap(({ source, destinations }) =>
    Object.values(destinations).flatMap(({ bucketName, objectKey }) =>
      source.path === undefined
        ? []
        : [
            {
              bucket: withIdentity(bucketName, identity),
              key: withIdentity(objectKey, identity),
              path: assetPath(folder, source.path),
            },
          ],
    ),
  );
}

/** Throws ProjectProblem if it is not there, as in an assembly that is kept without its assets. */
function assetPath(folder: string, name: string): string {
  const path = join(folder, name);
  if (existsSync(path)) return path;
  throw new ProjectProblem(
    `the assembly names ${path}, which is not there`,
    "synthesize the app anew: npx cdk synth",
  );
}

/** An assembly for no account in particular names the account where it is deployed. */
function withIdentity(text: string, { partition, accountId, region }: RegionIdentity): string {
  return text
    .replaceAll("${AWS::Partition}", partition)
    .replaceAll("${AWS::AccountId}", accountId)
    .replaceAll("${AWS::Region}", region);
}

function readJson<Document>(file: string): Document {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Document;
  } catch (cause) {
    throw new ProjectProblem(`${file} cannot be read: ${(cause as Error).message}`);
  }
}
