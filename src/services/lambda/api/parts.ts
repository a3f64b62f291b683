// What Lambda's operations work on.

import type { CodeSources } from "../code/code-source.ts";
import type { Functions } from "../functions/functions.ts";
import type { Layers } from "../functions/layers.ts";

export interface LambdaParts {
  readonly functions: Functions;
  readonly layers: Layers;
  readonly sources: CodeSources;
}
