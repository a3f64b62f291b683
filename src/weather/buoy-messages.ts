// What a buoy says of a reading, and the record that the rule of buoys makes of it.

import { readingsOf, type TelemetryRecord } from "./observations.ts";
import type { Reading } from "./readings.ts";
import { buoy } from "./stations.ts";

export interface BuoyMessage {
  readonly payload: string;
  /** As it is on the stream then, to the byte. */
  readonly record: TelemetryRecord;
}

/** The messages of the replay, in the order in which the buoy sends them. Takes the text of the CSV file. */
export function* buoyMessages(normalsCsv: string): Generator<BuoyMessage> {
  for (const reading of readingsOf(buoy, normalsCsv)) yield messageOf(reading);
}

function messageOf(reading: Reading): BuoyMessage {
  const { stationId, sequence, observedAt, ...measured } = reading;
  const message = {
    ...{ n: sequence, at: observedAt, t: measured.temperatureCelsius, p: measured.pressureHpa },
    ...{ dp: measured.pressureTendencyHpa, w: measured.windMetresPerSecond },
  };
  return {
    payload: JSON.stringify(message),
    record: { partitionKey: stationId, data: Buffer.from(JSON.stringify(reading)) },
  };
}
