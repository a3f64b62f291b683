// What a distributed Map answers with when its results are not exported.
// https://docs.aws.amazon.com/step-functions/latest/dg/input-output-resultwriter.html

import type { CompiledResultWriter } from "../../asl/compile/compiled-machine.ts";
import type { Json, JsonObject } from "../../aws/json.ts";

/** Whether more than the children's outputs is wanted: their metadata, or files. */
export function isForRunner({ resource, config }: CompiledResultWriter): boolean {
  return resource !== undefined || config.Transformation === "NONE";
}

/** FLATTEN puts the elements of children that answered with arrays side by side. */
export function stateResult(outputs: readonly Json[], { Transformation }: JsonObject): Json {
  return Transformation === "FLATTEN" ? outputs.flat() : outputs;
}
