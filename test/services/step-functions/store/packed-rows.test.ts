// Rows come out of the packing as they went in, whatever their texts are made of.

import { expect, test } from "@jest/globals";
import {
  type PackedValue,
  RowPacker,
  unpackRows,
} from "../../../../src/services/step-functions/store/packed-rows.ts";

const texts = [
  ...["", "a", "x".repeat(40), "x".repeat(41), "é", `${"x".repeat(39)}é`, "x".repeat(100_000)],
  ...['{"cents":9900}', "\u0000\u007f\u0080", "😀".repeat(20), null],
];

function unpacked(packer: RowPacker, atOnce: number) {
  const rows: (readonly (number | string | null)[])[] = [];
  unpackRows(packer.pack(), { layout: ["n", "t"], atOnce }, (values: PackedValue[]) => {
    for (let at = 0; at < values.length; at += 2) {
      const [number, text] = values.slice(at, at + 2) as [number, Uint8Array | string | null];
      rows.push([number, text instanceof Uint8Array ? Buffer.from(text).toString("utf8") : text]);
    }
  });
  return rows;
}

test.each([1, 4, 16])("texts, %d rows at once", (atOnce) => {
  const packer = new RowPacker();
  for (let turn = 0; turn < 2; turn++) {
    packer.clear();
    for (const [number, text] of texts.entries()) packer.number(number).text(text);
    expect(unpacked(packer, atOnce)).toEqual([...texts.entries()]);
  }
});
