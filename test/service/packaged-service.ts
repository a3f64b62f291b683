// Packages the service as `serverless package` does, in a folder of its own that links to the sources, so that a
// test neither disturbs nor is disturbed by what else packages the project at the same time.

import { execFile } from "node:child_process";
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";

export interface TemplateResource {
  readonly Type: string;
  readonly Properties: Record<string, unknown>;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

export interface Template {
  readonly Resources: Readonly<Record<string, TemplateResource>>;
  readonly Outputs: Readonly<Record<string, { readonly Value: unknown }>>;
}

export interface PackagedService {
  readonly folder: string;
  readonly templateText: string;
  readonly template: Template;
  remove(): Promise<void>;
}

const root = resolve(import.meta.dirname, "../..");
const linked = ["handlers", "infrastructure", "jobs", "node_modules", "plugins", "src", "statemachines"];

/** What `--param NAME=VALUE` sets. */
export type Parameters = Readonly<Record<string, string>>;

/** A folder in which the service can be packaged and deployed, with other defaults of its parameters. */
export async function linkService(parameters: Parameters = {}): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "millrace-package-"));
  await Promise.all([
    ...linked.map((name) => symlink(join(root, name), join(folder, name))),
    ...["serverless.yml", "package.json", "millrace.config.json"].map((name) =>
      cp(join(root, name), join(folder, name)),
    ),
  ]);
  const file = join(folder, "serverless.yml");
  let text = await readFile(file, "utf8");
  for (const [name, value] of Object.entries(parameters))
    text = text.replace(new RegExp(`^( {4}${name}: ).*$`, "m"), `$1${value}`);
  await writeFile(file, text);
  return folder;
}

/** With the Glue job, which a local region does without. */
export async function packageService(
  parameters: Parameters = {},
  stage: "dev" | "prod" = "dev",
): Promise<PackagedService> {
  const folder = await linkService({ "glue-job": "with", ...parameters });
  await promisify(execFile)(
    process.execPath,
    [join(root, "node_modules/serverless/bin/serverless.js"), "package", "--stage", stage],
    { cwd: folder, env: withoutCredentials(folder) },
  );
  const templateText = await readFile(
    join(folder, ".serverless/cloudformation-template-update-stack.json"),
    "utf8",
  );
  return {
    folder,
    templateText,
    template: JSON.parse(templateText) as Template,
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Whoever runs the tests, the package must not depend on their account. */
function withoutCredentials(home: string): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith("AWS_"));
  return { ...Object.fromEntries(kept), AWS_EC2_METADATA_DISABLED: "true", HOME: home };
}
