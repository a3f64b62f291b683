// Has many large things come and go in one of three ways, a few of them there at a time, and prints by how many megabytes V8's old
// generation had grown at most. Run as a program of its own, with `--expose-gc`.

import { getHeapSpaceStatistics } from "node:v8";
import { knownJsonText, rememberJsonText } from "../../../src/aws/json-text.ts";
import { type Place, Roster } from "../../../src/aws/roster.ts";
import { Deadlines } from "../../../src/engine/deadlines.ts";
import { systemClock } from "../../../src/time/clock.ts";

const things = 40_000;
const atOnce = 8;
const quietly = 50;

type Large = readonly { readonly text: string }[];

const large = (index: number): Large => Array.from({ length: 100 }, (_, at) => ({ text: `${index} ${at}` }));

/** Takes one that comes, and gives what is to be called when it goes. */
type Keep = (thing: Large) => () => void;

const ways: Readonly<Record<string, () => Keep>> = {
  roster: () => {
    const roster = new Roster<Large>();
    return (thing) => {
      const place: Place<Large> = roster.enter(thing);
      return () => roster.leave(place);
    };
  },
  deadlines: () => {
    const deadlines = new Deadlines(systemClock);
    return (thing) => {
      const deadline = deadlines.set(systemClock.now(), 60_000, { comeDue: () => console.log(thing) });
      return () => deadline.cancel();
    };
  },
  text: () => (thing) => {
    rememberJsonText([...thing] as never, { text: "", bytes: 0, of: thing } as never);
    return () => knownJsonText(thing as never);
  },
};

const keep = ways[process.argv[2] ?? ""]?.();
if (keep === undefined) throw new TypeError(`expected one of ${Object.keys(ways)}`);
const gone: (() => void)[] = [];
const before = oldMegabytes();
let most = before;
for (let index = 0; index < things; index++) {
  gone.push(keep(large(index)));
  // As at a quiet hour, where whatever is there grows old.
  if (index < quietly) gc?.({ type: "minor" });
  if (gone.length > atOnce) gone.shift()?.();
  if (index % 1000 === 0) most = Math.max(most, oldMegabytes());
}
console.log(Math.round(most - before));
for (const go of gone) go();

function oldMegabytes(): number {
  const old = getHeapSpaceStatistics().find(({ space_name }) => space_name === "old_space");
  return (old?.space_used_size ?? 0) / 1024 ** 2;
}
