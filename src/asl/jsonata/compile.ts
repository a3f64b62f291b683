import type { Run } from "./evaluation.ts";
import type { Node } from "./syntax-tree.ts";

/** Makes a node into a closure. `depth` says in how many nodes of its function this one lies. */
export type Compile = (node: Node, depth: number) => Run;
