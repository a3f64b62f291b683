// An alert: the words that tell people of a finding. Subjects obey SNS: printable ASCII, below 100 characters.

import * as z from "zod";

/** What handle-alert hands to the notify function. */
export const alertRequestSchema = z.object({
  finding: z.object({
    /** Of whoever puts an event on the bus by hand there is none. */
    batch: z.string().default("none"),
    findingId: z.string().min(1),
    stationId: z.string(),
    condition: z.string(),
    severity: z.enum(["advisory", "warning", "severe"]),
    observedAt: z.string(),
    value: z.number(),
    unit: z.string(),
  }),
  station: z.object({ name: z.string(), place: z.string() }),
});

export type AlertRequest = Readonly<z.infer<typeof alertRequestSchema>>;

export interface Alert {
  readonly subject: string;
  readonly message: string;
  readonly severity: string;
}

const headlines: Readonly<Record<string, string>> = {
  heat: "Heat",
  frost: "Hard frost",
  gale: "Gale",
  "pressure-fall": "Pressure falling very rapidly",
  "pressure-jump": "Implausible pressure jump, check the sensor",
};

export function wordAlert({ finding, station }: AlertRequest): Alert {
  const headline = headlines[finding.condition] ?? finding.condition;
  return {
    subject: asciiSubject(`[${finding.severity}] ${headline} at ${station.name}`),
    message: [
      `${headline} at ${station.name}, ${station.place}.`,
      `Measured ${finding.value} ${finding.unit} at ${finding.observedAt}.`,
      `Severity: ${finding.severity}. Finding: ${finding.findingId}.`,
    ].join("\n"),
    severity: finding.severity,
  };
}

/** What SNS takes as a subject. */
export function asciiSubject(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, "?").slice(0, 99);
}
