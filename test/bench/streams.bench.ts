// Kinesis side by side with kinesalite: each server in a process of its own, one client for both, one run. Within the process there
// is only the region; what it does there stands beside the peer by its fastest way.

import { type BenchRow, median, type Pace } from "./bench-row.ts";
import { withServer } from "./server-process.ts";
import { bySdk, inProcess, leanHttp, recordBytes, recordsPerPut, type StreamDoor } from "./stream-doors.ts";

const putsAtOnce = 8;
const shards = 4;
const peerName = "kinesalite 3.3.3";

interface Figures {
  readonly put: number;
  readonly get: number;
}

interface ByDoor {
  readonly lean: Figures;
  readonly sdk: Figures;
}

/** Median of some rounds; all take turns, so that a noisy minute hits each of them. */
export async function streamBenches(pace: Pace): Promise<BenchRow[]> {
  const rounds = Math.min(pace.rounds, 3);
  const milliseconds = pace.millisecondsPerRound * 8;
  const [ours, theirs, within]: [ByDoor[], ByDoor[], Figures[]] = [[], [], []];
  for (let round = 0; round < rounds; round++) {
    ours.push(await withServer("streams-millrace.ts", (port) => measureServer(port, milliseconds)));
    theirs.push(await withServer("streams-kinesalite.ts", (port) => measureServer(port, milliseconds)));
    within.push(await measureDoor(await inProcess(), milliseconds));
  }
  const lean = (all: readonly ByDoor[]) => all.map((figures) => figures.lean);
  const sdk = (all: readonly ByDoor[]) => all.map((figures) => figures.sdk);
  const puts = `PutRecords ${recordsPerPut} x ${recordBytes} B`;
  const gets = "GetRecords reading back";
  return [
    ...rowsOf([`${puts} over HTTP`, `${gets} over HTTP`], lean(ours), lean(theirs)),
    ...rowsOf([`${puts} by the SDK`, `${gets} by the SDK`], sdk(ours), sdk(theirs)),
    ...rowsOf([`${puts} in process`, `${gets} in process`], within, lean(theirs)),
  ];
}

function rowsOf(
  [put, get]: readonly [string, string],
  ours: readonly Figures[],
  theirs: readonly Figures[],
): readonly BenchRow[] {
  const row = (name: string, figure: (figures: Figures) => number): BenchRow => {
    const millrace = median(ours.map(figure));
    const peer = median(theirs.map(figure));
    return { name, millrace, peer, peerName, ratio: millrace / peer, unit: "records/s" };
  };
  return [row(put, (figures) => figures.put), row(get, (figures) => figures.get)];
}

async function measureServer(port: number, milliseconds: number): Promise<ByDoor> {
  return {
    lean: await measureDoor(leanHttp(port), milliseconds),
    sdk: await measureDoor(bySdk(port), milliseconds),
  };
}

async function measureDoor(door: StreamDoor, milliseconds: number): Promise<Figures> {
  try {
    await door.create(shards);
    await door.put();
    return { put: await measurePuts(door, milliseconds), get: await measureGets(door, milliseconds) };
  } finally {
    await door.close();
  }
}

async function measurePuts(door: StreamDoor, milliseconds: number): Promise<number> {
  const startedAt = performance.now();
  const endsAt = startedAt + milliseconds;
  let puts = 0;
  const putUntilTheEnd = async () => {
    do {
      await door.put();
      puts++;
    } while (performance.now() < endsAt);
  };
  await Promise.all(Array.from({ length: putsAtOnce }, putUntilTheEnd));
  return (puts * recordsPerPut * 1000) / (performance.now() - startedAt);
}

async function measureGets(door: StreamDoor, milliseconds: number): Promise<number> {
  const startedAt = performance.now();
  const endsAt = startedAt + milliseconds;
  let records = 0;
  const readShard = async (shard: number) => {
    for await (const count of door.reads(shard)) {
      records += count;
      if (count === 0 || performance.now() >= endsAt) return;
    }
  };
  await Promise.all(Array.from({ length: shards }, (_, shard) => readShard(shard)));
  return (records * 1000) / (performance.now() - startedAt);
}
