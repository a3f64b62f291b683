// Kinesis side by side with kinesalite: each server in a process of its own, one client for both, one run. Within the process there
// is only the region; what it does there stands beside the peer by its fastest way.

import { type BenchRow, type Pace, rowOf } from "./bench-row.ts";
import { withServer } from "./server-process.ts";
import { type Round, startRound, stopwatchOf } from "./stopwatch.ts";
import { bySdk, inProcess, leanHttp, recordBytes, recordsPerPut, type StreamDoor } from "./stream-doors.ts";

const putsAtOnce = 8;
const shards = 4;
const mostRounds = 5;
const peerName = "kinesalite 3.3.3";

interface Figures {
  readonly put: number;
  readonly get: number;
}

const puts = `PutRecords ${recordsPerPut} x ${recordBytes} B`;
const gets = "GetRecords reading back";

export async function streamBenches(pace: Pace): Promise<BenchRow[]> {
  const [ours, theirs, within] = await inTurns(pace, [
    (roundOf) => served("streams-millrace.ts", leanHttp, roundOf),
    (roundOf) => served("streams-kinesalite.ts", leanHttp, roundOf),
    async (roundOf) => measureDoor(await inProcess(), roundOf()),
  ]);
  return [
    ...rowsOf([`${puts} over HTTP`, `${gets} over HTTP`], ours, theirs),
    ...rowsOf([`${puts} in process`, `${gets} in process`], within, theirs),
  ];
}

export async function streamsBySdkBenches(pace: Pace): Promise<BenchRow[]> {
  const [ours, theirs] = await inTurns(pace, [
    (roundOf) => served("streams-millrace.ts", bySdk, roundOf),
    (roundOf) => served("streams-kinesalite.ts", bySdk, roundOf),
  ]);
  return [...rowsOf([`${puts} by the SDK`, `${gets} by the SDK`], ours, theirs)];
}

/** Starts a round that what the process takes is counted of. */
type RoundOf = (pid?: number) => () => Round;

/** So that a noisy minute hits each of them. */
async function inTurns(
  { rounds, millisecondsPerRound, seconds }: Pace,
  sides: readonly ((round: RoundOf) => Promise<Figures>)[],
): Promise<readonly Figures[][]> {
  const roundOf: RoundOf = (pid) => () => startRound(stopwatchOf(seconds, pid), millisecondsPerRound * 8);
  const measured: Figures[][] = sides.map(() => []);
  for (let round = 0; round < Math.min(rounds, mostRounds); round++) {
    for (const [index, side] of sides.entries()) measured[index]?.push(await side(roundOf));
  }
  return measured;
}

function served(script: string, door: (port: number) => StreamDoor, roundOf: RoundOf): Promise<Figures> {
  return withServer(script, (port, pid) => measureDoor(door(port), roundOf(pid)));
}

function rowsOf(
  [put, get]: readonly [string, string],
  ours: readonly Figures[] = [],
  theirs: readonly Figures[] = [],
): readonly BenchRow[] {
  const row = (name: string, figure: (figures: Figures) => number): BenchRow => {
    return rowOf({
      ...{ name, peerName, unit: "records/s" },
      ...{ millrace: ours.map(figure), peer: theirs.map(figure) },
    });
  };
  return [row(put, (figures) => figures.put), row(get, (figures) => figures.get)];
}

async function measureDoor(door: StreamDoor, start: () => Round): Promise<Figures> {
  try {
    await door.create(shards);
    // As with every other row, a round before it is not counted: within a second servers are what they stay.
    const measured = async () => ({
      put: await measurePuts(door, start()),
      get: await measureGets(door, start()),
    });
    await measured();
    return await measured();
  } finally {
    await door.close();
  }
}

async function measurePuts(door: StreamDoor, round: Round): Promise<number> {
  let puts = 0;
  const putUntilTheEnd = async () => {
    do {
      await door.put();
      puts++;
    } while (!round.isOver());
  };
  await Promise.all(Array.from({ length: putsAtOnce }, putUntilTheEnd));
  return (puts * recordsPerPut) / round.seconds();
}

async function measureGets(door: StreamDoor, round: Round): Promise<number> {
  let records = 0;
  const readShard = async (shard: number) => {
    for await (const count of door.reads(shard)) {
      records += count;
      if (count === 0 || round.isOver()) return;
    }
  };
  await Promise.all(Array.from({ length: shards }, (_, shard) => readShard(shard)));
  return records / round.seconds();
}
