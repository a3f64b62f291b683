// A Parquet file of one column of whole numbers, which are all the same: some bytes, however many rows they stand for.
// https://parquet.apache.org/docs/file-format/, in Thrift's compact protocol.

interface Column {
  readonly rows: number;
  /** As its page says, if that is another number. */
  readonly values?: number;
}

type Field = readonly [id: number, type: number, bytes: readonly number[]];
const [i32, i64, binary, list, struct] = [5, 6, 8, 9, 12] as const;

export function parquetFile({ rows, values = rows }: Column): Uint8Array {
  const dictionary = page(2, 4, [7, number(1), number(0)]);
  // Of one bit each, a run of all that are the dictionary's first.
  const run = [1, ...varint(2n * BigInt(values)), 0];
  const data = page(0, run.length, [5, number(values), number(8), number(3), number(3)]);
  const pages = [...dictionary, 7, 0, 0, 0, ...data, ...run];
  const column = fields(
    [1, i32, number(1)],
    [2, list, items(i32, [number(8)])],
    [3, list, items(binary, [text("n")])],
    [4, i32, number(0)],
    [5, i64, number(rows)],
    [6, i64, number(pages.length)],
    [7, i64, number(pages.length)],
    [9, i64, number(4 + dictionary.length + 4)],
    [11, i64, number(4)],
  );
  const chunk = fields([2, i64, number(4)], [3, struct, column]);
  const group = fields(
    [1, list, items(struct, [chunk])],
    [2, i64, number(pages.length)],
    [3, i64, number(rows)],
  );
  const schema = [
    fields([4, binary, text("schema")], [5, i32, number(1)]),
    fields([1, i32, number(1)], [3, i32, number(0)], [4, binary, text("n")]),
  ];
  const footer = fields(
    [1, i32, number(1)],
    [2, list, items(struct, schema)],
    [3, i64, number(rows)],
    [4, list, items(struct, [group])],
  );
  const length = Buffer.alloc(4);
  length.writeUInt32LE(footer.length);
  const magic = Buffer.from("PAR1");
  return Buffer.concat([magic, Uint8Array.from([...pages, ...footer]), length, magic]);
}

function page(
  type: number,
  bytes: number,
  [id, ...header]: readonly [id: number, ...header: readonly (readonly number[])[]],
): readonly number[] {
  const about = fields(...header.map((value, at): Field => [at + 1, i32, value]));
  return fields(
    [1, i32, number(type)],
    [2, i32, number(bytes)],
    [3, i32, number(bytes)],
    [id, struct, about],
  );
}

function fields(...all: readonly Field[]): readonly number[] {
  let before = 0;
  const bytes = all.flatMap(([id, type, value]) => {
    const header = ((id - before) << 4) | type;
    before = id;
    return [header, ...value];
  });
  return [...bytes, 0];
}

function items(type: number, all: readonly (readonly number[])[]): readonly number[] {
  return [(all.length << 4) | type, ...all.flat()];
}

function text(value: string): readonly number[] {
  return [value.length, ...Buffer.from(value)];
}

/** In zigzag, of which the even ones are those that are not negative. */
function number(value: number): readonly number[] {
  return varint(2n * BigInt(value));
}

/** Seven bits to a byte. */
function varint(value: bigint): readonly number[] {
  const bytes: number[] = [];
  let left = value;
  for (; left > 127n; left >>= 7n) bytes.push(Number(left & 127n) | 128);
  return [...bytes, Number(left)];
}
