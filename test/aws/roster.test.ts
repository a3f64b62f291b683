// A roster holds whom a set would hold.

import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { type Place, Roster } from "../../src/aws/roster.ts";

test("whoever has entered and not left is there", () => {
  // A number enters a member, or has the one at that place among those there leave.
  fc.assert(
    fc.property(fc.array(fc.option(fc.nat(20), { nil: undefined })), (steps) => {
      const roster = new Roster<number>();
      const there: Place<number>[] = [];
      for (const [member, step] of steps.entries()) {
        if (step === undefined) there.push(roster.enter(member));
        else for (const place of there.splice(step, 1)) roster.leave(place);
      }
      expect(roster.size).toBe(there.length);
      expect(new Set(roster.members)).toEqual(new Set(there.map((place) => place.member)));
    }),
  );
});
