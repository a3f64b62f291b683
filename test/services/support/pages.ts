// Lists that come in pages: all of them are walked, two items at a time.

import { expect, test } from "@jest/globals";
import type { senderOf } from "./documented-errors.ts";

export interface PagedList {
  /** @default {} */
  readonly input?: object | (() => object);
  /** The member of the answer that holds the items. */
  readonly items: string;
}

export interface PageWords {
  readonly size: string;
  readonly token: string;
  /** Where the answer calls it otherwise. */
  readonly nextToken?: string;
}

/** Each list has as many items as `count` by then. */
export function walkInPages(
  lists: Readonly<Record<string, PagedList>>,
  { size, token, nextToken = token }: PageWords,
  { count, send }: { readonly count: number; readonly send: () => ReturnType<typeof senderOf> },
): void {
  test.each(Object.entries(lists))("%s comes in pages", async (operation, { input = {}, items }) => {
    const given = typeof input === "function" ? input() : input;
    const ask = async (more: object) =>
      (await send()(operation, { ...given, ...more })) as Readonly<Record<string, unknown>>;
    const listOf = (answer: Readonly<Record<string, unknown>>) => (answer[items] ?? []) as readonly unknown[];
    const whole = listOf(await ask({}));
    expect(whole).toHaveLength(count);
    const pages: (readonly unknown[])[] = [];
    let next: unknown;
    do {
      const answer: Readonly<Record<string, unknown>> = await ask({
        ...{ [size]: 2 },
        ...(next === undefined ? {} : { [token]: next }),
      });
      pages.push(listOf(answer));
      next = answer[nextToken] ?? undefined;
    } while (next !== undefined);
    expect(pages.flat()).toEqual(whole);
    expect(pages.filter((page) => page.length > 0).map((page) => page.length)).toEqual(
      Array.from({ length: Math.ceil(count / 2) }, (_, at) => Math.min(2, count - 2 * at)),
    );
  });
}
