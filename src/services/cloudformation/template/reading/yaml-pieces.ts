// Large collections of a YAML document, cut into pieces that are documents of their own.

import type { CST } from "yaml";

type Collection = CST.BlockMap | CST.BlockSequence | CST.FlowCollection;
type Item = CST.CollectionItem;

/** Some of a collection's items, as a collection that is all of a document. */
export interface Piece {
  readonly document: CST.Document;
  /** Of its items so many at the beginning and the end only stand for those that are in other pieces. */
  readonly leading: number;
  readonly trailing: number;
}

export interface CutUp {
  /** Where the collection begins. */
  readonly offset: number;
  readonly pieces: Iterable<Piece>;
}

/** Of the collections that were cut up. Of a block the last item is left in its place, and tells where the block ends. */
export type Pieces = ReadonlyMap<CST.Token, CutUp>;

/** As many tokens as are made into nodes in a few milliseconds. */
const tokensOfPiece = 1000;

/**
 * Cuts the collections of all documents, from the innermost outwards. What is nested deeper than `deepest` is left out: whoever reads the
 * document goes no further. Yields where whoever asks may give way to others.
 */
export function* cutUp(tokens: readonly CST.Token[], deepest: number): Generator<void, Pieces> {
  const pieces = new Map<CST.Token, CutUp>();
  let walked = 0;

  function* cut(collection: Collection, depth: number): Generator<void, number> {
    const items: Item[] = collection.items;
    if (depth > deepest) {
      items.length = 0;
      return 1;
    }
    const runs: Item[][] = [];
    let run: Item[] = [];
    let size = 0;
    let itemSize = 0;
    for (const item of items) {
      if (++walked % tokensOfPiece === 0) yield;
      itemSize = yield* sizeOf(item, depth + 1);
      if (run.length > 0 && size + itemSize > tokensOfPiece) {
        runs.push(run);
        run = [];
        size = 0;
      }
      run.push(item);
      size += itemSize;
    }
    if (runs.length === 0) return size + 1;
    runs.push(run);
    pieces.set(collection, { offset: collection.offset, pieces: piecesOf({ ...collection }, runs) });
    items.splice(0, collection.type === "flow-collection" ? items.length : lastOf(items));
    collection.offset = offsetOf(items[0]) ?? collection.offset;
    return itemSize + 1;
  }

  function* sizeOf({ start, key, sep, value }: Item, depth: number): Generator<void, number> {
    let size = 1 + start.length + (sep?.length ?? 0);
    for (const token of [key, value]) size += isCollection(token) ? yield* cut(token, depth) : 1;
    return size;
  }

  for (const token of tokens)
    if (token.type === "document" && isCollection(token.value)) yield* cut(token.value, 0);
  return pieces;
}

function isCollection(token: CST.Token | null | undefined): token is Collection {
  return token?.type === "block-map" || token?.type === "block-seq" || token?.type === "flow-collection";
}

/** The index of the last item; what comes after it are comments. */
function lastOf(items: readonly Item[]): number {
  const at = items.findLastIndex(({ start, sep, value }) => {
    return sep !== undefined || value !== undefined || start.some(({ type }) => type.endsWith("-ind"));
  });
  return Math.max(0, at);
}

function* piecesOf(collection: Collection, runs: readonly (readonly Item[])[]): Generator<Piece> {
  for (const [index, run] of runs.entries()) {
    const offset = offsetOf(run[0]) ?? collection.offset;
    const isFlow = collection.type === "flow-collection";
    // Whether a comma stands where one must, and nowhere else, can only be told beside another item.
    const before = isFlow && index > 0 ? [standIn(collection, offset - 1, [])] : [];
    const comma = { type: "comma", offset, indent: collection.indent, source: "," } as const;
    const after = isFlow && index < runs.length - 1 ? [standIn(collection, offset, [comma])] : [];
    const items = [...before, ...run, ...after];
    const value = { ...collection, offset, items } as Collection;
    const document = { type: "document", offset, start: beginning(offset), value } as const;
    yield { document, leading: before.length, trailing: after.length };
  }
}

/** `---` on a line of its own, which must follow the directives where there are any. */
function beginning(offset: number): CST.SourceToken[] {
  return [
    { type: "doc-start", offset, indent: 0, source: "---" },
    { type: "newline", offset, indent: 0, source: "\n" },
  ];
}

/** An item of a flow collection that is in another piece. */
function standIn({ start, indent }: CST.FlowCollection, offset: number, comma: CST.SourceToken[]): Item {
  const scalar = { type: "scalar", offset, indent, source: "-" } as const;
  return start.source === "{" ? { start: comma, key: scalar, sep: [] } : { start: comma, value: scalar };
}

function offsetOf(item: Item | undefined): number | undefined {
  return item?.start[0]?.offset ?? item?.key?.offset ?? item?.sep?.[0]?.offset ?? item?.value?.offset;
}
