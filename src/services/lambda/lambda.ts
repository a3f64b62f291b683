// The Lambda service as others see it: what its functions and layers are, and their invocation.

import { join } from "node:path";
import type { RegionIdentity } from "../../aws/arn.ts";
import type { Repair } from "../../storage/damage.ts";
import { RecordBook } from "../../storage/record-book.ts";
import type { Clock } from "../../time/clock.ts";
import { CodeSources, type ObjectSource } from "./code/code-source.ts";
import { CodeStore } from "./code/code-store.ts";
import { FunctionHost, type FunctionHostOptions } from "./function-host.ts";
import type { FunctionRecord } from "./functions/function-record.ts";
import { Functions } from "./functions/functions.ts";
import { Layers } from "./functions/layers.ts";
import type { InvocationRequest, InvocationResult } from "./invocation.ts";

export interface LambdaOptions extends Omit<FunctionHostOptions, "versionOf"> {
  readonly clock: Clock;
  readonly identity: RegionIdentity;
  /** Where functions and their code are kept; undefined keeps them for as long as the region is up. */
  readonly directory: string | undefined;
  readonly repair?: Repair | undefined;
  /** The buckets that code is taken from. */
  readonly objects: ObjectSource;
}

export class Lambda {
  readonly functions: Functions;
  readonly layers: Layers;
  readonly sources: CodeSources;

  private constructor(functions: Functions, layers: Layers, sources: CodeSources) {
    this.functions = functions;
    this.layers = layers;
    this.sources = sources;
  }

  /** Throws DamagedFile unless a repair is under way. */
  static async open(options: LambdaOptions): Promise<Lambda> {
    const { clock, identity, directory, repair, objects, ...hosting } = options;
    const book = await RecordBook.open({ directory, name: "functions.journal", repair });
    const code = new CodeStore(directory === undefined ? undefined : join(directory, "code"));
    const functions = new Functions({
      ...{ clock, identity, book, code },
      host: (versionOf) => new FunctionHost({ ...hosting, clock, identity, versionOf }),
    });
    const layers = new Layers(clock, identity, book);
    code.sweep(usedCode(functions.list(), layers));
    return new Lambda(functions, layers, new CodeSources(code, objects));
  }

  invoke(request: InvocationRequest): Promise<InvocationResult> {
    return this.functions.invoke(request);
  }

  list(): readonly { readonly functionName: string }[] {
    return this.functions.list().map(({ name }) => ({ functionName: name }));
  }

  close(): Promise<void> {
    return this.functions.close();
  }
}

function usedCode(records: readonly FunctionRecord[], layers: Layers): ReadonlySet<string> {
  const versions = records.flatMap(({ latest, published }) => [latest, ...published]);
  return new Set([
    ...versions.flatMap(({ code }) => (code.type === "package" ? [code.digest] : [])),
    ...layers.all().flatMap((layer) => layer.versions.map(({ code }) => code.digest)),
  ]);
}
