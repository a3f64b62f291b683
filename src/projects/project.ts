// A user's project, whatever deploys it to AWS: its stacks, and the files that go to AWS beside their templates.

import type { RegionIdentity } from "../aws/arn.ts";
import type { TemplateProblem } from "../aws/template/template-error.ts";
import type { TemplateSource } from "../services/cloudformation/template/template-source.ts";
import type { ArtifactSource } from "./artifacts.ts";
import type { Place } from "./local-paths.ts";

export type ProjectKind = "serverless" | "sam" | "cdk" | "cloudformation";

export interface Project {
  readonly kind: ProjectKind;
  readonly folder: string;
  /** What the user wrote, such as `serverless.yml`, from the folder. */
  readonly file: string;
  /** What its files say of it before it is packaged. */
  readonly madeFor?: MadeFor;
  /** Gets ready to package or synthesize again soon. */
  prepare?(): void;
  /** What is wrong with it that its tool has not been given the time to find. Never rejects; undefined also when it is given up. */
  check?(signal: AbortSignal): Promise<string | undefined>;
  /** Ends what was made ready. */
  close?(): void;
  /** Packages or synthesizes the project. Rejects with ProjectProblem, which holds the tool's own words. */
  stacks(destination?: Destination): Promise<readonly ProjectStack[]>;
}

/** The region and account whose ARNs are written out in it, as far as that is known. */
export type MadeFor = Partial<Pick<RegionIdentity, "region" | "accountId">>;

/** The region that a project is deployed to. */
export interface Destination {
  /** Where its API is. */
  readonly url: string;
  readonly identity: RegionIdentity;
}

/** A stack of a project, ready to be deployed. Those that others refer to come before them. */
export interface ProjectStack {
  readonly stackName: string;
  /** What the project's tool was told. */
  readonly madeFor?: MadeFor;
  /** The template as it is deployed. Its file is one that the user knows. */
  readonly template: TemplateSource;
  /** The template as the user wrote it, if it is another: in it the places of mistakes are told. */
  readonly written?: TemplateSource | undefined;
  readonly parameters: Readonly<Record<string, string>>;
  /** What the template refers to in S3. */
  readonly uploads: readonly Upload[];
  /** The files and folders that the template names, wherever they lie. */
  readonly places?: readonly string[];
  /** What is wrong with it as far as it was found by then. */
  readonly problems?: readonly TemplateProblem[];
  /** What of its sources could not be built anew: what was built before stands in for it. */
  readonly mistakes?: readonly Mistake[];
  /** What will not work of it, a line each. */
  readonly warnings?: readonly string[];
}

/** A file as it is, a folder as a zip of what is in it, or a text. */
export type Upload = Place & ArtifactSource;

export interface ProjectOptions {
  /** A template to take instead of what the folder has. */
  readonly template?: string | undefined;
  readonly stackName?: string | undefined;
  /** @default the framework's own */
  readonly stage?: string | undefined;
  /** Where it is deployed, if the user says so. @default what the project says */
  readonly region?: string | undefined;
  readonly parameters: Readonly<Record<string, string>>;
  /** Of the tools that package and synthesize. */
  readonly environment: NodeJS.ProcessEnv;
}

/** What keeps saved files out of the region. */
export interface Mistake {
  readonly problem: unknown;
  /** The paths of the files. */
  readonly held: readonly string[];
}

/** What is wrong with a project, in words for whoever wrote it. */
export class ProjectProblem extends Error {
  override readonly name = "ProjectProblem";
  readonly hint: string | undefined;

  constructor(message: string, hint?: string) {
    super(message);
    this.hint = hint;
  }
}
