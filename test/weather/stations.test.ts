import { expect, test } from "@jest/globals";
import { stationItem, stations } from "../../src/weather/stations.ts";

test("the first station, as the registry keeps it", () => {
  expect(stations.slice(0, 1).map(stationItem)).toEqual([
    {
      stationId: { S: "seattle-harbor" },
      name: { S: "Seattle Harbor" },
      place: { S: "Seattle, Washington" },
      latitude: { N: "47.602" },
      longitude: { N: "-122.339" },
      elevationMetres: { N: "4" },
    },
  ]);
});

test("every station has an id of its own, that a reading may bear", () => {
  const ids = stations.map(({ stationId }) => stationId);
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) expect(id).toMatch(/^[a-z][a-z0-9-]{2,39}$/);
});
