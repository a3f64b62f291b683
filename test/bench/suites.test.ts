import { expect, test } from "@jest/globals";
import type { Pace } from "./bench-row.ts";
import { suites } from "./suites.ts";

const shortest: Pace = { rounds: 1, millisecondsPerRound: 1, scale: 0.01, seconds: "passed" };

test.each(Object.keys(suites))(
  "%s measures every row beside a peer",
  async (name) => {
    const rows = (await suites[name]?.(shortest)) ?? [];
    expect(rows).not.toEqual([]);
    for (const row of rows) {
      expect(row).toEqual({
        name: expect.stringMatching(/\S/),
        millrace: expect.any(Number),
        peer: expect.any(Number),
        peerName: expect.stringMatching(/\S/),
        ratio: expect.any(Number),
        spread: [expect.any(Number), expect.any(Number)],
        unit: expect.stringMatching(/^(\w+\/\w+|MB)$/),
      });
      for (const figure of [row.millrace, row.peer, row.ratio, ...row.spread])
        expect(figure).toBeGreaterThan(0);
    }
  },
  180_000,
);
