// The records of a shard as they come, decoded. To look at them is not to read them.

import { useState } from "preact/hooks";
import { shownBytes } from "../parts/bytes.ts";
import { FilterField, useFilter } from "../parts/filter.tsx";
import { JsonText } from "../parts/json.tsx";
import { LongList } from "../parts/long-list.tsx";
import { Trouble } from "../parts/trouble.tsx";
import { When } from "../parts/when.tsx";
import { duration } from "../parts/words.ts";
import { view } from "../region/call.ts";
import { useLive } from "../region/live.ts";

interface StreamRecord {
  readonly sequenceNumber: string;
  readonly partitionKey: string;
  readonly dataBase64: string;
  /** Milliseconds since the epoch. */
  readonly arrivedAt: number;
}

interface Tail {
  /** The latest first. */
  readonly records: readonly StreamRecord[];
  /** Where to read on; undefined once a closed shard has been read to its end. */
  readonly iterator?: string;
  readonly behindMs: number;
}

const mostRecords = 5_000;

/** What has been read is not read again. */
async function readOn(streamName: string, shardId: string, former: Tail | undefined): Promise<Tail> {
  if (former !== undefined && former.iterator === undefined) return former;
  const read = await view<Tail>("shard-records", {
    ...{ streamName, shardId },
    ...(former?.iterator === undefined ? {} : { iterator: former.iterator }),
  });
  return {
    ...read,
    records: [...read.records.toReversed(), ...(former?.records ?? [])].slice(0, mostRecords),
  };
}

interface ShardRecordsProps {
  readonly streamName: string;
  readonly shardId: string;
}

const none: readonly StreamRecord[] = [];

export function ShardRecords({ streamName, shardId }: ShardRecordsProps) {
  const [opened, setOpened] = useState<StreamRecord | undefined>();
  const [isPaused, setPaused] = useState(false);
  const { value, problem } = useLive<Tail>(
    `${streamName} ${shardId}`,
    (former) =>
      isPaused && former !== undefined ? Promise.resolve(former) : readOn(streamName, shardId, former),
    2000,
  );
  const filter = useFilter(
    value?.records ?? none,
    ({ dataBase64, partitionKey }) => `${partitionKey} ${shownBytes(dataBase64)}`,
  );
  return (
    <>
      <h2>Records of {shardId}, of the last 10 minutes</h2>
      <p class="actions">
        <FilterField label="Filter by key or data" filter={filter} />
        <label>
          <input
            type="checkbox"
            checked={isPaused}
            onChange={({ currentTarget }) => setPaused(currentTarget.checked)}
          />{" "}
          paused
        </label>
        {value !== undefined && value.behindMs > 2000 && (
          <span class="odd">reading on: {duration(value.behindMs)} behind the latest</span>
        )}
      </p>
      <Trouble problem={problem} />
      {value && (
        <LongList
          label="Records"
          rows={filter.rows}
          isBusy={filter.isBusy}
          keyOf={({ sequenceNumber }) => sequenceNumber}
          empty={filter.text === "" ? "None has come." : "None holds that."}
          onOpen={setOpened}
          isChosen={({ sequenceNumber }) => sequenceNumber === opened?.sequenceNumber}
          columns={[
            { title: "Arrived", width: "14rem", cell: (each) => <When at={each.arrivedAt} /> },
            { title: "Partition key", width: "12rem", cell: ({ partitionKey }) => partitionKey },
            {
              title: "Data",
              width: "1fr",
              cell: (each) => (
                <button type="button" class="link plain" onClick={() => setOpened(each)}>
                  {shownBytes(each.dataBase64).slice(0, 200)}
                </button>
              ),
            },
          ]}
        />
      )}
      {opened && <JsonText title={`Record ${opened.sequenceNumber}`} text={shownBytes(opened.dataBase64)} />}
    </>
  );
}
