// The replay and the load records: what a run of them must count.

import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { compileStatement } from "../../src/services/iot/sql/statement.ts";
import { toColumns } from "../../src/weather/batches.ts";
import { buoyMessages } from "../../src/weather/buoy-messages.ts";
import { assessReadings } from "../../src/weather/conditions.ts";
import { createLoadRecords } from "../../src/weather/load-records.ts";
import { replayReadings, replayRecords, type TelemetryRecord } from "../../src/weather/observations.ts";
import { isUnreadable, type Reading, readReading } from "../../src/weather/readings.ts";
import { buoy, stations } from "../../src/weather/stations.ts";

const normals = readFileSync(
  new URL("../../node_modules/vega-datasets/data/seattle-weather-hourly-normals.csv", import.meta.url),
  "utf8",
);

const read = ({ data }: TelemetryRecord): ReturnType<typeof readReading> =>
  readReading(Buffer.from(data).toString("base64"));

describe("the replay", () => {
  const records = [...replayRecords(normals)];
  const results = records.map(read);

  test("is 8,759 readings and 23 corrupt records", () => {
    expect(records).toHaveLength(8782);
    expect(results.filter(isUnreadable)).toHaveLength(23);
  });

  test("has each kind of corruption", () => {
    expect(
      new Set(results.filter(isUnreadable).map(({ reason, detail }) => `${reason} ${detail}`)).size,
    ).toBe(8);
  });

  test("gives the same bytes each time", () => {
    const bytes = (all: readonly TelemetryRecord[]): Buffer => Buffer.concat(all.map(({ data }) => data));
    expect(bytes([...replayRecords(normals)]).equals(bytes(records))).toBe(true);
  });

  test("holds 185 findings, of every condition", () => {
    const findings = assessReadings(toColumns([...replayReadings(normals)]));
    const counts: Record<string, number> = {};
    for (const { condition } of findings) counts[condition] = (counts[condition] ?? 0) + 1;
    expect(counts).toEqual({ heat: 30, frost: 65, gale: 52, "pressure-fall": 35, "pressure-jump": 3 });
    expect(findings).toHaveLength(185);
  });

  test("spreads over the stations, each record keyed by its station", () => {
    const readings = results.filter((result): result is Reading => !isUnreadable(result));
    const counts = Map.groupBy(readings, ({ stationId }) => stationId);
    expect([...counts.keys()].sort()).toEqual(stations.map(({ stationId }) => stationId).sort());
    for (const readingsOfOne of counts.values()) expect(readingsOfOne.length).toBeGreaterThanOrEqual(1459);
    const keys = records.filter((_, index) => !isUnreadable(results[index] as Reading));
    expect(keys.map(({ partitionKey }) => partitionKey)).toEqual(readings.map(({ stationId }) => stationId));
  });

  test("has a buoy, which speaks once in every turn of the others, and 34 findings of its own", () => {
    const messages = [...buoyMessages(normals)];
    expect(messages).toHaveLength(1460);
    const readings = messages
      .map(({ record }) => read(record))
      .filter((each): each is Reading => !isUnreadable(each));
    expect(readings).toHaveLength(1460);
    expect(new Set(readings.map(({ stationId }) => stationId))).toEqual(new Set([buoy.stationId]));
    expect(assessReadings(toColumns(readings))).toHaveLength(34);
  });

  test("has of the buoy what the topic rule makes of its messages, to the byte", async () => {
    const template = readFileSync(new URL("../../infrastructure/buoys.yml", import.meta.url), "utf8");
    const [, sql = ""] = /Sql: >-\n([\s\S]*?)\n {8}Actions/.exec(template) ?? [];
    const statement = compileStatement(
      sql.replaceAll(/\s+/g, " ").replace("${self:service}/${sls:stage}", "millrace/dev").trim(),
    );
    for (const { payload, record } of [...buoyMessages(normals)].slice(0, 100)) {
      const value = () => JSON.parse(payload);
      const message = {
        topic: `millrace/dev/buoys/${buoy.stationId}/readings`,
        payload: Buffer.from(payload),
        clientId: buoy.stationId,
        principal: undefined,
        traceId: "t",
        value,
      };
      const answers = statement.answers({
        ...{ now: Date.now, accountId: "000000000000", sqlVersion: "2016-03-23", ask: async () => undefined },
      });
      const outcome = await statement.outcome(message, answers);
      expect(outcome?.bytes.toString()).toBe(Buffer.from(record.data).toString());
    }
  });

  test.each([
    ["a,b\n1,2", 'line 1: expected "date,pressure,temperature,wind", got "a,b"'],
    [
      "date,pressure,temperature,wind\n2010-01-01T01:00:00,1016.6,warm,3.8",
      'line 2: expected a date and three numbers, got "2010-01-01T01:00:00,1016.6,warm,3.8"',
    ],
    [
      "date,pressure,temperature,wind\n2010-01-01T01:00:00,1016.6",
      'line 2: expected a date and three numbers, got "2010-01-01T01:00:00,1016.6"',
    ],
  ])("refuses rows that are not normals: %j", (csv, message) => {
    expect(() => [...replayRecords(csv)]).toThrow(new SyntaxError(message));
  });
});

describe("load records", () => {
  const recordAt = createLoadRecords();

  test("are all readings, of many stations, each with a sequence of its own", () => {
    const readings = Array.from({ length: 9000 }, (_, index) => read(recordAt(index)));
    const valid = readings.filter((result): result is Reading => !isUnreadable(result));
    expect(valid).toHaveLength(9000);
    expect(new Set(valid.map(({ sequence }) => sequence)).size).toBe(9000);
    expect(new Set(valid.map(({ stationId }) => stationId)).size).toBe(1024);
  });

  test.each([0, 9, 10, 4095, 4096, 99_999_999_999])("record %d carries its index", (index) => {
    expect(read(recordAt(index))).toMatchObject({ sequence: 100_000_000_000 + index });
  });

  test("hold one finding however many there are", () => {
    const readings = Array.from({ length: 20_000 }, (_, index) => read(recordAt(index)) as Reading);
    expect(assessReadings(toColumns(readings)).map(({ findingId }) => findingId)).toEqual([
      "load-station-1023/gale/advisory/2010-06-01",
    ]);
  });
});
