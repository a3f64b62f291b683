// Items as they are read: some at a time.

import type { Json } from "../../../../aws/json.ts";
import { DatasetProblem } from "./dataset-problem.ts";

export interface ItemChunk {
  readonly items: readonly Json[];
  /** Of an object's members, whose values the items are. */
  readonly keys?: readonly string[];
}

export type ItemChunks = AsyncGenerator<ItemChunk, void>;

/** "The size of an individual item can be up to 8 MB", here in characters. */
const longestItem = 8 * 1024 * 1024;

/** Throws DatasetProblem for text of one item that goes on and on. */
export function checkItemLength(characters: number): void {
  if (characters > longestItem)
    throw new DatasetProblem(
      `An item may have 8 MB, and there is one of more than ${characters} characters.`,
    );
}
