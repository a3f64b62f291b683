import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { type Books, imbalances } from "../../src/load/balance.ts";
import { ReceiptBook } from "../../src/load/receipt-book.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "receipts-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("a receipt book", () => {
  test("counts a record that came twice as one processed and one duplicate", () => {
    const book = new ReceiptBook();
    book.enter({ eventIds: ["s:1", "s:2"], accepted: 1, rejected: 1, findings: 1 });
    book.enter({ eventIds: ["s:2", "s:3"], accepted: 2, rejected: 0, findings: 0 });
    expect(book.tally()).toEqual({ processed: 3, duplicates: 1, accepted: 3, rejected: 1, findings: 1 });
  });

  test("of an older Millrace, without checksums, is taken up", () => {
    const file = join(folder, "receipts.jsonl");
    const receipt = { eventIds: ["s:1"], accepted: 1, rejected: 0, findings: 0 };
    writeFileSync(file, `${JSON.stringify(receipt)}\n${JSON.stringify(receipt)}\n`);
    const book = new ReceiptBook(file);
    book.enter(receipt);
    book.close();
    const again = new ReceiptBook(file);
    expect(again.tally()).toMatchObject({ processed: 1, duplicates: 2, accepted: 3 });
    again.close();
  });

  test("is the same after it was opened again, even with a torn last line", () => {
    const file = join(folder, "book", "receipts.jsonl");
    const first = new ReceiptBook(file);
    first.enter({ eventIds: ["s:1"], accepted: 1, rejected: 0, findings: 0 });
    first.close();
    appendFileSync(file, '{"eventIds":["s:2"');
    const second = new ReceiptBook(file);
    expect(second.tally().processed).toBe(1);
    second.enter({ eventIds: ["s:2"], accepted: 1, rejected: 0, findings: 0 });
    second.close();
    const third = new ReceiptBook(file);
    expect(third.tally()).toMatchObject({ processed: 2, duplicates: 0, accepted: 2 });
    third.close();
  });
});

const balanced: Books = {
  put: 10,
  deadLettered: 1,
  lost: 0,
  waiting: 0,
  lastError: undefined,
  tally: { processed: 10, duplicates: 0, accepted: 9, rejected: 1, findings: 2 },
};

const cases: readonly { name: string; books: Books; problems: number }[] = [
  { name: "every record processed or dead-lettered balances", books: balanced, problems: 0 },
  {
    name: "a lost record does not",
    books: { ...balanced, lost: 1, tally: { ...balanced.tally, processed: 9, accepted: 8 } },
    problems: 2,
  },
  {
    name: "a rejected record that is in no queue does not",
    books: { ...balanced, deadLettered: 0 },
    problems: 1,
  },
  {
    name: "a delivery nobody answered for does not",
    books: { ...balanced, tally: { ...balanced.tally, accepted: 8 } },
    problems: 1,
  },
  {
    name: "a batch delivered twice after a crash balances, its bad record being dead-lettered twice",
    books: { ...balanced, tally: { ...balanced.tally, duplicates: 3, accepted: 11, rejected: 2 } },
    problems: 0,
  },
];

describe("the books", () => {
  test.each(cases)("$name", ({ books, problems }) => {
    expect(imbalances(books)).toHaveLength(problems);
  });
});
