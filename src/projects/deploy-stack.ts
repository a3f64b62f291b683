// Puts a project's stack into a region: first its files into S3, then its template to CloudFormation.

import { readFileSync, statSync } from "node:fs";
import type { JsonObject } from "../aws/json.ts";
import { TemplateError } from "../aws/template/template-error.ts";
import type { Deployed, DeployRequest } from "../services/cloudformation/stacks/deploy.ts";
import { machineProblems } from "./machine-problems.ts";
import type { ProjectStack, Upload } from "./project.ts";
import { type PutUpMachines, unansweredWarnings } from "./unanswered-states.ts";
import { zipFolder } from "./zip-folder.ts";

/** What a deployment asks of the region. */
export interface DeploymentTarget {
  readonly cloudformation: {
    deploy(request: DeployRequest): Promise<Deployed>;
    /** Undefined for a name without a stack, or with one that is deleted. */
    readonly stacks: { find(name: string): object | undefined };
  };
  readonly s3: ObjectStore;
  readonly states: PutUpMachines;
}

interface ObjectStore {
  readonly buckets: readonly string[];
  createBucket(bucket: string): Promise<void>;
  headObject(bucket: string, key: string): unknown;
  putObject(put: {
    readonly bucket: string;
    readonly key: string;
    readonly bytes: Uint8Array;
  }): Promise<unknown>;
}

export interface DeployOptions {
  readonly allowMissing: boolean;
  /** From which the places of mistakes are told. @default the current one */
  readonly folder?: string;
}

/** Rejects with TemplateError, whose places are in the files that the user wrote, and with ServiceError. */
export async function deployStack(
  stack: ProjectStack,
  { cloudformation, s3, states }: DeploymentTarget,
  { allowMissing, folder = process.cwd() }: DeployOptions,
): Promise<Deployed> {
  for (const upload of stack.uploads) await put(upload, s3);
  const { stackName, template, written = template, parameters } = stack;
  const isCertain = ({ Condition: condition }: JsonObject) => condition === undefined;
  const problems = [...(stack.problems ?? []), ...machineProblems(stack, folder, isCertain)];
  try {
    const deployed = await cloudformation.deploy({
      ...{ stackName, template, parameters, allowMissing, isOfProject: true, problems },
    });
    const unanswered = unansweredWarnings(stack, deployed, states);
    return { ...deployed, warnings: [...deployed.warnings, ...unanswered] };
  } catch (problem) {
    if (!(problem instanceof TemplateError)) throw problem;
    const isUntold = (resource: JsonObject, pointer: string) =>
      !isCertain(resource) &&
      !problem.problems.some(({ path }) => path === pointer || path.startsWith(`${pointer}/`));
    const all = [...problem.problems, ...machineProblems(stack, folder, isUntold)];
    throw TemplateError.of(problem.file, written.body, all);
  }
}

async function put(upload: Upload, s3: ObjectStore): Promise<void> {
  const { bucket, key } = upload;
  if (!s3.buckets.includes(bucket)) await s3.createBucket(bucket);
  // Named by its content: what is there is the same.
  if (!isThere(upload, s3)) await s3.putObject({ bucket, key, bytes: bytesOf(upload) });
}

function isThere({ bucket, key }: Upload, s3: ObjectStore): boolean {
  try {
    s3.headObject(bucket, key);
    return true;
  } catch {
    return false;
  }
}

function bytesOf(upload: Upload): Uint8Array {
  if ("content" in upload) return Buffer.from(upload.content);
  return statSync(upload.path).isDirectory() ? zipFolder(upload.path) : readFileSync(upload.path);
}
