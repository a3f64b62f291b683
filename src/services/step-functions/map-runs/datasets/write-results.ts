// ResultWriter: how the children of a Map Run ended, as files in S3 and a manifest that names them.
// https://docs.aws.amazon.com/step-functions/latest/dg/input-output-resultwriter.html

import type { Json, JsonObject } from "../../../../aws/json.ts";
import { ServiceError } from "../../../../aws/service-error.ts";
import { statesError } from "../../../../engine/error-names.ts";
import { Failure } from "../../../../engine/failure.ts";
import type { ResultWriterCall } from "../../../../engine/map-run/map-runner.ts";
import { ArgumentProblem, argumentObject, optionalText, requiredText } from "../../tasks/arguments.ts";
import { childResult, type EndedChild, pendingResult } from "./child-result.ts";
import type { ObjectStore } from "./object-store.ts";

export interface EndedChildren {
  readonly mapRunArn: string;
  readonly children: AsyncIterable<EndedChild>;
}

interface ResultFile {
  readonly Key: string;
  readonly Size: number;
}

/** In characters: a file that has so many is written, and another begun. AWS's have up to 5 GB. */
const mostInFile = 16 * 1024 * 1024;

/** Answers with the state's result, or with States.ResultWriterFailed. */
export async function writeResults(
  objects: ObjectStore,
  call: ResultWriterCall,
  ended: EndedChildren,
): Promise<Json | Failure> {
  if (call.resource === undefined) return resultsOf(ended.children);
  try {
    return await write(objects, call, ended);
  } catch (problem) {
    if (problem instanceof ServiceError || problem instanceof ArgumentProblem)
      return new Failure(statesError.resultWriterFailed, problem.message);
    throw problem;
  }
}

async function resultsOf(children: AsyncIterable<EndedChild>): Promise<Json> {
  const results: Json[] = [];
  for await (const child of children) results.push(childResult(child));
  return results;
}

async function write(
  objects: ObjectStore,
  call: ResultWriterCall,
  ended: EndedChildren,
): Promise<JsonObject> {
  const { mapRunArn, children } = ended;
  const request = argumentObject(call.arguments);
  const bucket = requiredText(request, "Bucket");
  const prefix = optionalText(request, "Prefix")?.replace(/\/+$/, "") ?? "";
  const folder = `${prefix === "" ? "" : `${prefix}/`}${mapRunArn.slice(mapRunArn.lastIndexOf(":") + 1)}`;
  const place = { objects, bucket, folder, isLines: call.writerConfig.OutputType === "JSONL" };
  const failed = new ResultFiles("FAILED", place);
  const pending = new ResultFiles("PENDING", place);
  const succeeded = new ResultFiles("SUCCEEDED", place);
  for await (const child of children) {
    if (child.status !== "SUCCEEDED") await failed.add(childResult(child));
    else for (const result of transformed(child, call.writerConfig)) await succeeded.add(result);
  }
  for (const input of call.pending) await pending.add(pendingResult(input));
  const files = {
    FAILED: await failed.end(),
    PENDING: await pending.end(),
    SUCCEEDED: await succeeded.end(),
  };
  const Key = `${folder}/manifest.json`;
  const manifest = { DestinationBucket: bucket, MapRunArn: mapRunArn, ResultFiles: files };
  await objects.putObject({ bucket, key: Key, bytes: Buffer.from(JSON.stringify(manifest)) });
  return { MapRunArn: mapRunArn, ResultWriterDetails: { Bucket: bucket, Key } };
}

interface ResultPlace {
  readonly objects: ObjectStore;
  readonly bucket: string;
  readonly folder: string;
  readonly isLines: boolean;
}

/** The files of those that ended in one way. */
class ResultFiles {
  readonly #name: string;
  readonly #place: ResultPlace;
  readonly #files: ResultFile[] = [];
  #results: string[] = [];
  #characters = 0;

  constructor(name: string, place: ResultPlace) {
    this.#name = name;
    this.#place = place;
  }

  async add(result: Json): Promise<void> {
    const text = JSON.stringify(result);
    this.#results.push(text);
    this.#characters += text.length;
    if (this.#characters >= mostInFile) await this.#put();
  }

  async end(): Promise<readonly JsonObject[]> {
    if (this.#results.length > 0) await this.#put();
    return this.#files.map((file) => ({ ...file }));
  }

  async #put(): Promise<void> {
    const { objects, bucket, folder, isLines } = this.#place;
    const key = `${folder}/${this.#name}_${this.#files.length}.${isLines ? "jsonl" : "json"}`;
    const bytes = Buffer.from(isLines ? this.#results.join("\n") : `[${this.#results.join(",")}]`);
    this.#results = [];
    this.#characters = 0;
    await objects.putObject({ bucket, key, bytes });
    this.#files.push({ Key: key, Size: bytes.length });
  }
}

/** FLATTEN puts the elements of an array that a child answered with in its place. */
function transformed(child: EndedChild, { Transformation }: JsonObject): readonly Json[] {
  if (Transformation !== "COMPACT" && Transformation !== "FLATTEN") return [childResult(child)];
  const output = JSON.parse(child.output ?? "null") as Json;
  return Transformation === "FLATTEN" && Array.isArray(output) ? output : [output];
}
