import { expect, test } from "@jest/globals";
import { keyPage, listPage, type Page, placePage } from "../../../src/aws/wire/pages.ts";

const refuse = () => {
  throw new Error("refused");
};
const keyOf = (item: string) => item;

const ways: readonly (readonly [string, (all: readonly string[], token?: string) => Page<string>, string])[] =
  [
    ["keys", (all, token) => keyPage(all, { keyOf, token, limit: 2, refuse }), "abcde"],
    ["the list's own order", (all, token) => listPage(all, { keyOf, token, limit: 2, refuse }), "edcba"],
    ["places", (all, token) => placePage(all, { token, limit: 2, refuse }), "edcba"],
  ];

test.each(ways)("pages by %s hold each item once", (_, pageOf, order) => {
  const all = [..."edcba"];
  const seen: string[] = [];
  let page = pageOf(all);
  while (page.next !== undefined) {
    expect(page.items).toHaveLength(2);
    seen.push(...page.items);
    page = pageOf(all, page.next);
  }
  expect([...seen, ...page.items].join("")).toBe(order);
});

test.each(ways)("pages by %s: a list that ends with a page has no further one", (_, pageOf) => {
  expect(pageOf([..."ab"]).next).toBeUndefined();
});

test.each(ways)("pages by %s: what is no token is refused", (_, pageOf) => {
  for (const token of ["", "none", Buffer.from("[null]").toString("base64url")])
    expect(() => pageOf([..."abc"], token)).toThrow("refused");
});

test("an item that is gone ends the pages of a list's own order, and not those of keys", () => {
  const [, byKey] = ways[0] ?? [];
  const [, byList] = ways[1] ?? [];
  expect(byKey?.([..."acd"], byKey([..."abcd"]).next).items).toEqual(["c", "d"]);
  expect(() => byList?.([..."acd"], byList([..."abcd"]).next)).toThrow("refused");
});
