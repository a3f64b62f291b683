import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { type AlertRequest, wordAlert } from "../../src/weather/alerts.ts";
import { conditions } from "../../src/weather/conditions.ts";

const request: AlertRequest = {
  finding: {
    batch: "none",
    findingId: "snoqualmie-pass/frost/severe/2010-12-23",
    stationId: "snoqualmie-pass",
    condition: "frost",
    severity: "severe",
    observedAt: "2010-12-23T06:00:00Z",
    value: -18.4,
    unit: "°C",
  },
  station: { name: "Snoqualmie Pass", place: "Snoqualmie Pass, Washington" },
};

test("an alert says what, where, how much and when", () => {
  expect(wordAlert(request)).toEqual({
    subject: "[severe] Hard frost at Snoqualmie Pass",
    message: [
      "Hard frost at Snoqualmie Pass, Snoqualmie Pass, Washington.",
      "Measured -18.4 °C at 2010-12-23T06:00:00Z.",
      "Severity: severe. Finding: snoqualmie-pass/frost/severe/2010-12-23.",
    ].join("\n"),
    severity: "severe",
  });
});

test.each(conditions.map(({ name }) => name))("%s has words of its own", (condition) => {
  const { subject } = wordAlert({ ...request, finding: { ...request.finding, condition } });
  expect(subject).not.toContain(`] ${condition} at`);
});

test("a subject is one that SNS takes, whatever the station is called", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 150 }), (name) => {
      const { subject } = wordAlert({ ...request, station: { ...request.station, name } });
      expect(subject).toMatch(/^[\x20-\x7e]{1,99}$/);
    }),
  );
});
