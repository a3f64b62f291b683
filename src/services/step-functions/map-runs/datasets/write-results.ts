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
  readonly children: readonly EndedChild[];
}

interface ResultFile {
  readonly Key: string;
  readonly Size: number;
}

/** Answers with the state's result, or with States.ResultWriterFailed. */
export async function writeResults(
  objects: ObjectStore,
  call: ResultWriterCall,
  ended: EndedChildren,
): Promise<Json | Failure> {
  if (call.resource === undefined) return ended.children.map(childResult);
  try {
    return await write(objects, call, ended);
  } catch (problem) {
    if (problem instanceof ServiceError || problem instanceof ArgumentProblem)
      return new Failure(statesError.resultWriterFailed, problem.message);
    throw problem;
  }
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
  const { OutputType } = call.writerConfig;
  const put = async (name: string, results: readonly Json[]): Promise<ResultFile[]> => {
    if (results.length === 0) return [];
    const Key = `${folder}/${name}_0.${OutputType === "JSONL" ? "jsonl" : "json"}`;
    const bytes = Buffer.from(
      OutputType === "JSONL"
        ? results.map((each) => JSON.stringify(each)).join("\n")
        : JSON.stringify(results),
    );
    await objects.putObject({ bucket, key: Key, bytes });
    return [{ Key, Size: bytes.length }];
  };
  const succeeded = children.filter(({ status }) => status === "SUCCEEDED");
  const failed = children.filter(({ status }) => status !== "SUCCEEDED");
  const ResultFiles = {
    FAILED: await put("FAILED", failed.map(childResult)),
    PENDING: await put("PENDING", call.pending.map(pendingResult)),
    SUCCEEDED: await put("SUCCEEDED", transformed(succeeded, call.writerConfig)),
  };
  const Key = `${folder}/manifest.json`;
  const manifest = { DestinationBucket: bucket, MapRunArn: mapRunArn, ResultFiles };
  await objects.putObject({ bucket, key: Key, bytes: Buffer.from(JSON.stringify(manifest)) });
  return { MapRunArn: mapRunArn, ResultWriterDetails: { Bucket: bucket, Key } };
}

function transformed(succeeded: readonly EndedChild[], { Transformation }: JsonObject): readonly Json[] {
  if (Transformation !== "COMPACT" && Transformation !== "FLATTEN") return succeeded.map(childResult);
  const outputs = succeeded.map(({ output = "null" }) => JSON.parse(output) as Json);
  return Transformation === "FLATTEN" ? outputs.flat() : outputs;
}
